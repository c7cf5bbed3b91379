"""Published terms and yields that ship with the package; sources stand in cluster/data/README.md."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from importlib.resources import files

from cluster.pricing.bond import Bond
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, read_day


@cache
def government_bonds() -> dict[str, Bond]:
    """Real Chinese government bonds by code, those whose terms are known in full."""
    return {
        row["id"]: Bond.fixed(
            row["id"], row["coupon_pct"], row["dated_date"], row["maturity_date"], int(row["frequency"])
        )
        for row in _rows("cgb_bonds.csv")
        if row["dated_date"]
    }


def published_curve(day: Day) -> dict[float, float]:
    """The ChinaBond treasury curve of a business day of 2013 to 2016: tenor in years → yield to maturity in percent.

    Raises:
        PricingProblem: there is no curve of that day.
    """
    wanted = read_day(day)
    found = _curves().get(wanted)
    if found is None:
        raise PricingProblem(
            f"no published curve of {wanted}; there are those of business days from 2013-01-04 to 2016-12-31"
        )
    return dict(found)


def published_days() -> list[date]:
    """The days of which there is a published curve, ascending."""
    return list(_curves())


@cache
def _curves() -> dict[date, dict[float, float]]:
    return {
        date.fromisoformat(row.pop("date")): {_years(name): float(cell) for name, cell in row.items() if cell}
        for row in _rows("cgb_yield_curve_2013_2016.csv")
    }


def _years(tenor: str) -> float:
    number, unit = int(tenor[:-1]), tenor[-1]
    return number / 12 if unit == "m" else float(number)


def _rows(name: str) -> list[dict[str, str]]:
    with (files("cluster") / "data" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))
