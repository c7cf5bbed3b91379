"""Full amounts of deals by their terms: computed by who confirms, computed again by who settles."""

from __future__ import annotations

from actors.modules.accrued import Convention
from actors.modules.bond import BondTerms
from actors.modules.dates import DateProblem, read_date
from actors.modules.price import amount_fen, full_price
from actors.parties.refusal import Fault


class Pricer:
    """Settlement amounts from clean prices, remembering the accrued interest of a day."""

    __slots__ = ("_full", "_terms")

    def __init__(self, terms: dict[int, BondTerms]) -> None:
        """Price by these terms (asset number → terms; a living mapping)."""
        self._terms = terms
        self._full: dict[tuple[int, int, int], int] = {}

    def why_unpriced(self, asset: int, date: int, convention: int) -> list[Fault]:
        """Every reason why nothing of the bond can be priced on this day."""
        faults = why_no_date("date", date)
        terms = self._terms.get(asset)
        if terms is None:
            text = f"the terms of asset {asset} are not known here; register the bond first"
            faults.append(Fault(text, ("asset",)))
        if convention not in set(map(int, Convention)):
            known = ", ".join(f"{one.name} {int(one)}" for one in Convention)
            faults.append(Fault(f"no convention of accrued interest {convention}; there are {known}"))
        if terms is not None and not faults:
            try:
                self.amount(asset, 0, 0, date, convention)
            except ValueError as problem:
                faults.append(Fault(str(problem), ("asset", "date")))
        return faults

    def amount(self, asset: int, quantity: int, price: int, date: int, convention: int) -> int:
        """Cash in fen for ``quantity`` units at clean ``price`` (ten-thousandths) on ``date`` (YYYYMMDD).

        Raises:
            ValueError: terms unknown, no such convention, or nothing accrues on that day.
        """
        terms = self._terms.get(asset)
        if terms is None:
            raise ValueError(f"the terms of asset {asset} are not known here; register the bond first")
        key = asset, date, convention
        accrued = self._full.get(key)
        if accrued is None:
            accrued = self._full[key] = self._accrued(terms, date, convention)
        return amount_fen(terms, quantity, price * 10_000 + accrued)

    @staticmethod
    def _accrued(terms: BondTerms, date: int, convention: int) -> int:
        return full_price(terms, 0, read_date(date), Convention(convention))


def why_no_date(field: str, date: int) -> list[Fault]:
    """Why ``date`` (YYYYMMDD) is no calendar date."""
    try:
        read_date(date)
    except DateProblem as problem:
        return [Fault(str(problem), (field,))]
    return []
