"""The bonds of the demo: real terms from ``cluster/data``, amounts from the notices, splits that are illustrative."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources

from actors.modules.bond import BondTerms
from actors.modules.dates import number_of, read_date

#: ¥100 of face a unit, in fen.
FACE_FEN = 10_000
_BILLION_UNITS = 10_000_000


@dataclass(frozen=True, slots=True)
class Position:
    """An opening position: the bond, units by custodian, its clean price (ten-thousandths, illustrative)."""

    terms: BondTerms
    units: dict[str, int]
    price: int

    @property
    def total(self) -> int:
        """Units in all."""
        return sum(self.units.values())


THIRTY, TWO, FIVE, OLD = "2024-T6", "2025-24", "2026-03", "180011"
TAP = "2026-03-tap-2"
#: Asset numbers on the ledger.
NUMBERS = {THIRTY: 10, TWO: 11, FIVE: 12, TAP: 13, OLD: 14}
#: Face in billions of yuan by custodian. Totals of the first three are those of the notices (¥110bn, ¥130bn, ¥150bn);
#: how they are split, and the amount of 180011, are illustrative.
SPLITS = {
    THIRTY: {"CCDC": 80, "CSDC": 25, "SHCH": 5},
    TWO: {"CCDC": 100, "CSDC": 20, "SHCH": 10},
    FIVE: {"CCDC": 110, "CSDC": 25, "SHCH": 15},
    OLD: {"CCDC": 20, "CSDC": 5, "SHCH": 5},
}
#: Clean prices per 100 in ten-thousandths, illustrative but for the worked example at 98.50.
PRICES = {THIRTY: 985_000, TWO: 1_000_800, FIVE: 1_001_500, OLD: 1_043_200}
#: ¥155bn, the second tap of the 5-year.
TAP_UNITS = 155 * _BILLION_UNITS


def opening() -> list[Position]:
    """The four bonds and who holds them at first."""
    found = {row["id"]: row for row in _rows()}
    return [
        Position(
            _terms(found[code], code),
            {custodian: billions * _BILLION_UNITS for custodian, billions in split.items()},
            PRICES[code],
        )
        for code, split in SPLITS.items()
    ]


def tap() -> BondTerms:
    """The second tap of the 5-year, until it merges a bond of its own."""
    found = {row["id"]: row for row in _rows()}
    terms = _terms(found[FIVE], TAP)
    return BondTerms(
        terms.asset,
        TAP,
        f"{terms.name}（第二次续发行）",
        terms.face_fen,
        terms.coupon_micro,
        terms.frequency,
        terms.dated,
        terms.maturity,
        NUMBERS[FIVE],
    )


def _terms(row: dict[str, str], code: str) -> BondTerms:
    return BondTerms(
        NUMBERS[code],
        code,
        row["name_zh"],
        FACE_FEN,
        int(Decimal(row["coupon_pct"]) * 10_000),
        int(row["frequency"]),
        number_of(read_date(row["dated_date"])),
        number_of(read_date(row["maturity_date"])),
    )


def _rows() -> Iterator[dict[str, str]]:
    text = (resources.files("cluster") / "data" / "cgb_bonds.csv").read_text("utf-8")
    yield from csv.DictReader(text.splitlines())
