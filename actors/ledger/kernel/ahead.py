"""Looking up ahead: the accounts and positions of a block of records, before any of them is executed.

A look-up in a large table waits for memory. Asked for one after another, the lines of a trade take some two
microseconds; asked for together, they arrive together. So a block is passed over in steps: keys are hashed and
the first lines asked for, then accounts are found and the lines behind them asked for, then the records are
executed in their order. Nothing here changes the state. What was found is checked again where it is used, since an
earlier record of the block may have changed it.
"""

from __future__ import annotations

import numpy as np

from actors.ledger.kernel import codes
from actors.ledger.kernel.checks import gateway_of
from actors.ledger.kernel.compiled import inner, tiny
from actors.ledger.kernel.find import (
    account_home,
    find_account_slot,
    mandate_home,
    position_home,
    row_in,
)
from actors.ledger.kernel.hashing import slot_of
from actors.ledger.kernel.pools import filter_byte, half_hash, low_half, pair_of, used_hash
from actors.ledger.kernel.views import (
    account_index_at,
    ahead_at,
    half_at,
    half_slot_at,
    half_slots_size,
    meta,
    touch_account,
    touch_account_slot,
    touch_half,
    touch_half_end,
    touch_half_slot,
    touch_mandate,
    touch_position,
    touch_used_before_filter,
    touch_used_now,
    touch_used_now_filter,
    used_before_size,
    used_now_size,
)
from actors.ledger.layout import Rows

_ZERO = np.uint64(0)


@tiny
def is_half(one: Rows) -> Rows:
    """Whether the record is one half of a trade."""
    return one.kind == codes.KIND_DELIVER or one.kind == codes.KIND_RECEIVE


@inner
def touch_keys(state: Rows, one: Rows, index: Rows) -> None:
    """Ask for the lines that the record's own keys lead to."""
    if one.account != _ZERO:
        touch_account_slot(state, account_home(state, one.account))
    if one.contra != _ZERO:
        touch_account_slot(state, account_home(state, one.contra))
    if is_half(one):
        pair = pair_of(meta(state).INSTITUTION, np.int64(one.counterparty))
        hashed = half_hash(state, pair, one.reference)
        ahead_at(state, index).half = hashed
        touch_half_slot(state, low_half(hashed) & (half_slots_size(state) - 1))
        used = used_hash(state, pair, one.reference)
        ahead_at(state, index).used = used
        touch_used_now_filter(state, filter_byte(used, used_now_size(state)))
        if meta(state).USED_BEFORE != 0:
            touch_used_before_filter(state, filter_byte(used, used_before_size(state)))


@tiny
def agent_known(state: Rows, slot: Rows, number: Rows) -> Rows:
    """Whether no mandate needs to be looked up: the account is not there, is the institution's, or remembers it."""
    institution = meta(state).INSTITUTION
    return (
        slot < 0
        or gateway_of(number) == institution
        or np.int64(account_index_at(state, slot).agent) == institution
    )


@inner
def touch_accounts(state: Rows, one: Rows, index: Rows) -> None:
    """Find the record's accounts and ask for the lines behind them."""
    look = ahead_at(state, index)
    look.account = find_account_slot(state, one.account) if one.account != _ZERO else np.int64(-1)
    look.contra = find_account_slot(state, one.contra) if one.contra != _ZERO else np.int64(-1)
    row, contra = row_in(state, look.account), row_in(state, look.contra)
    institution = meta(state).INSTITUTION
    if not agent_known(state, look.account, one.account):
        touch_mandate(state, mandate_home(state, row, institution))
    if is_half(one):
        if one.kind == codes.KIND_RECEIVE and not agent_known(state, look.contra, one.contra):
            touch_mandate(state, mandate_home(state, contra, institution))
        touch_trade(state, one, look, row, contra)
        return
    if row >= 0:
        touch_account(state, row)
        touch_position(state, position_home(state, row, np.int64(one.asset)))
    if contra >= 0:
        touch_account(state, contra)
        touch_position(state, position_home(state, contra, np.int64(one.asset)))


@inner
def touch_trade(state: Rows, one: Rows, look: Rows, row: Rows, contra: Rows) -> None:
    """Ask for the half that seems to wait for this one, and for what settling the two will touch on this side."""
    low = low_half(look.half)
    slot = half_slot_at(state, low & (half_slots_size(state) - 1))
    if slot.entry == 0:
        return
    touch_used_now(state, slot_of(look.used, used_now_size(state)))
    touch_half(state, np.int64(slot.entry) - 1)
    touch_half_end(state, np.int64(slot.entry) - 1)
    if row >= 0:
        touch_position(state, position_home(state, row, np.int64(one.asset)))
    if contra >= 0:
        touch_position(state, position_home(state, contra, np.int64(one.cash)))


@inner
def touch_other_side(state: Rows, one: Rows, index: Rows) -> None:
    """Ask for the positions of the half that seems to wait for this one."""
    low = low_half(ahead_at(state, index).half)
    slot = half_slot_at(state, low & (half_slots_size(state) - 1))
    if slot.entry == 0:
        return
    first = half_at(state, np.int64(slot.entry) - 1)
    touch_position(state, position_home(state, np.int64(first.account_row), np.int64(first.asset)))
    touch_position(state, position_home(state, np.int64(first.contra_row), np.int64(first.cash)))


@inner
def look_ahead(state: Rows, records: Rows, start: Rows, end: Rows) -> None:
    """Look up what records ``start`` to ``end`` - 1 will need."""
    for at in range(start, end):
        touch_keys(state, records[at], at - start)
    for at in range(start, end):
        touch_accounts(state, records[at], at - start)
    for at in range(start, end):
        if is_half(records[at]):
            touch_other_side(state, records[at], at - start)


@tiny
def account_ahead(state: Rows, slot: Rows, number: Rows) -> Rows:
    """Slot of the account (or -1): the one found ahead, where it still is the account's."""
    if (
        slot >= 0
        and account_index_at(state, slot).row != 0
        and account_index_at(state, slot).number == number
    ):
        return np.int64(slot)
    return find_account_slot(state, number)
