"""The ledger's tables: made small, grown by doubling between records, rebuilt under a new salt when crowded.

What a table holds never depends on its capacity or salt; both may differ between nodes.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.base.digest import tagged
from actors.base.roster import ROLES, Roster
from actors.ledger import kernel
from actors.ledger.layout import (
    ACCOUNT,
    ACCOUNT_SLOT,
    AHEAD,
    AHEAD_MAX,
    ASSET,
    EARMARK,
    HALF,
    HALF_SLOT,
    LATE,
    MANDATE,
    META_SIZE,
    PENDING,
    POSITION,
    TRADE,
    UNDO,
    USED,
    WORDS_SIZE,
    Meta,
    Rows,
    State,
    Word,
    placed,
    replaced,
    zeros,
)

#: Used trade references remembered per generation, at most; mandates, at most, per account allowed.
USED_REFERENCES_MAX: Final = 1 << 25
#: Rows of one table, at most, whatever the rules say (row numbers are 32 bits).
ROWS_MAX: Final = (1 << 31) - 2
#: A look-up that probes further marks its table as crowded.
PROBES_MAX: Final = 256
#: Rebuilds under a new salt in one commit, at most; then longer probes are borne.
REBUILDS_MAX: Final = 8
_STEPS: Final = 16


def power_above(count: int, least: int = 64) -> int:
    """Smallest power of two that is at least ``count`` and ``least``."""
    size = least
    while size < count:
        size *= 2
    return size


def role_bits(roster: Roster) -> Rows:
    """Roles by institution index (entry 0: none), one bit a role."""
    bits = zeros(len(roster.institutions) + 1, np.uint16)
    for institution in roster.institutions:
        bits[institution.index] = sum(1 << ROLES.index(role) for role in institution.roles)
    return bits


def fresh(roster: Roster, seed: bytes) -> State:
    """Empty tables under ``roster``'s rules, salted from ``seed``."""
    meta = zeros(META_SIZE, np.int64)
    meta[Meta.PROBES_MAX] = PROBES_MAX
    meta[Meta.RESTRAINTS] = 1
    institutions = len(roster.institutions) + 1
    state = State(
        meta=meta,
        words=zeros(WORDS_SIZE, np.uint64),
        accounts=zeros(64, ACCOUNT),
        account_index=zeros(128, ACCOUNT_SLOT),
        positions=zeros(256, POSITION),
        mandates=zeros(128, MANDATE),
        omnibus=np.full((institutions, institutions), -1, np.int32),
        roles=role_bits(roster),
        assets=zeros(16, ASSET),
        pending=zeros(64, PENDING),
        pending_index=zeros(128, HALF_SLOT),
        waiting=zeros(institutions, np.int64),
        used_now=zeros(128, USED),
        used_before=zeros(64, USED),
        used_now_filter=zeros(128, np.uint8),
        used_before_filter=zeros(64, np.uint8),
        earmarks=zeros(64, EARMARK),
        expiries=zeros(power_above(roster.rules.pending_life_s_max + 4), np.int32),
        journal=zeros(64, UNDO),
        saved=zeros(16, EARMARK),
        lates=zeros(64, LATE),
        trades=zeros(64, TRADE),
        ahead=zeros(AHEAD_MAX, AHEAD),
        table=zeros(0, np.int64),
    )
    state = placed(state)
    apply_rules(state, roster)
    for table in (Word.ACCOUNTS, Word.POSITIONS, Word.MANDATES, Word.PENDING, Word.USED, Word.EARMARKS):
        state.words[table] = salt(seed, table)
    return state


