"""Bids from a CSV file: one bid a row, all errors of all rows at once, as a file beside it.

Columns: ``bid`` (a yield in percent, or a price per 100; empty for a non-competitive bid) and ``face`` (yuan).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from actors.ledger.status import Status
from actors.modules.issuance.sealing import SheetLine
from actors.modules.issuance.sheet import SheetRules, why_no_line, why_no_sheet
from cluster.language import Say
from cluster.market.platform.sheet import Row, RowError, Sheet, write
from cluster.market.platform.values import read_per_hundred, read_units
from cluster.market.problems import MarketProblem

COLUMNS: Final = ("bid", "face")
_OF_VALUE: Final = (Status.BID_OFF_TICK, Status.BID_OUT_OF_BOUNDS)


class BidError(NamedTuple):
    """What is wrong in one row. ``row``: as a spreadsheet counts, 0 for the file as a whole."""

    row: int
    column: str
    value: str
    error: str


class BidFileRefused(MarketProblem, ValueError):
    """A file of bids with errors; nothing was sealed. ``errors``: all; ``report``: the file that lists them."""

    def __init__(self, path: Path, errors: Iterable[BidError], report: Path) -> None:
        self.errors, self.report = tuple(errors), report
        super().__init__(
            f"{path} has {len(self.errors)} errors; they are listed in {report}: mend them and read it again"
        )


def read_bids(
    path: Path, rules: SheetRules, face_fen: int, report: Path | None = None, language: str = "en"
) -> tuple[SheetLine, ...]:
    """The bids of a file, if every one of them is good.

    ``report``: where errors are written; by default ``<name>.errors.csv`` beside the file, in ``language``.

    Raises:
        BidFileRefused: with all errors of all rows, of each by itself and of all together.
    """
    sheet = Sheet(path)
    for name in sheet.missing(COLUMNS):
        sheet.fail(1, name, "", f"the column {name} is missing; the file needs bid and face")
    lines: list[SheetLine] = []
    if not sheet.errors:
        lines = [line for row in sheet.rows if (line := _read(sheet, row, rules, face_fen)) is not None]
        single = {fault for line in lines for fault in why_no_line(rules, line)}
        together = [fault for fault in why_no_sheet(rules, lines) if fault not in single]
        sheet.errors += [RowError(0, "", "", fault.en, fault.zh) for fault in together]
    if sheet.errors:
        errors, say = [BidError(*one[:4]) for one in sheet.errors], Say(language)
        told = [one._replace(error=say(one.error)) for one in errors]
        target = write(report or sheet.report, BidError._fields, told, "utf-8")
        raise BidFileRefused(path, errors, target)
    return tuple(lines)


def _read(sheet: Sheet, row: Row, rules: SheetRules, face_fen: int) -> SheetLine | None:
    """The bid of one row, with the faults that it has by itself noted; None: it cannot be read."""
    before = len(sheet.errors)
    bid = sheet.value(row, "bid", lambda text: read_per_hundred(text) if text else 0)
    face = sheet.value(row, "face", lambda text: read_units(text, face_fen))
    if len(sheet.errors) > before:
        return None
    line = SheetLine(bid, face)
    for fault in why_no_line(rules, line):
        sheet.refuse(row, "bid" if fault in _OF_VALUE else "face", fault)
    return line
