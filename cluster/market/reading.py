"""Reads what a person gave to one method, value by value, and tells everything that is wrong at once.

What cannot be read here hides nothing that the party knows: the rest of the order is sent to it for a check.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from msgspec import structs

from actors.modules.dates import number_of, read_date
from actors.modules.price import read_price, read_yuan
from actors.parties import requests as req
from cluster.market.assets import Assets
from cluster.market.line import Line
from cluster.market.problems import RequestRefused, SeveralProblems, UnknownAsset
from cluster.market.writing import blank, why_unwritable


class Reading:
    """Reads values into the fields of an order, and collects faults.

    A value that cannot be read counts as 0 and its field as unread, until :meth:`done` raises.
    """

    def __init__(self, assets: Assets) -> None:
        """Look assets up in ``assets``."""
        self._assets = assets
        self._faults: list[Exception] = []
        self._unread: dict[str, None] = {}

    async def asset(self, asset: str | int, field: str = "asset") -> int:
        """The number of an asset, given by code or number."""
        try:
            return (await self._assets.get(asset)).number
        except UnknownAsset as problem:
            return self.fault(problem, field)

    async def units(self, asset: str | int, face: str | int | Decimal, field: str = "quantity") -> int:
        """Units of ``asset`` that make ``face`` yuan (of money: fen)."""
        try:
            return self._within("face", await self._assets.units(asset, face), field)
        except UnknownAsset as problem:
            self.fault(problem, field)
            return self.yuan(face, field)
        except ValueError as problem:
            return self.fault(problem, field)

    def price(self, price: str | int | Decimal, field: str = "price") -> int:
        """A clean price per 100, in ten-thousandths of a yuan."""
        return self._within("price", self._read(lambda: read_price(price), field), field)

    def yuan(self, amount: str | int | Decimal, field: str = "amount") -> int:
        """An amount in yuan, as fen."""
        return self._within("amount", self._read(lambda: read_yuan(amount), field), field)

    def date(self, date: str | int, field: str = "date") -> int:
        """A calendar date, as the number YYYYMMDD."""
        return self._read(lambda: number_of(read_date(date)), field)

    def account(self, account: int, field: str) -> int:
        """A full account number: its gateway's number and its own."""
        if isinstance(account, int) and 0 < account < 1 << 64:
            return account
        text = f"the {field} {account!r} is no account number; those the ledger gives go up to 2^64 - 1"
        return self.fault(ValueError(text), field)

    def fault(self, problem: Exception, field: str) -> int:
        """Note one more fault, and that ``field`` is unread; the same sentence counts once. Returns 0."""
        self._unread[field] = None
        if str(problem) not in {str(one) for one in self._faults}:
            self._faults.append(problem)
        return 0

    async def done(self, line: Line, body: req.Body) -> None:
        """Return when the whole of ``body`` could be read. Otherwise the party is asked what else it would refuse.

        Raises:
            UnknownAsset, ValueError, RequestRefused: the one fault that there is. SeveralProblems: all of them.
        """
        for field, texts in why_unwritable(body).items():
            for text in texts:
                self.fault(RequestRefused([text]), field)
            body = structs.replace(body, **{field: blank(body, field)})
        if not self._faults:
            return
        for reason in await line.why_refused(body, tuple(self._unread)):
            self.fault(RequestRefused([reason]), "")
        raise self._faults[0] if len(self._faults) == 1 else SeveralProblems(self._faults)

    def tell(self) -> None:
        """Return when everything could be read.

        Raises:
            UnknownAsset, ValueError: the one fault that there is. SeveralProblems: all of them.
        """
        if self._faults:
            raise self._faults[0] if len(self._faults) == 1 else SeveralProblems(self._faults)

    def _within(self, what: str, value: int, field: str) -> int:
        """``value`` if a record can carry it; what the ledger takes (less than 2^62) is for the ledger to say."""
        if abs(value) < 1 << 63:
            return value
        text = f"the {what} comes to {value} units; a record carries less than 2^62: split it"
        return self.fault(ValueError(text), field)

    def _read(self, read: Callable[[], int], field: str) -> int:
        try:
            return read()
        except ValueError as problem:
            return self.fault(problem, field)
