"""What all files of rows share: lines as an editor counts, values, judging in parts, the file of errors."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from actors.ledger.commands import ListAsset
from actors.ledger.status import Status
from actors.modules.price import read_yuan
from cluster.market.platform.instructions_file import InstructionsRefused, import_instructions
from cluster.market.platform.sheet import BATCH, FileRefused, Sheet, read_number
from tests.ledger.market import CCDC, CFETS, NOTE, opened
from tests.market.platform.sheets import Depository, file_of
from tests.modules.settlement.street import BONDS, CASH, Street


class Held:
    """Stands for assets of which one unit is ¥100."""

    async def units(self, _asset: int, face: str) -> int:
        """Units of a face."""
        return read_yuan(face) // 10_000


def sheet_of(folder: Path, text: str) -> Sheet:
    """A file of this text, read."""
    path = folder / "some.rows.csv"
    path.write_text(text, "utf-8-sig")
    return Sheet(path)


def test_lines_are_those_of_an_editor(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, 'a,b\n1, x \n\n"2","y, z"\n')
    assert sheet.columns == ("a", "b")
    assert [(row.line, row.text("a"), row.text("b"), row.text("c", "-")) for row in sheet.rows] == [
        (2, "1", "x", "-"),
        (4, "2", "y, z", "-"),
    ]


async def test_a_value_that_cannot_be_read_counts_as_0_and_is_noted(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, f"a,face\n1,200\nx,2.001\n{2**62},200\n")
    assert [sheet.value(row, "a", read_number) for row in sheet.rows] == [1, 0, 0]
    assert [await sheet.units(row, "face", Held(), 10) for row in sheet.rows] == [2, 0, 2]  # type: ignore[arg-type]
    assert await sheet.units(sheet.rows[0], "face", Held(), 0) == 20_000  # type: ignore[arg-type]
    with pytest.raises(FileRefused, match="2 rows of the file have 3 errors") as caught:
        sheet.done(FileRefused)
    assert [(one.line, one.column) for one in caught.value.errors] == [(3, "a"), (3, "face"), (4, "a")]
    assert caught.value.path == tmp_path / "some.rows.errors.csv"
    with caught.value.path.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == ["line", "column", "value", "problem", "problem_zh"]


def test_a_file_without_errors_is_done_and_leaves_none(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "a\n1\n")
    assert [row.line for row in sheet.readable(["a"])] == [2]
    sheet.done(FileRefused)
    assert not sheet.report.exists()


async def test_a_reason_finds_its_row_in_a_file_of_several_questions(tmp_path: Path) -> None:
    sheet = sheet_of(tmp_path, "a\n" + "1\n" * (BATCH + 2))
    client = Depository(opened(), CCDC)
    found = [(row, ListAsset(NOTE if row.line == BATCH + 2 else 11)) for row in sheet.rows]
    await sheet.judge(client, found, {Status.ALREADY_LISTED: "a"}, (Status.NOT_PERMITTED,))  # type: ignore[arg-type]
    assert [(one.line, one.column, one.value, one.problem) for one in sheet.errors] == [
        (BATCH + 2, "a", "1", Status.ALREADY_LISTED.en)
    ]


async def test_an_instruction_of_a_negative_amount_is_told_so(tmp_path: Path) -> None:
    street = Street()
    row = f"1,{BONDS['A']},{CASH['A']},{BONDS['C']},{CASH['C']},260003,1000,-5"
    path = file_of(tmp_path, "reference,seller,seller_cash,buyer,buyer_cash,asset,face,amount", [row])
    with pytest.raises(InstructionsRefused) as caught:
        await import_instructions(Depository(street.desk, CFETS), path)  # type: ignore[arg-type]
    assert [(one.column, one.problem) for one in caught.value.errors] == [
        ("amount", "'-5' is negative; write 0 or more")
    ]
