"""See-through (穿透): from a position at the issuer depository down to the end owners, at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from actors.ledger.layout import Rows
from actors.ledger.records import GATEWAY_SHIFT, Class
from cluster.analytics.history import AssetFact, History
from cluster.analytics.libraries import library
from cluster.analytics.moments import Cut
from cluster.analytics.problems import TooLong
from cluster.analytics.statement import yuan
from cluster.analytics.words import class_name, headings

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "asset",
    "level",
    "gateway",
    "account",
    "class",
    "owner",
    "held_for",
    "nominee",
    "available",
    "earmarked",
    "face_cny",
    "end_owner",
)
#: Positions that one tree is made of, at most; nominees above one another, at most.
HOLDERS_MAX: Final = 200_000
LEVELS_MAX: Final = 8
_OWNER_COLUMNS = ("asset", "owner", "accounts", "units", "face_cny")


@dataclass(frozen=True, slots=True)
class Holder:
    """One account that holds an asset. ``held_for``: of an omnibus account the gateway whose clients stand behind it,
    else empty; ``holders``: those clients as far as the asker may see them; ``nominee``: the account above, or 0."""

    asset: str
    level: int
    gateway: str
    account: int
    class_: str
    owner: str
    held_for: str
    nominee: int
    available: int
    earmarked: int
    face_fen: int
    holders: tuple[Holder, ...]

    @property
    def units(self) -> int:
        """Available and earmarked together."""
        return self.available + self.earmarked

    @property
    def is_end(self) -> bool:
        """Whether nobody stands behind it."""
        return not self.held_for

    def walk(self) -> Iterator[Holder]:
        """It, and all behind it."""
        yield self
        for one in self.holders:
            yield from one.walk()


@dataclass(frozen=True, slots=True)
class SeeThrough:
    """Who held what at ``at``: ``tree``, the top-level positions with those behind them."""

    at: Cut
    tree: tuple[Holder, ...]

    @property
    def rows(self) -> list[Holder]:
        """Every holder, those behind another after it."""
        return [one for top in self.tree for one in top.walk()]

    @property
    def ends(self) -> list[Holder]:
        """The end owners' positions."""
        return [one for one in self.rows if one.is_end]

    def frame(self, language: str = "en") -> pd.DataFrame:
        """One holder a row (``COLUMNS``); ``face_cny`` is a Decimal."""
        data = [
            (
                one.asset,
                one.level,
                one.gateway,
                one.account,
                headings([one.class_], language)[0],
                one.owner,
                one.held_for,
                one.nominee,
                one.available,
                one.earmarked,
                yuan(one.face_fen),
                one.is_end,
            )
            for one in self.rows
        ]
        return _frame(data, COLUMNS, language)

    def owners(self, language: str = "en") -> pd.DataFrame:
        """One owner and asset a row, over all its accounts wherever they are kept, the largest first."""
        found: dict[tuple[str, str], list[int]] = {}
        for one in self.ends:
            sums = found.setdefault((one.asset, one.owner), [0, 0, 0])
            for at, value in enumerate((1, one.units, one.face_fen)):
                sums[at] += value
        data = [
            (asset, owner, count, units, yuan(face))
            for (asset, owner), (count, units, face) in sorted(
                found.items(), key=lambda item: (item[0][0], -item[1][1], item[0][1])
            )
        ]
        return _frame(data, _OWNER_COLUMNS, language)

    def text(self) -> str:
        """The tree as indented lines."""
        lines = []
        for one in self.rows:
            behind = f" for {one.held_for}" if one.held_for else f" owner {one.owner}"
            number = one.account & ((1 << GATEWAY_SHIFT) - 1)
            lines.append(
                f"{'  ' * one.level}{one.asset} {one.gateway}/{number} {one.class_}{behind}: {one.units}"
            )
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return f"{self.at.time}{self.frame()._repr_html_()}"  # type: ignore[operator]


def _frame(data: list[tuple[Any, ...]], columns: tuple[str, ...], language: str) -> pd.DataFrame:
    frame: pd.DataFrame = library("pandas").DataFrame(data, columns=list(columns))
    frame.columns = headings(columns, language)
    return frame


def see_through(
    history: History, at: Cut, account: int | None = None, asset: str | int | None = None
) -> SeeThrough:
    """Who stood behind ``account`` (None: every position at the top) in ``asset`` (None: in each) at ``at``.

    Raises:
        UnknownHolder: no such account or asset, or not for this asker. TooLong: over HOLDERS_MAX positions.
    """
    positions = history.positions(at.index)
    if asset is not None:
        positions = positions[positions["asset"] == history.asset(asset).number]
    if account is not None:
        history.account(account)
    walk = _Walk(history, positions, at)
    return SeeThrough(at, tuple(walk.from_account(account) if account is not None else walk.from_top()))


class _Held(NamedTuple):
    """One position with what its account is."""

    account: int
    asset: int
    available: int
    earmarked: int
    owner: int
    gateway: int
    lower: int


class _Walk:
    """Finds who stands behind whom among the positions of one moment."""

    def __init__(self, history: History, positions: Rows, at: Cut) -> None:
        self._history = history
        assets = np.unique(positions["asset"])
        self._faces = dict(zip(assets.tolist(), history.faces(assets, at.index).tolist(), strict=True))
        if positions.size > HOLDERS_MAX:
            raise TooLong(
                f"{positions.size} positions are more than one tree takes ({HOLDERS_MAX}): name a bond or an "
                "account, or ask in SQL"
            )
        accounts = history.accounts[np.searchsorted(history.accounts["number"], positions["account"])]
        lower = np.where(accounts["class_"] == Class.OMNIBUS, accounts["lower"], 0)
        own = (positions[name].tolist() for name in ("account", "asset", "available", "earmarked"))
        its = (accounts[name].tolist() for name in ("owner", "gateway"))
        self._classes = dict(zip(positions["account"].tolist(), accounts["class_"].tolist(), strict=True))
        #: By asset, then by gateway.
        self._held: dict[int, dict[int, list[_Held]]] = {}
        for one in map(_Held._make, zip(*own, *its, lower.tolist(), strict=True)):
            self._held.setdefault(one.asset, {}).setdefault(one.gateway, []).append(one)

    def from_top(self) -> Iterator[Holder]:
        """From every account above which there is none that the asker may see."""
        for number, gateways in sorted(self._held.items()):
            lower = {one.lower for held in gateways.values() for one in held}
            behind = lower - {self._history.assets[number].root}
            for gateway, held in sorted(gateways.items()):
                for one in held if gateway not in behind else ():
                    yield self._holder(self._history.assets[number], one, 0, 0)

    def from_account(self, number: int) -> Iterator[Holder]:
        """From one account, in every asset that it holds."""
        for asset, gateways in sorted(self._held.items()):
            for one in gateways.get(number >> GATEWAY_SHIFT, ()):
                if one.account == number:
                    yield self._holder(self._history.assets[asset], one, 0, 0)

    def _holder(self, asset: AssetFact, one: _Held, level: int, nominee: int) -> Holder:
        deeper = one.lower not in (0, asset.root) and level < LEVELS_MAX
        behind = self._held[asset.number].get(one.lower, []) if deeper else []
        return Holder(
            asset.code,
            level,
            self._history.institution(one.gateway),
            one.account,
            class_name(self._classes[one.account]),
            f"{one.owner:016x}",
            self._history.institution(one.lower),
            nominee,
            one.available,
            one.earmarked,
            (one.available + one.earmarked) * self._faces[asset.number],
            tuple(self._holder(asset, its, level + 1, one.account) for its in behind),
        )
