"""What a node answers about the past: positions, accounts and movements, page by page, by who asks (P11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from actors.base.canonical import encode
from actors.host import StorageProblem
from actors.ledger.layout import Meta, Rows
from actors.ledger.ledger import Ledger
from actors.ledger.movements import movements_of, paths_of, seen_by
from actors.ledger.records import GATEWAY_SHIFT, Kind
from actors.parties import messages as msg
from actors.parties.history import AccountsPage, MovementsPage, PositionsPage

if TYPE_CHECKING:
    from actors.parties.node.shell import Node

#: Rows of one answer, at most: some megabytes.
POSITIONS_MAX: Final = 100_000
ACCOUNTS_MAX: Final = 100_000
HISTORY_ROWS_MAX: Final = 16_384
TRADE_ROWS_MAX: Final = 65_536
#: Askers whose positions are kept between two pages.
_KEPT_MAX: Final = 2
_SHIFT: Final = np.uint64(GATEWAY_SHIFT)
_GONE: Final = "the history is damaged on this node, ask another one; {reason}"
_NONE: Final = "this node keeps no history; ask another one"


class _Cut(NamedTuple):
    """Positions as they were when the first page was asked for."""

    rows: Rows
    commit: int
    time_ms: int


class History:
    """The past as one node can tell it."""

    def __init__(self, node: Node) -> None:
        """Tell for ``node``."""
        self._node = node
        self._cuts: dict[int | None, _Cut] = {}

    async def positions(self, scope: int | None, commit: int, first: int) -> msg.Reply:
        """Positions from row ``first`` on, as after ``commit``; as they are now where that is forgotten."""
        cut = self._cuts.get(scope)
        if cut is None or first == 0 or cut.commit != commit:
            cut = await self._node.host.compute(_cut, self._node.ledger, scope)
            self._cuts.pop(scope, None)
            self._cuts[scope], first = cut, 0
            while len(self._cuts) > _KEPT_MAX:
                del self._cuts[next(iter(self._cuts))]
        rows = cut.rows[first : first + POSITIONS_MAX]
        if first + rows.size >= cut.rows.size:
            self._cuts.pop(scope, None)
        page = PositionsPage(rows.tobytes(), first, cut.rows.size, cut.commit, cut.time_ms)
        return msg.Facts(encode(page), cut.commit)

    async def accounts(self, scope: int | None, after: int) -> msg.Reply:
        """Accounts with numbers above ``after``: a keeper's own, a regulator all."""
        rows = await self._node.host.compute(_accounts, self._node.ledger, scope, after)
        more = int(rows["number"][-1]) if rows.size == ACCOUNTS_MAX else 0
        return msg.Facts(encode(AccountsPage(rows.tobytes(), more)), self._node.ledger.number)

    async def movements(self, scope: int | None, after: int, skip: int) -> msg.Reply:
        """Movements after commit ``after`` and its next one's first ``skip`` rows of history."""
        archive, newest = self._node.archive, self._node.finality.executed
        whole_from = archive.whole_from()
        if not self._node.options.history_bytes_max:
            return msg.Refused((_NONE,))
        if after < whole_from:
            after, skip = whole_from, 0
        try:
            rows = await archive.rows_after(after, skip, HISTORY_ROWS_MAX + 1)
        except StorageProblem as problem:
            return msg.Refused((_GONE.format(reason=problem),))
        rows = rows[rows["commit"] <= np.uint64(newest)]
        part = rows[:HISTORY_ROWS_MAX]
        told = await self._node.host.compute(_told, self._node.ledger, part, scope, skip)
        trades = visible_trades(part[part["kind"] == Kind.DELIVER], scope)
        done, skip = _place(rows, after, skip, newest)
        return msg.Facts(
            encode(MovementsPage(told.tobytes(), trades.tobytes(), done, skip, newest, whole_from)), newest
        )

    async def trades(self, after: int) -> tuple[Rows, int] | str:
        """Rows of TRADE of the commits after ``after``, each whole, and the last of these commits; or why not."""
        archive = self._node.archive
        after = max(after, archive.whole_from())
        parts: list[Rows] = []
        done = 0
        try:
            while not done:
                skip = sum(part.size for part in parts)
                parts.append(await archive.rows_after(after, skip, TRADE_ROWS_MAX))
                done = _last_whole(np.concatenate(parts), parts[-1].size < TRADE_ROWS_MAX, after)
        except StorageProblem as problem:
            return _GONE.format(reason=problem)
        rows = np.concatenate(parts)
        return rows[rows["commit"] <= np.uint64(done)], done


def _last_whole(rows: Rows, is_all: bool, after: int) -> int:
    """The last commit of which these rows hold all; 0: more must be read. ``is_all``: no more rows are known."""
    if is_all:
        return int(rows["commit"][-1]) if rows.size else after
    whole = rows["commit"][rows["commit"] < rows["commit"][-1]]
    return int(whole[-1]) if whole.size else 0


def _place(rows: Rows, after: int, skip: int, newest: int) -> tuple[int, int]:
    """Where to go on behind the first HISTORY_ROWS_MAX of these rows: the last whole commit, rows told of the next."""
    if rows.size <= HISTORY_ROWS_MAX:
        return max(after, newest), 0
    part, following = rows[:HISTORY_ROWS_MAX], int(rows["commit"][HISTORY_ROWS_MAX])
    told = int(np.count_nonzero(part["commit"] == np.uint64(following)))
    whole = part["commit"][: part.size - told]
    if whole.size:
        return int(whole[-1]), told
    return after, skip + told


def visible_trades(rows: Rows, scope: int | None) -> Rows:
    """Of rows of TRADE, those in which institution ``scope`` takes part (None: all). Which account stands on the
    other side of a trade it does not learn: only which gateway keeps it."""
    if scope is None:
        return rows
    seen = rows[(rows["seller"] == scope) | (rows["buyer"] == scope)].copy()
    for side, hidden in (
        ("seller", ("buyer_account", "buyer_cash")),
        ("buyer", ("seller_account", "seller_cash")),
    ):
        other = (seen["kind"] == Kind.DELIVER) & (seen[side] == scope) & (seen["seller"] != seen["buyer"])
        for name in hidden:
            seen[name] = np.where(other, seen[name] >> _SHIFT << _SHIFT, seen[name])
    return seen


def _cut(ledger: Ledger, scope: int | None) -> _Cut:
    return _Cut(ledger.holdings(scope), ledger.number, ledger.time_ms)


def _accounts(ledger: Ledger, scope: int | None, after: int) -> Rows:
    rows = ledger.state.accounts[: ledger.state.meta[Meta.ACCOUNTS]]
    rows = rows if scope is None else rows[rows["gateway"] == scope]
    rows = rows[np.argsort(rows["number"], kind="stable")]
    return rows[np.searchsorted(rows["number"], np.uint64(after), side="right") :][:ACCOUNTS_MAX]


def _told(ledger: Ledger, rows: Rows, scope: int | None, passed: int) -> Rows:
    movements = movements_of(rows, paths_of(ledger.state))
    first = movements["commit"] == rows["commit"][0] if rows.size else slice(0)
    movements["row"][first] += np.uint32(passed)
    return movements if scope is None else seen_by(movements, scope)
