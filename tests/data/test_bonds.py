"""The bond data that ships with the package: present, with its sources, and consistent in itself."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files

import pytest


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one data file."""
    with (files("cluster") / "data" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


BONDS = rows("cgb_bonds.csv")
DATED = [bond for bond in BONDS if bond["dated_date"]]
CURVE = rows("cgb_yield_curve_2013_2016.csv")


@pytest.mark.parametrize("name", ["cgb_bonds.csv", "cgb_auctions.csv"])
def test_every_row_names_its_source(name: str) -> None:
    assert all(row["source"].strip() for row in rows(name))


@pytest.mark.parametrize("bond", DATED, ids=[bond["id"] for bond in DATED])
def test_the_terms_of_a_bond_fit_together(bond: dict[str, str]) -> None:
    assert date.fromisoformat(bond["dated_date"]) < date.fromisoformat(bond["maturity_date"])
    years = date.fromisoformat(bond["maturity_date"]).year - date.fromisoformat(bond["dated_date"]).year
    assert str(years) == bond["tenor_years"]
    assert bond["frequency"] in {"1", "2"}


def test_what_is_unknown_is_left_empty() -> None:
    unknown = [bond for bond in BONDS if not bond["dated_date"]]
    assert [bond["id"] for bond in unknown] == ["2025-25"]
    assert unknown[0]["frequency"] == unknown[0]["maturity_date"] == ""


def test_no_bond_is_listed_twice() -> None:
    assert len({bond["id"] for bond in BONDS}) == len(BONDS)


def test_every_auction_is_of_a_bond_that_is_listed() -> None:
    column = next(iter(rows("cgb_auctions.csv")[0]))
    known = {bond["id"] for bond in BONDS}
    assert {auction[column] for auction in rows("cgb_auctions.csv")} <= known


def test_the_curve_has_a_thousand_business_days_in_order() -> None:
    days = [next(iter(row.values())) for row in CURVE]
    assert (len(days), days[0], days[-1]) == (1000, "2013-01-04", "2016-12-31")
    assert days == sorted(set(days))
    assert {len(row) for row in CURVE} == {22}
