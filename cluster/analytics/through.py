"""See-through (穿透): from a position at the issuer depository down to the end owners, at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

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
    walk = _Walk(history, positions)
    return SeeThrough(at, tuple(walk.from_account(account) if account is not None else walk.from_top()))


class _Walk:
    """Finds who stands behind whom among the positions of one moment."""

    def __init__(self, history: History, positions: Rows) -> None:
        self._history = history
        if positions.size > HOLDERS_MAX:
            raise TooLong(
                f"{positions.size} positions are more than one tree takes ({HOLDERS_MAX}): name a bond or an "
                "account, or ask in SQL"
            )
        rows = np.searchsorted(history.accounts["number"], positions["account"])
        accounts = history.accounts[rows]
        #: By asset, then by gateway.
        self._held: dict[int, dict[int, list[tuple[Any, Any]]]] = {}
        for position, account in zip(positions, accounts, strict=True):
            gateways = self._held.setdefault(int(position["asset"]), {})
            gateways.setdefault(int(account["gateway"]), []).append((position, account))

    def from_top(self) -> Iterator[Holder]:
        """From every account above which there is none that the asker may see."""
        for number, gateways in sorted(self._held.items()):
            behind = self._nominees(number) - {self._history.assets[number].root}
            for gateway, held in sorted(gateways.items()):
                for position, account in held if gateway not in behind else ():
                    yield self._holder(self._history.assets[number], position, account, 0, 0)

    def from_account(self, number: int) -> Iterator[Holder]:
        """From one account, in every asset that it holds."""
        for asset, gateways in sorted(self._held.items()):
            for position, account in gateways.get(number >> GATEWAY_SHIFT, ()):
                if int(account["number"]) == number:
                    yield self._holder(self._history.assets[asset], position, account, 0, 0)

    def _nominees(self, asset: int) -> set[int]:
        """Gateways for which some visible omnibus account holds the asset."""
        accounts = (account for held in self._held[asset].values() for _, account in held)
        return {int(one["lower"]) for one in accounts if one["class_"] == Class.OMNIBUS}

    def _holder(self, asset: AssetFact, position: Any, account: Any, level: int, nominee: int) -> Holder:
        history, number = self._history, int(account["number"])
        lower = int(account["lower"]) if account["class_"] == Class.OMNIBUS else 0
        behind = (
            tuple(
                self._holder(asset, one, its, level + 1, number)
                for one, its in self._held[asset.number].get(lower, ())
            )
            if lower and lower != asset.root and level < LEVELS_MAX
            else ()
        )
        units = int(position["available"]) + int(position["earmarked"])
        return Holder(
            asset.code,
            level,
            history.institution(int(account["gateway"])),
            number,
            class_name(int(account["class_"])),
            f"{int(account['owner']):016x}",
            history.institution(lower),
            nominee,
            int(position["available"]),
            int(position["earmarked"]),
            units * asset.face_fen,
            behind,
        )
