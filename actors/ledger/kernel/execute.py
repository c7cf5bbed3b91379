"""Entry points: run records, run a list of moves, expire, find the next deadline."""

from __future__ import annotations

import numpy as np

from actors.ledger import _faults
from actors.ledger.kernel import codes, earmarks, halves, keeping, transfers
from actors.ledger.kernel.ahead import look_ahead
from actors.ledger.kernel.checks import asset_fault, class_fault, may_debit
from actors.ledger.kernel.compiled import entry, inner
from actors.ledger.kernel.find import (
    add_position,
    find_account,
    find_account_slot,
    find_position,
    row_in,
)
from actors.ledger.kernel.moves import move, post
from actors.ledger.kernel.output import late
from actors.ledger.kernel.pools import drop_earmark, drop_half, find_earmark, find_half, half_hash, pair_of
from actors.ledger.kernel.rollback import roll_back
from actors.ledger.kernel.undo import STEPS_MAX
from actors.ledger.kernel.views import (
    account_at,
    account_index_at,
    accounts_size,
    earmark_at,
    earmarks_size,
    expiries_at,
    expiries_size,
    half_slots_size,
    journal_size,
    lates_size,
    mandates_size,
    meta,
    pending_size,
    position_at,
    positions_size,
    saved_size,
    trades_size,
    used_now_size,
    words,
)
from actors.ledger.layout import AHEAD_MAX, Rows
from actors.ledger.records import LINKED

#: Positions that one record adds, at most.
POSITIONS_EACH = 4
#: How a module's moves are made, as bits: see :func:`move_all`.
FORCED = 1
COLLATERAL = 2


@inner
def room(state: Rows, records: Rows) -> Rows:
    """Whether every table has room for this many more records without passing half full."""
    now = meta(state)
    return (
        now.ACCOUNTS + records <= accounts_size(state)
        and 2 * (now.POSITIONS + POSITIONS_EACH * records) <= positions_size(state)
        and 2 * (now.MANDATES + records) <= mandates_size(state)
        and now.PENDING + records <= pending_size(state)
        and 2 * (now.PENDING + records) <= half_slots_size(state)
        and 2 * (now.USED_NOW + records) <= used_now_size(state)
        and 2 * (now.EARMARKS + records) <= earmarks_size(state)
        and now.LATES + records <= lates_size(state)
        and now.TRADES + records <= trades_size(state)
    )


@inner
def group_room(state: Rows, records: Rows) -> Rows:
    """Whether there is room for a linked group of this many records."""
    return (
        room(state, records) and STEPS_MAX * records <= journal_size(state) and records <= saved_size(state)
    )


@inner
def execute_one(state: Rows, one: Rows, record: Rows, index: Rows) -> Rows:
    """Execute one record; returns its status. Nothing changes unless the status is good or a match failed.

    ``index``: its number in the block that was looked up ahead (of no meaning for what can be linked).
    """
    kind = one.kind
    if kind == codes.KIND_DELIVER or kind == codes.KIND_RECEIVE:
        return halves.half(state, one, record, index)
    if kind == codes.KIND_TRANSFER or kind == codes.KIND_PAYMENT or kind == codes.KIND_CUSTODY_TRANSFER:
        return transfers.transfer(state, one)
    if kind == codes.KIND_CANCEL:
        return halves.cancel(state, one)
    if kind == codes.KIND_OPEN:
        return keeping.open_account(state, one)
    if kind == codes.KIND_GRANT:
        return keeping.grant(state, one)
    if kind == codes.KIND_REVOKE:
        return keeping.revoke(state, one)
    if kind == codes.KIND_FREEZE or kind == codes.KIND_UNFREEZE:
        return keeping.freeze(state, one)
    if kind == codes.KIND_LIMIT:
        return keeping.limit(state, one)
    if kind == codes.KIND_ISSUE:
        return transfers.issue(state, one)
    if kind == codes.KIND_REDEEM:
        return transfers.redeem(state, one)
    if kind == codes.KIND_EARMARK:
        return earmarks.earmark(state, one, record)
    if kind == codes.KIND_SETTLE:
        return earmarks.settle(state, one)
    if kind == codes.KIND_RELEASE:
        return earmarks.release(state, one)
    return codes.UNKNOWN_KIND


@inner
def is_good(status: Rows) -> Rows:
    """Whether a record of a linked group did what it asked."""
    return status == codes.SETTLED or status == codes.DONE or status == codes.EARMARKED


