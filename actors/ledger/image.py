"""The whole state as bytes, and back. Equal states give equal bytes, however their tables grew.

Specification: docs/spec/finality.md ("checkpoint"). Every table is written as live rows in a fixed order; an
account's row number, which depends on history, is replaced by its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from actors.base import merkle
from actors.base.canonical import decode, encode
from actors.base.digest import tagged
from actors.base.roster import Roster
from actors.ledger import kernel, tables
from actors.ledger.capture import IMAGE_VERSION, Capture, Head
from actors.ledger.chronicle import CHRONICLE_PART, Chronicle, ChronicleImage
from actors.ledger.chronicle import image_of as chronicle_image
from actors.ledger.coupon import Coupon
from actors.ledger.layout import (
    ACCOUNT,
    ACCOUNT_SLOT,
    ASSET,
    EARMARK,
    HALF,
    HALF_SLOT,
    MANDATE,
    PENDING,
    POSITION,
    USED,
    Meta,
    Rows,
    State,
    Word,
    replaced,
    zeros,
)
from actors.ledger.records import Class
from actors.ledger.waiting import Waiting, WaitingImage
from actors.ledger.windows import WindowImage, Windows

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

POSITION_IMAGE: Final = np.dtype(
    [
        ("account", "<u8"),
        ("asset", "<u8"),
        ("available", "<i8"),
        ("earmarked", "<i8"),
        ("limit", "<i8"),
    ]
)
MANDATE_IMAGE: Final = np.dtype([("account", "<u8"), ("institution", "<u4"), ("active", "<u4")])
#: What stands before a module's name in the name of its part.
MODULE_PART: Final = "module-"
_NUMBERED_ASSET: Final = np.dtype([("number", "<u8"), ("asset", ASSET)])


def image_of(taken: Capture) -> dict[str, bytes]:
    """All state that was captured, by the name of the part."""
    numbers = taken.accounts["number"]
    return {
        "accounts": _sorted(taken.accounts, "number"),
        "assets": _assets(taken.assets),
        "coupons": encode(taken.coupons),
        "earmarks": _sorted(taken.earmarks, "serial"),
        "halves": _sorted(taken.halves, "serial"),
        "head": encode(taken.head),
        CHRONICLE_PART: encode(chronicle_image(taken.volume, taken.trades)),
        "mandates": _mandates(numbers, taken.mandates),
        "positions": _positions(numbers, taken.positions),
        "used_before": _sorted(taken.used_before, "pair", "reference"),
        "used_now": _sorted(taken.used_now, "pair", "reference"),
        "waiting": encode(taken.waiting),
        "windows": encode(taken.windows),
        **{MODULE_PART + name: data for name, data in taken.modules},
    }


def state_root(image: Mapping[str, bytes]) -> bytes:
    """The commitment to a state: tagged digest over each part's name and paged Merkle root, names ascending."""
    parts = b"".join(
        bytes([len(name)]) + name.encode("ascii") + merkle.data_root("state", image[name])
        for name in sorted(image)
    )
    return tagged("state", parts)


def restore(ledger: Ledger, image: Mapping[str, bytes]) -> None:
    """Fill a fresh ledger from an image.

    Raises:
        KeyError, ValueError: a part is missing or is not what :func:`image_of` writes.
    """
    head = decode(image["head"], Head)
    if (head.version, head.market, head.epoch) != (
        IMAGE_VERSION,
        ledger.roster.market_id,
        ledger.roster.epoch,
    ):
        raise ValueError("the image is of another market, epoch or version; take one of this epoch's")
    _restore_head(ledger, head)
    ledger.chronicle = Chronicle(head.market, decode(image[CHRONICLE_PART], ChronicleImage))
    ledger.windows = Windows.from_image(decode(image["windows"], tuple[WindowImage, ...]))
    ledger.waiting = Waiting.from_image(decode(image["waiting"], tuple[WaitingImage, ...]))
    coupons = decode(image["coupons"], tuple[Coupon, ...])
    ledger.coupons = {(one.declared.asset, one.declared.record_date): one for one in coupons}
    for module in ledger.modules:
        module.restore(image[MODULE_PART + module.name])
    state = _with_accounts(ledger.state, _rows(image["accounts"], ACCOUNT))
    state = _with_assets(state, _rows(image["assets"], _NUMBERED_ASSET))
    state = _with_positions(state, _rows(image["positions"], POSITION_IMAGE))
    state = _with_mandates(state, _rows(image["mandates"], MANDATE_IMAGE))
    state = _with_used(state, _rows(image["used_now"], USED), _rows(image["used_before"], USED))
    ledger.state = _with_waiting(state, _rows(image["halves"], HALF), _rows(image["earmarks"], EARMARK))


def roster_fits(roster: Roster, image: Mapping[str, bytes]) -> bool:
    """Whether the image was taken in this roster's epoch."""
    head = decode(image["head"], Head)
    return head.epoch == roster.epoch and head.market == roster.market_id


def _sorted(rows: Rows, *names: str) -> bytes:
    order = np.lexsort([rows[name] for name in reversed(names)])
    return bytes(rows[order].tobytes())


def _assets(table: Rows) -> bytes:
    numbers = np.flatnonzero(table["kind"])
    rows = np.zeros(numbers.size, _NUMBERED_ASSET)
    rows["number"], rows["asset"] = numbers, table[numbers]
    return rows.tobytes()


