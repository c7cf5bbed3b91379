"""What a node answers about the past: positions, accounts and movements, page by page, by who asks (P11)."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from msgspec import structs

from actors.base.canonical import decode, encode
from actors.base.entries import TradesEntry
from actors.ledger.layout import TRADE, Meta, Rows
from actors.ledger.ledger import Ledger
from actors.ledger.movements import movements_of, paths_of, seen_by
from actors.ledger.records import GATEWAY_SHIFT, Kind
from actors.parties import messages as msg
from actors.parties.history import AccountsPage, MovementsPage, PositionsPage
from actors.parties.node.keys import IndexKey

if TYPE_CHECKING:
    from actors.parties.node.shell import Node

#: Rows of one answer, at most: some megabytes.
POSITIONS_MAX: Final = 100_000
ACCOUNTS_MAX: Final = 100_000
HISTORY_ROWS_MAX: Final = 16_384
_ENTRIES_MAX: Final = 256
_KEYS_A_TIME: Final = 4_096
#: Askers whose positions are kept between two pages.
_KEPT_MAX: Final = 2
_SHIFT: Final = np.uint64(GATEWAY_SHIFT)
_GONE: Final = "the history of commit {number} is damaged on this node; ask another one"
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
        self._run: list[int] = [0, 0]

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
        node = self._node
        if not node.options.history:
            return msg.Refused((_NONE,))
        newest, whole_from = node.finality.executed, self.whole_from()
        parts: list[Rows] = []
        trades: list[Rows] = []
        room, done = HISTORY_ROWS_MAX, after
        start = IndexKey.trades(max(after, whole_from) + 1)
        found = node.host.store.index.scan(b"t", _ENTRIES_MAX, start)
        for key, where in found:
            number = int.from_bytes(key[1:], "big")
            if number > newest:
                break
            rows = self._read(int.from_bytes(where, "big"))
            if rows is None:
                return msg.Refused((_GONE.format(number=number),))
            part = rows[skip : skip + room]
            parts.append(await node.host.compute(_told, node.ledger, part, scope, skip))
            trades.append(visible_trades(part[part["kind"] == Kind.DELIVER], scope))
            room -= part.size
            skip += part.size
            if skip < rows.size:
                return _page(parts, trades, MovementsPage(b"", b"", done, skip, newest, whole_from))
            done, skip = number, 0
        if len(found) < _ENTRIES_MAX:
            done = max(done, newest)
        return _page(parts, trades, MovementsPage(b"", b"", done, 0, newest, whole_from))

    def whole_from(self) -> int:
        """The commit after which every one's history is kept: 0, unless the log was cut or a snapshot adopted."""
        first, last = self._run
        index = self._node.host.store.index
        while True:
            found = index.scan(b"c", _KEYS_A_TIME, IndexKey.commit(last + 1))
            for key, _ in found:
                number = int.from_bytes(key[1:], "big")
                first = number if number != last + 1 else first or number
                last = number
            if len(found) < _KEYS_A_TIME:
                break
        if first and not self._is_kept(first):
            first = bisect_left(range(last + 1), True, lo=first, key=self._is_kept)
        self._run = [first, last]
        return max(first - 1, 0)

    def _is_kept(self, number: int) -> bool:
        """Whether the log still has this commit; what was cut is the log's beginning."""
        where = self._node.host.store.index.get(IndexKey.commit(number))
        if where is None:
            return False
        try:
            return self._node.repair.read(int.from_bytes(where, "big")) is not None
        except KeyError:
            return False

    def _read(self, position: int) -> Rows | None:
        """Rows of TRADE, or None where they are lost."""
        try:
            entry = self._node.repair.read(position)
        except KeyError:
            return None
        return None if entry is None else np.frombuffer(decode(entry.data, TradesEntry).rows, TRADE)


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


def _page(parts: list[Rows], trades: list[Rows], page: MovementsPage) -> msg.Facts:
    rows = b"".join(part.tobytes() for part in parts)
    orders = b"".join(part.tobytes() for part in trades)
    return msg.Facts(encode(structs.replace(page, rows=rows, trades=orders)), page.newest)


def _cut(ledger: Ledger, scope: int | None) -> _Cut:
    return _Cut(ledger.holdings(scope), ledger.number, ledger.time_ms)


def _accounts(ledger: Ledger, scope: int | None, after: int) -> Rows:
    rows = ledger.state.accounts[: ledger.state.meta[Meta.ACCOUNTS]]
    rows = rows if scope is None else rows[rows["gateway"] == scope]
    rows = rows[np.argsort(rows["number"], kind="stable")]
    return rows[np.searchsorted(rows["number"], np.uint64(after), side="right") :][:ACCOUNTS_MAX]


def _told(ledger: Ledger, rows: Rows, scope: int | None, passed: int) -> Rows:
    movements = movements_of(rows, paths_of(ledger.state))
    movements["row"] += np.uint32(passed)
    return movements if scope is None else seen_by(movements, scope)