@inner
def linkable(kind: Rows) -> Rows:
    """Whether this kind may be part of a linked group."""
    return kind != codes.KIND_DELIVER and kind != codes.KIND_RECEIVE and kind != codes.KIND_CANCEL


@inner
def group_size(records: Rows, start: Rows) -> Rows:
    """Records of the group that begins here; negative if the batch ends inside it."""
    at = start
    while at < records.size and records[at].flags & LINKED:
        at += 1
    if at == records.size:
        return start - at
    return at - start + 1


@inner
def execute_group(state: Rows, records: Rows, start: Rows, size: Rows, statuses: Rows) -> None:
    """Execute a linked group wholly or not at all."""
    lane_a, lane_b = words(state).LANE_A, words(state).LANE_B
    lates, trades, serial = meta(state).LATES, meta(state).TRADES, meta(state).SERIAL
    meta(state).JOURNALLING = 1
    meta(state).UNDOS = 0
    meta(state).SAVED = 0
    failed = -1
    for at in range(start, start + size):
        if linkable(records[at].kind):
            status = execute_one(state, records[at], at, np.int64(0))
        else:
            status = codes.NOT_LINKABLE
        statuses[at] = status
        if not is_good(status):
            failed = at
            break
    meta(state).JOURNALLING = 0
    if failed < 0:
        return
    for at in range(start, start + size):
        if at != failed:
            statuses[at] = codes.LINKED_FAILED
    if meta(state).FAULTS & _faults.NO_GROUP_UNDO:
        return
    roll_back(state)
    words(state).LANE_A, words(state).LANE_B = lane_a, lane_b
    meta(state).LATES, meta(state).TRADES, meta(state).SERIAL = lates, trades, serial


@entry
def execute(state: Rows, records: Rows, statuses: Rows, start: Rows) -> Rows:
    """Execute ``records[start:]`` (RECORD), writing ``statuses`` (uint16). Returns where it stopped.

    It stops early, between groups, when a table needs room for ``meta[NEED]`` records or a new salt; the
    caller makes it and calls again.
    """
    at = looked = until = np.int64(start)
    while at < records.size and meta(state).CROWDED == 0:
        if at >= until:
            looked, until = at, min(at + AHEAD_MAX, np.int64(records.size))
            if not room(state, until - looked):
                meta(state).NEED = until - looked
                return at
            look_ahead(state, records, looked, until)
        if not records[at].flags & LINKED:
            statuses[at] = execute_one(state, records[at], at, at - looked)
            at += 1
            continue
        size = group_size(records, at)
        if size < 0:
            for rest in range(at, records.size):
                statuses[rest] = codes.LINK_OPEN
            return np.int64(records.size)
        if not group_room(state, size):
            meta(state).NEED = size
            return at
        execute_group(state, records, at, size, statuses)
        at += size
    return at


@inner
def name_fault(state: Rows, row: Rows, how: Rows) -> Rows:
    """Why a module's move does not name this account (row), else 0."""
    class_ = account_at(state, row).class_
    if class_ == codes.CLASS_COLLATERAL and how & COLLATERAL != 0:
        return 0
    return class_fault(class_)


@entry
def move_all(state: Rows, assets: Rows, sources: Rows, targets: Rows, quantities: Rows, how: Rows) -> Rows:
    """Move assets (int64) along many paths (account numbers, uint64), all or none, in order.

    ``how``: bit FORCED, what is debited may be frozen; bit COLLATERAL, accounts of that class may be named. Room for
    the journal and the positions was made. Returns (status, index of the move that failed or -1).
    """
    lane_a, lane_b = words(state).LANE_A, words(state).LANE_B
    meta(state).JOURNALLING = 1
    meta(state).UNDOS = 0
    status, failed = np.int64(codes.SETTLED), np.int64(-1)
    for at in range(sources.size):
        source, target = find_account(state, sources[at]), find_account(state, targets[at])
        if source < 0 or target < 0:
            status = np.int64(codes.ACCOUNT_UNKNOWN)
        elif asset_fault(state, assets[at], 0):
            status = np.int64(asset_fault(state, assets[at], 0))
        elif quantities[at] < 1:
            status = np.int64(codes.QUANTITY_ZERO)
        elif name_fault(state, source, how) or name_fault(state, target, how):
            status = np.int64(name_fault(state, source, how) or name_fault(state, target, how))
        elif source != target:
            forced = how & FORCED != 0
            status = np.int64(move(state, assets[at], source, target, quantities[at], False, forced))
        if status != codes.SETTLED:
            failed = np.int64(at)
            break
    meta(state).JOURNALLING = 0
    if failed >= 0:
        roll_back(state)
        words(state).LANE_A, words(state).LANE_B = lane_a, lane_b
    return status, failed


