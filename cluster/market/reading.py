"""Reads what a person gave to one method, value by value, and tells everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from actors.modules.dates import number_of, read_date
from actors.modules.price import read_price, read_yuan
from cluster.market.assets import Assets
from cluster.market.problems import SeveralProblems, UnknownAsset


class Reading:
    """Collects faults. A value that cannot be read counts as 0 until :meth:`done` raises."""

    def __init__(self, assets: Assets) -> None:
        """Look assets up in ``assets``."""
        self._assets = assets
        self._faults: list[Exception] = []

    async def asset(self, asset: str | int) -> int:
        """The number of an asset, given by code or number."""
        try:
            return (await self._assets.get(asset)).number
        except UnknownAsset as problem:
            self.fault(problem)
            return 0

    async def units(self, asset: str | int, face: str | int | Decimal) -> int:
        """Units of ``asset`` that make ``face`` yuan (of money: fen)."""
        try:
            return self._within("face", await self._assets.units(asset, face))
        except UnknownAsset as problem:
            self.fault(problem)
            return self.yuan(face)
        except ValueError as problem:
            self.fault(problem)
            return 0

    def price(self, price: str | int | Decimal) -> int:
        """A clean price per 100, in ten-thousandths of a yuan."""
        return self._within("price", self._read(lambda: read_price(price)))

    def yuan(self, amount: str | int | Decimal) -> int:
        """An amount in yuan, as fen."""
        return self._within("amount", self._read(lambda: read_yuan(amount)))

    def date(self, date: str | int) -> int:
        """A calendar date, as the number YYYYMMDD."""
        return self._read(lambda: number_of(read_date(date)))

    def account(self, what: str, account: int) -> int:
        """A full account number: its gateway's number and its own."""
        if 0 < account < 1 << 64:
            return account
        self.fault(
            ValueError(f"the {what} {account} is no account number; those the ledger gives go up to 2^64 - 1")
        )
        return 0

    def fault(self, problem: Exception) -> None:
        """Note one more fault; the same sentence counts once."""
        if str(problem) not in {str(one) for one in self._faults}:
            self._faults.append(problem)

    def done(self) -> None:
        """Return when everything could be read.

        Raises:
            UnknownAsset, ValueError: the one fault that there is. SeveralProblems: all of them.
        """
        if len(self._faults) == 1:
            raise self._faults[0]
        if self._faults:
            raise SeveralProblems(self._faults)

    def _within(self, what: str, value: int) -> int:
        """``value`` if a record can carry it; what the ledger takes (less than 2^62) is for the ledger to say."""
        if abs(value) < 1 << 63:
            return value
        self.fault(
            ValueError(f"the {what} comes to {value} units; a record carries less than 2^62: split it")
        )
        return 0

    def _read(self, read: Callable[[], int]) -> int:
        try:
            return read()
        except ValueError as problem:
            self.fault(problem)
            return 0
