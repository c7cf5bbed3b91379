"""Bids from a CSV file: one bid a row, all errors of all rows at once, as a file beside it.

Columns: ``bid`` (a yield in percent, or a price per 100; empty for a non-competitive bid) and ``face`` (yuan).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from actors.ledger.status import Status
from actors.modules.issuance.sealing import SheetLine
from actors.modules.issuance.sheet import SheetRules, why_no_line, why_no_sheet
from actors.modules.price import PriceProblem
from cluster.language import Say
from cluster.market.platform.values import read_per_hundred, read_units
from cluster.market.problems import MarketProblem

COLUMNS: Final = ("bid", "face")


class RowError(NamedTuple):
    """What is wrong in one row. ``row``: as a spreadsheet counts, 0 for the file as a whole."""

    row: int
    column: str
    value: str
    error: str


class BidFileRefused(MarketProblem, ValueError):
    """A file of bids with errors; nothing was sealed. ``errors``: all; ``report``: the file that lists them."""

    def __init__(self, path: Path, errors: Iterable[RowError], report: Path) -> None:
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
    report = report or path.with_name(f"{path.stem}.errors.csv")
    errors: list[RowError] = []
    lines: list[SheetLine] = []
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        for name in missing:
            errors.append(RowError(1, name, "", f"the column {name} is missing; the file needs bid and face"))
        for row in () if missing else reader:
            line = _read(reader.line_num, row, face_fen, errors)
            if line is not None:
                errors += [_refusal(reader.line_num, row, line, fault) for fault in why_no_line(rules, line)]
                lines.append(line)
    single = {fault for line in lines for fault in why_no_line(rules, line)}
    if not missing:
        together = [fault for fault in why_no_sheet(rules, lines) if fault not in single]
        errors += [RowError(0, "", "", fault.en) for fault in together]
    if errors:
        _write(report, errors, Say(language))
        raise BidFileRefused(path, errors, report)
    return tuple(lines)


def _read(number: int, row: dict[str, str], face_fen: int, errors: list[RowError]) -> SheetLine | None:
    found: dict[str, int] = {}
    for name in COLUMNS:
        text = (row[name] or "").strip()
        try:
            if name == "bid":
                found[name] = read_per_hundred(text) if text else 0
            else:
                found[name] = read_units(text, face_fen)
        except PriceProblem as problem:
            errors.append(RowError(number, name, text, str(problem)))
    return SheetLine(found["bid"], found["face"]) if len(found) == len(COLUMNS) else None


def _refusal(number: int, row: dict[str, str], line: SheetLine, fault: Status) -> RowError:
    of_value = fault in (Status.BID_OFF_TICK, Status.BID_OUT_OF_BOUNDS)
    column = "bid" if of_value else "face"
    return RowError(number, column, row[column], fault.en)


def _write(report: Path, errors: list[RowError], say: Say) -> None:
    with report.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(RowError._fields)
        writer.writerows(one._replace(error=say(one.error)) for one in errors)
