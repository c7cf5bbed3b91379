"""The file of BICs, LEIs and ISINs, and every fault of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster.messages.codes import CodesProblem, directory_of_codes, load_codes
from tests.messages.world import ISIN, lei_of

GOOD = f"""
mic: XCFE
parties:
  CCDC: {{number: 1, bic: CDCCCNBJXXX, lei: {lei_of("CCDC")}}}
  CSDC: {{number: 3}}
instruments:
  2024-T6: {{number: 10, isin: {ISIN}, face: '100'}}
money:
  CNY: {{number: 1}}
  e-CNY: {{number: 2}}
"""


def file(tmp_path: Path, text: str) -> Path:
    """A file with a text in it."""
    path = tmp_path / "codes.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_makes_a_directory(tmp_path: Path) -> None:
    directory = directory_of_codes(load_codes(file(tmp_path, GOOD)), "CSDC")
    assert directory.me == 3
    assert directory.mic == "XCFE"
    bond = directory.find_instrument(ISIN)
    assert bond is not None
    assert (bond.number, bond.face_fen) == (10, 10_000)
    money = directory.find_money("CNY", "e-CNY")
    assert money is not None
    assert money.number == 2


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    spoilt = (
        GOOD.replace("CDCCCNBJXXX", "CDCC")
        .replace(lei_of("CCDC"), "OTHER000000000000099")
        .replace(ISIN, "CND10006GTZ8")
        .replace("XCFE", "X-1")
        .replace("  CSDC: {number: 3}", "  CSDC: {number: 3, bic: CDCC}")
    )
    with pytest.raises(CodesProblem) as caught:
        load_codes(file(tmp_path, spoilt))
    told = str(caught.value)
    for word in ("'CDCC' is no BIC", "is no LEI", "is no ISIN", "'X-1' is no market", "both CCDC and CSDC"):
        assert word in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("number: 3", "", "CSDC has no number"),
        ("face: '100'", "face: much", "the face 'much' of 2024-T6"),
        ("face: '100'", "face: '0.001'", "the face '0.001' of 2024-T6"),
    ],
)
def test_a_file_used_alone_must_say_all(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(CodesProblem, match=told):
        directory_of_codes(load_codes(file(tmp_path, GOOD.replace(old, new))))


def test_who_acts_must_be_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(CodesProblem, match="no party 'SHCH' in the file; it has CCDC, CSDC"):
        directory_of_codes(load_codes(file(tmp_path, GOOD)), "SHCH")


@pytest.mark.parametrize("text", ["parties: [1]", "unknown: 1", "a: [", "- 1"])
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(CodesProblem, match="is no file of codes"):
        load_codes(file(tmp_path, text))


def test_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodesProblem, match="cannot be read"):
        load_codes(tmp_path / "none.yaml")
