"""The assets on the ledger, by code or number."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from actors.base.canonical import Canonical
from actors.modules.price import PriceProblem, read_yuan
from actors.parties import messages as msg
from cluster.market.line import Line
from cluster.market.problems import UnknownAsset


class AssetFact(Canonical):
    """One registered asset, as a node tells it. ``kind``: 1 security, 2 money; ``root``: its institution."""

    number: int
    code: str
    kind: int
    root: int
    face_fen: int
    issued: int
    listed: bool
    merged_into: int


class Assets:
    """What is registered; asked again when something is not known yet."""

    def __init__(self, line: Line) -> None:
        """Ask through ``line``."""
        self._line = line
        self._known: tuple[AssetFact, ...] = ()

    async def all(self) -> tuple[AssetFact, ...]:
        """Every asset, by number, asked anew."""
        reply = await self._line.question("assets")
        assert isinstance(reply, msg.Facts)
        self._known = msgspec.msgpack.decode(reply.data, type=tuple[AssetFact, ...])
        return self._known

    async def get(self, asset: str | int) -> AssetFact:
        """The asset of this code or number.

        Raises:
            UnknownAsset: there is none.
        """
        found = self._find(asset)
        if found is None:
            await self.all()
            found = self._find(asset)
        if found is None:
            codes = ", ".join(one.code for one in self._known) or "none yet"
            raise UnknownAsset(f"no asset {asset!r} is registered; registered are {codes}")
        return found

    async def units(self, asset: str | int, face: str | int | Decimal) -> int:
        """How many units make ``face`` yuan of the asset (of money: how many fen).

        Raises:
            UnknownAsset, PriceProblem: no such asset, or not a whole number of units.
        """
        fact = await self.get(asset)
        fen = read_yuan(face)
        units, rest = divmod(fen, fact.face_fen)
        if rest:
            raise PriceProblem(
                f"¥{face} is not a whole number of units of ¥{fact.face_fen / 100:g} of {fact.code}"
            )
        return units

    def _find(self, asset: str | int) -> AssetFact | None:
        return next((one for one in self._known if asset in (one.code, one.number)), None)