@entry
def merge(state: Rows, tranche: Rows, parent: Rows, rows: Rows) -> None:
    """Turn the positions of ``tranche`` on these account rows, and its earmarks, into ``parent``'s.

    Room for as many new positions was made; nothing is journalled.
    """
    for at in range(rows.size):
        old = find_position(state, rows[at], tranche)
        free, held = position_at(state, old).available, position_at(state, old).earmarked
        if free == 0 and held == 0:
            continue
        new = find_position(state, rows[at], parent)
        if new < 0:
            new = add_position(state, rows[at], parent)
        post(state, old, -free, -held)
        post(state, new, free, held)
    for at in range(earmarks_size(state)):
        if earmark_at(state, at).owner != 0 and earmark_at(state, at).asset == tranche:
            earmark_at(state, at).asset = parent


@entry
def account_row(state: Rows, number: Rows) -> Rows:
    """Row of an account (uint64 number), or -1."""
    return find_account(state, number)


@entry
def account_rows(state: Rows, numbers: Rows) -> Rows:
    """Row of each account (uint64 numbers), or -1 (int64)."""
    rows = np.empty(numbers.size, np.int64)
    for at in range(numbers.size):
        rows[at] = find_account(state, numbers[at])
    return rows


@entry
def position_slot(state: Rows, row: Rows, asset: Rows) -> Rows:
    """Slot of a position, or -1."""
    return find_position(state, row, asset)


@entry
def line_slot(state: Rows, row: Rows, asset: Rows) -> Rows:
    """Slot of a position, added where there is none (room was made); -1: the table may hold no more."""
    slot = find_position(state, row, asset)
    if slot < 0 and meta(state).POSITIONS < meta(state).POSITIONS_MAX:
        slot = add_position(state, row, asset)
    return np.int64(slot)


@entry
def close_account(state: Rows, number: Rows) -> None:
    """End an open account (uint64 number); nothing is credited to it or debited from it any more."""
    slot = find_account_slot(state, number)
    account_at(state, row_in(state, slot)).class_ = codes.CLASS_CLOSED
    account_index_at(state, slot).class_ = codes.CLASS_CLOSED


@entry
def can_debit(state: Rows, institution: Rows, number: Rows) -> Rows:
    """Whether the institution may debit the open account (uint64 number), which is not held as collateral."""
    row = find_account(state, number)
    if row >= 0:
        class_ = account_at(state, row).class_
        if class_ == codes.CLASS_COLLATERAL or class_ == codes.CLASS_CLOSED:
            return False
    return may_debit(state, institution, number, row)


@entry
def expire(state: Rows, gone: Rows, marks: Rows) -> None:
    """Drop pending halves (HALF rows) and return earmarks (EARMARK rows) whose time passed, in this order.

    Room for as many late outcomes, and for the earmarks' rows of history, was made.
    """
    for at in range(gone.size):
        pair = pair_of(np.int64(gone[at].owner), np.int64(gone[at].other))
        late(state, gone[at], codes.EXPIRED)
        hashed = half_hash(state, pair, gone[at].reference)
        drop_half(state, find_half(state, hashed, pair, gone[at].reference))
    for at in range(marks.size):
        slot = find_earmark(state, np.int64(marks[at].owner), marks[at].reference)
        earmarks.give_back(state, slot, marks[at].quantity)
        earmarks.returned(state, marks[at], codes.EXPIRED)
        late(state, marks[at], codes.EXPIRED)
        drop_earmark(state, slot)


@entry
def next_expiry(state: Rows) -> Rows:
    """Earliest second after which something expires, 0 for nothing. Moves its cursor on."""
    if meta(state).PENDING + meta(state).EARMARKS == 0:
        meta(state).NEXT_EXPIRY_S = 0
        return np.int64(0)
    at = meta(state).NEXT_EXPIRY_S
    mask = expiries_size(state) - 1
    while expiries_at(state, at & mask).value == 0:
        at += 1
    meta(state).NEXT_EXPIRY_S = at
    return at


@entry
def passed(state: Rows) -> Rows:
    """How many halves and earmarks are past their expiry, as counted."""
    count = np.int64(0)
    at = next_expiry(state)
    mask = expiries_size(state) - 1
    if at == 0:
        return count
    last = min(meta(state).PASSED_S, at + mask)
    for second in range(at, last + 1):
        count += expiries_at(state, second & mask).value
    return count
