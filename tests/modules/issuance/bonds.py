"""The real bonds of the tests, from the data that ship: their terms before and after the auction."""

from __future__ import annotations

import csv
from importlib import resources

from actors.modules.bond import BondTerms
from actors.modules.dates import number_of, read_date


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a file of real data."""
    text = (resources.files("cluster") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def bond(id_: str, asset: int) -> BondTerms:
    """A real bond, with the coupon that its auction gave."""
    row = next(one for one in rows("cgb_bonds.csv") if one["id"] == id_)
    coupon = int(row["coupon_pct"].replace(".", "")) * 100
    dates = (number_of(read_date(row[name])) for name in ("dated_date", "maturity_date"))
    return BondTerms(asset, row["id"], row["name_zh"], 10_000, coupon, int(row["frequency"]), *dates)


def auction(id_: str, event: str = "original") -> dict[str, str]:
    """The announced terms of a real auction."""
    found = (one for one in rows("cgb_auctions.csv") if (one["bond_id"], one["event"]) == (id_, event))
    return next(found)


FIVE_YEAR, THIRTY_YEAR = bond("2026-03", 2603), bond("2024-T6", 246)
