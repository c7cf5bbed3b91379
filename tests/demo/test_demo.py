"""The main job, small: everything that it shows, and what it says about itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from actors.base.receipt import check_file
from cluster.cli.demo import demo
from cluster.cli.receipt import receipt
from cluster.verify import parties_of, verify_market


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """One run of the demo with 400 trades; its directory and its output."""
    place = tmp_path_factory.mktemp("demo")
    arguments = [
        "--trades",
        "400",
        "--json",
        str(place / "demo.json"),
        "--data",
        str(place / "m"),
        "--quiet",
        "--lang",
        "zh",
    ]
    result = CliRunner().invoke(demo, arguments)
    assert result.exit_code == 0, result.output
    return place, result.output


def test_the_week_comes_out_as_it_should(run: tuple[Path, str]) -> None:
    facts = json.loads((run[0] / "demo.json").read_text("utf-8"))
    assert facts["good"]
    assert facts["host"] == "local"
    assert (facts["nodes"], facts["bonds"]) == (4, 4)
    assert facts["issued"] == {
        "2024-T6": "110000000000.00",
        "2025-24": "130000000000.00",
        "2026-03": "305000000000.00",
        "180011": "30000000000.00",
    }
    assert facts["coupon"]["gross_cny"] == "1204500000.00"
    assert facts["coupon"]["exact"]
    assert facts["coupon"]["holders"] > 100
    assert facts["custody_transfer"]["face_cny"] == "200000000.00"
    assert facts["custody_transfer"]["status"] == "SETTLED"
    assert facts["killed"]["node"] == "node-ccdc"
    assert facts["killed"]["settled_while_dead"] > 0
    assert facts["killed"]["recovered_s"] > 0
    assert facts["results_equal"]
    assert facts["conservation"]
    assert facts["receipts_verified"] > 100
    assert facts["dvp_per_s"] > 0
    assert facts["finality_ms"]["p50"] <= facts["finality_ms"]["p99"] <= facts["finality_ms"]["p100"]
    assert facts["wall_s"] > 0


def test_trades_add_up_and_fail_for_each_reason(run: tuple[Path, str]) -> None:
    trades = json.loads((run[0] / "demo.json").read_text("utf-8"))["trades"]
    assert trades["submitted"] == 400 + 1 + 10
    assert trades["settled"] + trades["failed"] == trades["submitted"] == sum(trades["by_status"].values())
    reasons = {"SETTLED", "SECURITIES_SHORT", "CASH_SHORT", "RESERVE_SHORT", "CANCELLED", "EXPIRED"}
    assert set(trades["by_status"]) == reasons
    assert trades["settled_in_dcep"] > 0


def test_a_person_reads_the_result_in_their_language(run: tuple[Path, str]) -> None:
    for words in ("国债市场的一周", "转托管", "全部结果符合预期", "demo.json"):
        assert words in run[1]


def test_what_every_party_leaves_on_disk_verifies(run: tuple[Path, str]) -> None:
    reports = verify_market(parties_of(run[0] / "m"))
    assert [one.party for one in reports if not one.holds] == []
    assert len(reports) == 4 + 14
    assert len({one.state_root for one in reports if one.state_root is not None}) == 1


def test_the_receipts_that_it_hands_out_hold_for_anyone(run: tuple[Path, str]) -> None:
    files = sorted((run[0] / "m" / "receipts").iterdir())
    names = ["coupon", "custody-transfer", "worked-example-buyer", "worked-example-seller"]
    assert [one.stem for one in files] == names
    for file in files:
        assert check_file(file.read_bytes()).holds
        assert CliRunner().invoke(receipt, [str(file)]).exit_code == 0


def test_a_directory_in_use_is_not_overwritten(run: tuple[Path, str]) -> None:
    result = CliRunner().invoke(demo, ["--data", str(run[0] / "m"), "--quiet"])
    assert result.exit_code == 2
    assert "is not empty" in result.output


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--trades", "5"], "5 trades; give 200 to"),
        (["--host", "moon"], "no host 'moon'"),
        (["--lang", "fr"], "'fr' is not one of"),
        (["--json", "no/such/place/x.json"], "is no directory"),
        (["--trades", "many"], "'many' is not a valid integer"),
    ],
)
def test_bad_options_are_told_before_anything_starts(arguments: list[str], part: str) -> None:
    result = CliRunner().invoke(demo, [*arguments, "--quiet"])
    assert result.exit_code == 2
    assert part in " ".join(result.output.split())


def test_all_bad_options_of_the_command_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    arguments = ["--trades", "5", "--host", "moon", "--data", str(tmp_path), "--json", "no/such/place/x.json"]
    result = CliRunner().invoke(demo, arguments)
    assert result.exit_code == 2
    told = " ".join(result.output.split())
    for part in ("5 trades", "no host 'moon'", "is not empty", "is no directory"):
        assert part in told
    assert [one.name for one in tmp_path.iterdir()] == ["mine"]