def apply_rules(state: State, roster: Roster) -> None:
    """Copy the roster's limits to where the kernel reads them."""
    rules, meta = roster.rules, state.meta
    meta[Meta.ACCOUNTS_MAX] = meta[Meta.MANDATES_MAX] = min(rules.accounts_max, ROWS_MAX)
    meta[Meta.POSITIONS_MAX] = min(rules.positions_max, ROWS_MAX)
    meta[Meta.USED_MAX] = USED_REFERENCES_MAX
    meta[Meta.PENDING_EACH_MAX] = min(rules.pending_halves_max, ROWS_MAX)
    meta[Meta.LIFE_S] = rules.pending_life_s_max
    meta[Meta.BATCH_LIFE_S] = -(-rules.batch_life_ms_max // 1000)


def salt(seed: bytes, table: int) -> np.uint64:
    """Salt of one table from an agreed digest."""
    return np.uint64(int.from_bytes(tagged("salt", bytes([table]) + seed)[:8], "little"))


def readmit(state: State, roster: Roster) -> State:
    """The same tables under the next epoch's roster: roles, limits, more institutions, another longest life."""
    institutions = len(roster.institutions) + 1
    omnibus = np.full((institutions, institutions), -1, np.int32)
    known = state.omnibus.shape[0]
    omnibus[:known, :known] = state.omnibus
    waiting = zeros(institutions, np.int64)
    waiting[:known] = state.waiting
    size = power_above(max(roster.rules.pending_life_s_max + 4, state.expiries.size))
    state = replaced(state, omnibus=omnibus, waiting=waiting, roles=role_bits(roster))
    apply_rules(state, roster)
    if size != state.expiries.size:
        state = replaced(state, expiries=zeros(size, np.int32))
        count_expiries(state)
    return state


def count_expiries(state: State) -> None:
    """Count again when the pending halves and earmarks expire."""
    live = [live_halves(state)["expiry_s"], live_earmarks(state)["expiry_s"]]
    seconds = np.concatenate(live).astype(np.int64)
    state.expiries[:] = np.bincount(
        seconds & (state.expiries.size - 1), minlength=state.expiries.size
    ).astype(np.int32)
    state.meta[Meta.NEXT_EXPIRY_S] = int(seconds.min()) if seconds.size else 0


def live_accounts(state: State) -> Rows:
    """The open accounts, in order of opening."""
    return state.accounts[: state.meta[Meta.ACCOUNTS]]


def live_positions(state: State) -> Rows:
    """All positions (in table order: sort before use)."""
    rows = np.zeros(int(state.meta[Meta.POSITIONS]), POSITION)
    kernel.copy_positions(state.address, rows)
    return rows


def live_mandates(state: State) -> Rows:
    """All mandates, revoked ones too (in table order)."""
    return state.mandates[state.mandates["row"] != 0]


def of_kind(rows: Rows, kind: np.dtype[np.void]) -> Rows:
    """The fields of ``kind`` of these rows, as rows of that kind; fields that they lack are zero."""
    found = np.zeros(rows.size, kind)
    for name in set(found.dtype.names or ()) & set(rows.dtype.names):
        found[name] = rows[name]
    return found


def live_halves(state: State) -> Rows:
    """All pending halves, as rows of HALF (in table order)."""
    rows = state.pending[: state.meta[Meta.PENDING_TOP]]
    return of_kind(rows[rows["kind"] != 0], HALF)


def live_earmarks(state: State) -> Rows:
    """All earmarks (in table order)."""
    return state.earmarks[state.earmarks["owner"] != 0]


def live_used_now(state: State) -> Rows:
    """All references of the newer generation (in table order)."""
    rows = np.zeros(int(state.meta[Meta.USED_NOW]), USED)
    kernel.copy_used(state.address, False, rows)
    return rows


def live_used_before(state: State) -> Rows:
    """All references of the older generation (in table order)."""
    rows = np.zeros(int(state.meta[Meta.USED_BEFORE]), USED)
    kernel.copy_used(state.address, True, rows)
    return rows


def _longer(table: Rows, size: int) -> Rows:
    grown = zeros(size, table.dtype)
    grown[: table.size] = table
    return grown


def _empty(table: Rows) -> Rows:
    return zeros(table.size, table.dtype)


def make_room(state: State, records: int) -> State:
    """Tables with room for ``records`` more records."""
    meta = state.meta
    state = _grow_accounts(state, int(meta[Meta.ACCOUNTS]) + records)
    state = _grow_positions(state, int(meta[Meta.POSITIONS]) + 4 * records)
    state = _grow_pools(state, records)
    for name, need in (
        ("lates", int(meta[Meta.LATES]) + records),
        ("trades", int(meta[Meta.TRADES]) + records),
        ("journal", 0 if records == 1 else _STEPS * records),
        ("saved", 0 if records == 1 else records),
    ):
        table = getattr(state, name)
        if need > table.size:
            state = replaced(state, **{name: _longer(table, power_above(need))})
    return state


def make_move_room(state: State, moves: int) -> State:
    """Tables with room for a journalled list of ``moves`` moves."""
    state = _grow_positions(state, int(state.meta[Meta.POSITIONS]) + 4 * moves)
    need = _STEPS * moves
    if need > state.journal.size:
        state = replaced(state, journal=_longer(state.journal, power_above(need)))
    return state


def _grow_accounts(state: State, count: int) -> State:
    if count <= state.accounts.size:
        return state
    size = power_above(count)
    state = replaced(
        state, accounts=_longer(state.accounts, size), account_index=zeros(2 * size, ACCOUNT_SLOT)
    )
    kernel.place_accounts(state.address)
    return state


def _grow_positions(state: State, count: int) -> State:
    if 2 * count <= state.positions.size:
        return state
    rows = live_positions(state)
    state = replaced(state, positions=zeros(power_above(2 * count), POSITION))
    kernel.place_positions(state.address, rows)
    return state


def _grow_pools(state: State, records: int) -> State:
    meta = state.meta
    need = 2 * (int(meta[Meta.MANDATES]) + records)
    if need > state.mandates.size:
        rows = live_mandates(state)
        state = replaced(state, mandates=zeros(power_above(need), MANDATE))
        kernel.place_mandates(state.address, rows)
    need = int(meta[Meta.PENDING]) + records
    if need > state.pending.size or 2 * need > state.pending_index.size:
        size = power_above(need)
        state = replaced(
            state, pending=_longer(state.pending, size), pending_index=zeros(2 * size, HALF_SLOT)
        )
        kernel.place_halves(state.address)
    need = 2 * (int(meta[Meta.USED_NOW]) + records)
    if need > state.used_now.size:
        rows, size = state.used_now, power_above(need)
        state = replaced(state, used_now=zeros(size, USED), used_now_filter=zeros(size, np.uint8))
        kernel.place_used(state.address, False, rows)
    need = 2 * (int(meta[Meta.EARMARKS]) + records)
    if need > state.earmarks.size:
        rows = live_earmarks(state)
        state = replaced(state, earmarks=zeros(power_above(need), EARMARK))
        kernel.place_earmarks(state.address, rows)
    return state


def rebuild(state: State, seed: bytes) -> State:
    """Place the crowded tables again under a salt that nobody could know when the batch was made."""
    crowded = int(state.meta[Meta.CROWDED])
    state.meta[Meta.CROWDED] = 0
    for table in Word:
        if crowded >> table & 1:
            state.words[table] = salt(seed, table)
            state = _rebuild_one(state, table)
    return state


def _rebuild_one(state: State, table: Word) -> State:
    match table:
        case Word.ACCOUNTS:
            state = replaced(state, account_index=_empty(state.account_index))
            kernel.place_accounts(state.address)
        case Word.POSITIONS:
            rows = live_positions(state)
            state = replaced(state, positions=_empty(state.positions))
            kernel.place_positions(state.address, rows)
        case Word.MANDATES:
            rows = live_mandates(state)
            state = replaced(state, mandates=_empty(state.mandates))
            kernel.place_mandates(state.address, rows)
        case Word.PENDING:
            state = replaced(state, pending_index=zeros(state.pending_index.size, HALF_SLOT))
            kernel.place_halves(state.address)
        case Word.USED:
            now, before = live_used_now(state), live_used_before(state)
            state = replaced(
                state,
                used_now=_empty(state.used_now),
                used_before=_empty(state.used_before),
                used_now_filter=_empty(state.used_now_filter),
                used_before_filter=_empty(state.used_before_filter),
            )
            kernel.place_used(state.address, False, now)
            kernel.place_used(state.address, True, before)
        case Word.EARMARKS:
            rows = live_earmarks(state)
            state = replaced(state, earmarks=_empty(state.earmarks))
            kernel.place_earmarks(state.address, rows)
        case _:
            raise AssertionError(f"word {table} is no table")
    return state


def turn_generation(state: State, now_s: int) -> State:
    """Swap the generations of used references when the older one has outlived its last deadline.

    The newer one becomes the older; nothing is swept. The new one has room for as many at once, so that under an even
    load no table grows any more.
    """
    meta = state.meta
    if meta[Meta.USED_NOW] + meta[Meta.USED_BEFORE] == 0 or now_s <= meta[Meta.USED_BEFORE_UNTIL_S]:
        return state
    size = power_above(2 * int(meta[Meta.USED_NOW]), 128)
    state = replaced(
        state,
        used_before=state.used_now,
        used_before_filter=state.used_now_filter,
        used_now=zeros(size, USED),
        used_now_filter=zeros(size, np.uint8),
    )
    meta[Meta.USED_BEFORE], meta[Meta.USED_NOW] = meta[Meta.USED_NOW], 0
    meta[Meta.USED_BEFORE_UNTIL_S], meta[Meta.USED_NOW_UNTIL_S] = meta[Meta.USED_NOW_UNTIL_S], 0
    return state
