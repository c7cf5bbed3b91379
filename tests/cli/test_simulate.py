"""``lianjie simulate``: its ranges, its exit status, and what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cluster.cli.simulate import simulate
from cluster.simulator import run
from cluster.simulator.report import Report


def test_seeds_that_hold_exit_with_zero_and_are_written(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    result = CliRunner().invoke(simulate, ["--seeds", "21:22", "--jobs", "1", "--json", str(file)])
    assert result.exit_code == 0, result.output
    assert "1 seeds, 0 with violations" in result.output
    assert json.loads(file.read_text())[0]["violations"] == []


def test_a_violation_exits_with_one_and_prints_the_command_that_replays_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(seed: str) -> Report:
        return Report(seed, "a scenario", ["P1: two orders"])

    monkeypatch.setattr("cluster.simulator.campaign.run_seed", fails)
    result = CliRunner().invoke(simulate, ["--seeds", "7", "--jobs", "1"])
    assert result.exit_code == 1
    assert "P1: two orders" in result.output
    assert "lianjie simulate --seeds 7 --trace" in result.output
    assert run.run_seed is not fails


@pytest.mark.parametrize("seeds", ["5:5", "9:2", "x", "1:y", "0:2000000"])
def test_a_range_that_is_none_is_told(seeds: str) -> None:
    result = CliRunner().invoke(simulate, ["--seeds", seeds])
    assert result.exit_code == 2
    assert repr(seeds) in result.output


def test_a_variant_that_does_not_exist_is_told_with_those_that_do() -> None:
    result = CliRunner().invoke(simulate, ["--variant", "no-such"])
    assert result.exit_code == 2
    assert "half-a-dvp" in result.output


def test_a_caught_variant_exits_with_zero() -> None:
    result = CliRunner().invoke(simulate, ["--variant", "sent-before-stored", "--jobs", "1"])
    assert result.exit_code == 0, result.output
    assert "1 caught, 0 escaped" in result.output


def test_it_speaks_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "cluster.simulator.campaign.run_seed", lambda seed: Report(seed, "s", ["P1: two orders"])
    )
    result = CliRunner().invoke(simulate, ["--seeds", "7", "--jobs", "1", "--lang", "zh"])
    assert result.exit_code == 1
    assert "重放：lianjie simulate --seeds 7 --trace" in result.output
    assert "1 个种子，1 个出现违反" in result.output


@pytest.mark.parametrize(
    ("arguments", "part"),
    [(["--jobs", "0"], "0 is not in the range"), (["--json", "no/such/place/x.json"], "is no directory")],
)
def test_bad_options_are_told_before_anything_runs(arguments: list[str], part: str) -> None:
    result = CliRunner().invoke(simulate, ["--seeds", "7", *arguments])
    assert result.exit_code == 2
    assert part in " ".join(result.output.split())