def _by_account(numbers: Rows, rows: Rows, second: str) -> tuple[Rows, Rows]:
    """Order of rows by (account number, field ``second`` below 2^32), and the account number of each row."""
    ranks = np.empty(numbers.size, np.uint64)
    ranks[np.argsort(numbers, kind="stable")] = np.arange(numbers.size, dtype=np.uint64)
    accounts = rows["row"].astype(np.int64) - 1
    keys = ranks[accounts] << np.uint64(32) | rows[second].astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    return order, numbers[accounts[order]]


def _positions(numbers: Rows, live: Rows) -> bytes:
    order, accounts = _by_account(numbers, live, "asset")
    rows = np.zeros(live.size, POSITION_IMAGE)
    rows["account"] = accounts
    for name in ("asset", "available", "earmarked", "limit"):
        rows[name] = live[name][order]
    return rows.tobytes()


def _mandates(numbers: Rows, live: Rows) -> bytes:
    order, accounts = _by_account(numbers, live, "institution")
    rows = np.zeros(live.size, MANDATE_IMAGE)
    rows["account"] = accounts
    rows["institution"], rows["active"] = live["institution"][order], live["active"][order]
    return rows.tobytes()


def _restore_head(ledger: Ledger, head: Head) -> None:
    ledger.number, ledger.result_digest, ledger.time_ms = head.number, head.result, head.time_ms
    ledger.business_date, ledger.date_open = head.business_date, head.date_open
    ledger.opened_ms = head.opened_ms
    ledger.codes, ledger.next_roster = dict(head.codes), head.next_roster
    meta, words = ledger.state.meta, ledger.state.words
    words[[Word.LANE_A, Word.LANE_B]] = np.frombuffer(head.checksum, "<u8")
    meta[Meta.SERIAL] = head.serial
    meta[Meta.USED_NOW_UNTIL_S] = head.used_now_until_s
    meta[Meta.USED_BEFORE_UNTIL_S] = head.used_before_until_s
    meta[Meta.NOW_S], meta[Meta.PASSED_S] = head.time_ms // 1000, (head.time_ms - 1) // 1000


def _rows(data: bytes, dtype: Rows) -> Rows:
    return np.frombuffer(data, dtype).copy()


def _with_accounts(state: State, rows: Rows) -> State:
    size = tables.power_above(rows.size)
    accounts = zeros(size, ACCOUNT)
    accounts[: rows.size] = rows
    omnibus = np.full_like(state.omnibus, -1)
    upper = np.flatnonzero(rows["class_"] == Class.OMNIBUS)
    omnibus[rows["lower"][upper], rows["gateway"][upper]] = upper
    state.meta[Meta.ACCOUNTS] = rows.size
    state = replaced(state, accounts=accounts, omnibus=omnibus, account_index=zeros(2 * size, ACCOUNT_SLOT))
    kernel.place_accounts(state.address)
    return state


def _with_assets(state: State, rows: Rows) -> State:
    size = tables.power_above(int(rows["number"].max(initial=0)) + 1, 16)
    assets = zeros(size, ASSET)
    assets[rows["number"].astype(np.int64)] = rows["asset"]
    return replaced(state, assets=assets)


def _account_rows(state: State, numbers: Rows) -> Rows:
    """Row plus one of each account; rows are in order of number, as the image is."""
    return np.searchsorted(tables.live_accounts(state)["number"], numbers) + 1


def _with_positions(state: State, rows: Rows) -> State:
    live = np.zeros(rows.size, POSITION)
    live["row"] = _account_rows(state, rows["account"])
    for name in ("asset", "available", "earmarked", "limit"):
        live[name] = rows[name]
    state.meta[Meta.POSITIONS] = rows.size
    state = replaced(state, positions=zeros(tables.power_above(2 * rows.size, 256), POSITION))
    kernel.place_positions(state.address, live)
    return state


def _with_mandates(state: State, rows: Rows) -> State:
    live = np.zeros(rows.size, MANDATE)
    live["row"] = _account_rows(state, rows["account"])
    live["institution"], live["active"] = rows["institution"], rows["active"]
    state.meta[Meta.MANDATES] = rows.size
    state = replaced(state, mandates=zeros(tables.power_above(2 * rows.size), MANDATE))
    kernel.place_mandates(state.address, live)
    return state


def _with_used(state: State, now: Rows, before: Rows) -> State:
    state.meta[Meta.USED_NOW], state.meta[Meta.USED_BEFORE] = now.size, before.size
    newer, older = tables.power_above(2 * now.size), tables.power_above(2 * before.size)
    state = replaced(
        state,
        used_now=zeros(newer, USED),
        used_before=zeros(older, USED),
        used_now_filter=zeros(newer, np.uint8),
        used_before_filter=zeros(older, np.uint8),
    )
    kernel.place_used(state.address, False, now)
    kernel.place_used(state.address, True, before)
    return state


def _with_waiting(state: State, halves: Rows, marks: Rows) -> State:
    size = tables.power_above(halves.size)
    pending = zeros(size, PENDING)
    pending[: halves.size] = tables.of_kind(halves, PENDING)
    for name in ("account", "contra"):
        pending[f"{name}_row"][: halves.size] = _account_rows(state, halves[name]) - 1
    state.meta[Meta.PENDING] = state.meta[Meta.PENDING_TOP] = halves.size
    state.meta[Meta.EARMARKS] = marks.size
    state = replaced(
        state,
        pending=pending,
        pending_index=zeros(2 * size, HALF_SLOT),
        earmarks=zeros(tables.power_above(2 * marks.size), EARMARK),
    )
    kernel.place_halves(state.address)
    kernel.place_earmarks(state.address, marks)
    owners = np.concatenate([halves["owner"], marks["owner"]])
    state.waiting[:] = np.bincount(owners, minlength=state.waiting.size)
    tables.count_expiries(state)
    return state
