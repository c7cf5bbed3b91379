"""A whole portfolio as a table of pandas: one position a row, every fault of every row at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from cluster.pricing.bond import Bond
from cluster.pricing.conventions import Convention
from cluster.pricing.curve import Curve
from cluster.pricing.measures import Measures, measure
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, read_day, read_number

if TYPE_CHECKING:
    import pandas as pd

_PER, _SPREAD = 100.0, "spread_bp"
_COLUMNS = (
    *("code", "class", "face", "convention", "clean", "accrued", "full"),
    *("yield_pct", "macaulay", "modified", "convexity", "market_value", "pv01"),
)
_WEIGHTED = ("yield_pct", "macaulay", "modified", "convexity")


class RowFault(NamedTuple):
    """What is wrong with one row: its number from 1, its bond, a sentence."""

    row: int
    code: str
    fault: str


class PortfolioProblem(PricingProblem):
    """Rows that cannot be priced; ``rows`` tells each."""

    def __init__(self, rows: Iterable[RowFault]) -> None:
        """At least one row."""
        self.rows = tuple(rows)
        super().__init__(*(f"row {one.row}: {one.fault}" for one in self.rows))

    def table(self) -> pd.DataFrame:
        """The faults, one a row, to be written to a file. Columns: row, code, fault."""
        frame: pd.DataFrame = _pandas().DataFrame(self.rows, columns=list(RowFault._fields))
        return frame


def portfolio(
    positions: pd.DataFrame | Iterable[Mapping[str, Any]],
    settlement: Day,
    bonds: Mapping[str, Bond],
    *,
    convention: Convention | str = Convention.INTERBANK,
    curve: Curve | None = None,
) -> pd.DataFrame:
    """Price every position.

    ``positions``: columns (or keys) code, face (yuan; negative is short), clean (per 100) or yield_pct, and if wanted
    convention, else that of the call. With a ``curve`` a spread over it is told.

    Gives columns code, class, face, convention, clean, accrued, full, yield_pct, macaulay, modified, convexity,
    market_value (yuan), pv01 (yuan a basis point), spread_bp (only with a curve).

    Raises:
        PortfolioProblem: with every row that cannot be priced.
        PricingProblem: pandas is not installed, or a bad settlement day.
    """
    pandas, day = _pandas(), read_day(settlement)
    given = positions.to_dict("records") if isinstance(positions, pandas.DataFrame) else positions
    priced: list[dict[str, Any]] = []
    faults: list[RowFault] = []
    for at, row in enumerate(given, start=1):
        try:
            priced.append(_priced({"convention": convention, **_present(row)}, day, bonds, curve))
        except PricingProblem as problem:
            faults.append(RowFault(at, str(row.get("code", "")), str(problem)))
    if faults:
        raise PortfolioProblem(faults)
    frame: pd.DataFrame = pandas.DataFrame(priced, columns=[*_COLUMNS, *([] if curve is None else [_SPREAD])])
    return frame


def portfolio_totals(table: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Sums of a table of :func:`portfolio`: in all, or by one of its columns.

    Columns: positions, face, market_value, pv01, and averages weighted with market value of yield_pct, macaulay,
    modified and convexity.
    """
    weighted = table.assign(**{name: table[name] * table["market_value"] for name in _WEIGHTED})
    groups = weighted.groupby(weighted[by] if by else lambda _: "all")
    sums = groups[["face", "market_value", "pv01", *_WEIGHTED]].sum()
    for name in _WEIGHTED:
        sums[name] = sums[name] / sums["market_value"]
    sums.insert(0, "positions", groups.size())
    return sums


def _priced(
    row: Mapping[str, Any], day: Any, bonds: Mapping[str, Bond], curve: Curve | None
) -> dict[str, Any]:
    code = str(row.get("code", ""))
    bond = bonds.get(code)
    if bond is None:
        raise PricingProblem(f"no terms of a bond {code!r} were given; add it to the bonds")
    if "face" not in row:
        raise PricingProblem(f"{code}: no face; give it in yuan")
    face = read_number(row["face"], "face")
    found = measure(
        bond, day, clean=row.get("clean"), yield_pct=row.get("yield_pct"), convention=row["convention"]
    )
    cells = _cells(found, face)
    if curve is not None:
        cells[_SPREAD] = curve.spread_bp(bond, found.clean)
    return cells


def _cells(found: Measures, face: float) -> dict[str, Any]:
    return {
        "code": found.bond.code,
        "class": found.bond.bond_class,
        "face": face,
        "convention": str(found.convention),
        "clean": found.clean,
        "accrued": found.accrued,
        "full": found.full,
        "yield_pct": found.yield_pct,
        "macaulay": found.macaulay,
        "modified": found.modified,
        "convexity": found.convexity,
        "market_value": face / _PER * found.full,
        "pv01": face / _PER * found.pv01,
    }


def _present(row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells that hold something: pandas writes NaN where nothing is."""
    return {str(name): cell for name, cell in row.items() if cell is not None and cell == cell}


def _pandas() -> Any:
    try:
        return import_module("pandas")
    except ImportError:
        raise PricingProblem(
            "DataFrames need pandas, which is not installed: pip install 'lianjie[analytics]'"
        ) from None
