"""``lianjie message``: files of messages checked and shown, in both languages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cluster.cli.main import main
from cluster.messages.definitions import DEFINITIONS
from tests.messages.examples import FOLDER
from tests.messages.test_codes import GOOD

SELL = FOLDER / "sese.023-sell.xml"


def run(*arguments: object) -> Result:
    """The command's result."""
    return CliRunner().invoke(main, ["message", *map(str, arguments)])


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    """A file of codes."""
    path = tmp_path / "codes.yaml"
    path.write_text(GOOD, "utf-8")
    return path


def test_the_list_names_every_message_with_its_version() -> None:
    told = run("list").output
    assert all(one.name in told and one.title in told for one in DEFINITIONS.values())
    assert "结算指令" in run("list", "--lang", "zh").output


def test_all_examples_are_right() -> None:
    files = sorted(FOLDER.iterdir())
    result = run("check", *files)
    assert result.exit_code == 0
    assert result.output.count("✓") == len(files)


def test_a_bad_message_is_told_with_all_its_faults_in_either_language(tmp_path: Path, codes: Path) -> None:
    bad = tmp_path / "bad.xml"
    text = SELL.read_text("utf-8")
    bad.write_text(text.replace("99582900.55", "99582900.555").replace("1/17", "9/17"), "utf-8")
    result = run("check", SELL, bad, "--codes", codes)
    assert result.exit_code == 1
    assert f"✓ {SELL}" in result.output
    assert "2 faults" in result.output
    assert "more than two decimals" in result.output
    assert "'9/17' is no account" in result.output
    assert "小数超过两位" in run("check", bad, "--codes", codes, "--lang", "zh").output


def test_what_is_no_message_is_told(tmp_path: Path) -> None:
    torn = tmp_path / "torn.xml"
    torn.write_text("<Document>", "utf-8")
    result = run("check", torn)
    assert result.exit_code == 1
    assert "not well-formed XML" in result.output


def test_a_party_reads_a_message_as_its_own(codes: Path) -> None:
    assert run("check", SELL, "--codes", codes, "--as", "CCDC").exit_code == 0
    other = run("check", SELL, "--codes", codes, "--as", "CSDC")
    assert other.exit_code == 1
    assert "CSDC is no party to it" in other.output


def test_a_message_is_shown_element_by_element_and_as_the_ledger_takes_it(codes: Path) -> None:
    plain = run("show", SELL)
    assert plain.exit_code == 0
    assert "SttlmAmt/Amt: 99582900.55" in plain.output
    assert "SttlmAmt/Amt/Ccy: CNY" in plain.output
    assert "amount" not in plain.output
    told = run("show", SELL, "--codes", codes).output
    assert "amount: 9958290055" in told
    assert "sells: True" in told


def test_a_message_of_which_nothing_can_be_shown_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xml"
    bad.write_text(SELL.read_text("utf-8").replace("DELI", "GIVE"), "utf-8")
    result = run("show", bad)
    assert result.exit_code == 1
    assert "'GIVE'" in result.output


def test_a_missing_library_is_told_with_the_extra_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cluster.messages.message", None)
    result = run("check", SELL)
    assert result.exit_code == 1
    assert "pip install 'lianjie[messages]'" in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("check",), "Missing argument"),
        (("check", "none.xml"), "cannot be read"),
        (("check", SELL, "--codes", "none.yaml"), "cannot be read"),
        (("check", SELL, "--as", "CCDC"), "give --codes too"),
    ],
)
def test_a_wrong_call_is_told(arguments: tuple[object, ...], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.output
