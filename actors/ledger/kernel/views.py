"""The kernel's view of the tables: one address stands for all of them.

Passing nineteen arrays through every call, each counted as a reference, costs twenty times what the work
itself does. ``state`` is the address of ``layout.State.table``: address and size of each array, in the order of
the fields of ``State``. Python keeps the arrays alive and makes the table anew when one of them is replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba import from_dtype, types
from numba.core import cgutils
from numba.extending import intrinsic

from actors.ledger import layout
from actors.ledger.layout import Meta, Rows, State, Word

_PAIR_BYTES: Final = 16
_WORD = ir.IntType(64)
_FLAG = ir.IntType(32)


def _load(builder: Any, address: Any, offset: int) -> Any:
    place = builder.add(address, _WORD(offset))
    return builder.load(builder.inttoptr(place, _WORD.as_pointer()))


def _rows(name: str, dtype: np.dtype[np.void]) -> Callable[[Rows, Rows], Rows]:
    """A compiled function ``(state, index) -> record``: a reference into the table, not a copy."""
    record, offset = from_dtype(dtype), State._fields.index(name) * _PAIR_BYTES

    def row(typing: Any, state: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            base = _load(builder, arguments[0], offset)
            place = builder.add(base, builder.mul(arguments[1], _WORD(dtype.itemsize)))
            return builder.inttoptr(place, context.get_value_type(record))

        return record(types.int64, types.int64), generate

    return cast(Callable[[Rows, Rows], Rows], intrinsic(row))


def _single(name: str, dtype: np.dtype[np.void]) -> Callable[[Rows], Rows]:
    """A compiled function ``state -> record`` over a whole array."""
    record, offset = from_dtype(dtype), State._fields.index(name) * _PAIR_BYTES

    def whole(typing: Any, state: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            base = _load(builder, arguments[0], offset)
            return builder.inttoptr(base, context.get_value_type(record))

        return record(types.int64), generate

    return cast(Callable[[Rows], Rows], intrinsic(whole))


def _size(name: str) -> Callable[[Rows], Rows]:
    """A compiled function ``state -> int64``: the size of a table."""
    offset = State._fields.index(name) * _PAIR_BYTES + _PAIR_BYTES // 2

    def size(typing: Any, state: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return _load(builder, arguments[0], offset)

        return types.int64(types.int64), generate

    return cast(Callable[[Rows], Rows], intrinsic(size))


def _touch(name: str, row_bytes: int, within: int = 0) -> Callable[[Rows, Rows], None]:
    """A compiled function ``(state, index)`` that asks for a row's cache line (from byte ``within``) and goes on."""
    offset = State._fields.index(name) * _PAIR_BYTES

    def touch(typing: Any, state: Any, index: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            base = _load(builder, arguments[0], offset)
            place = builder.add(base, builder.mul(arguments[1], _WORD(row_bytes)))
            line = builder.inttoptr(builder.add(place, _WORD(within)), ir.IntType(8).as_pointer())
            builder.call(_prefetch(builder.module), [line, _FLAG(1), _FLAG(3), _FLAG(1)])
            return context.get_dummy_value()

        return types.void(types.int64, types.int64), generate

    return cast(Callable[[Rows, Rows], None], intrinsic(touch))


def _prefetch(module: Any) -> Any:
    arguments = [ir.IntType(8).as_pointer(), _FLAG, _FLAG, _FLAG]
    kind = ir.FunctionType(ir.VoidType(), arguments)
    return cast(Any, cgutils).get_or_insert_function(module, kind, "llvm.prefetch.p0")


def _copy(typing: Any, target: Any, source: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        cast(Any, cgutils).raw_memcpy(builder, arguments[0], arguments[1], _WORD(target.size), 1)
        return context.get_dummy_value()

    return types.void(target, source), generate


def _scalar(kind: str) -> np.dtype[np.void]:
    return np.dtype([("value", kind)])


#: ``copy(target, source)``: one record over another of the same layout.
copy: Final = cast(Callable[[Rows, Rows], None], intrinsic(_copy))
#: Counters and settings, and salts and checksum lanes, by the names of ``Meta`` and ``Word``.
meta: Final = _single("meta", np.dtype([(one.name, "<i8") for one in Meta]))
words: Final = _single("words", np.dtype([(one.name, "<u8") for one in Word]))

#: Account of this row.
account_at: Final = _rows("accounts", layout.ACCOUNT)
#: Account number, row and state in this slot.
account_index_at: Final = _rows("account_index", layout.ACCOUNT_SLOT)
#: Position in this slot.
position_at: Final = _rows("positions", layout.POSITION)
#: Mandate in this slot.
mandate_at: Final = _rows("mandates", layout.MANDATE)
#: Omnibus row (``value``), by lower * side + upper, -1 for none.
omnibus_at: Final = _rows("omnibus", _scalar("<i4"))
#: Role bits (``value``) of this institution.
roles_at: Final = _rows("roles", _scalar("<u2"))
#: Asset of this number.
asset_at: Final = _rows("assets", layout.ASSET)
#: Pending half of this entry, and where it is found by its key.
half_at: Final = _rows("pending", layout.PENDING)
half_slot_at: Final = _rows("pending_index", layout.HALF_SLOT)
#: Halves and earmarks waiting (``value``) of this institution.
waiting_at: Final = _rows("waiting", _scalar("<i8"))
#: Used reference in this slot of the newer generation.
used_now_at: Final = _rows("used_now", layout.USED)
#: Used reference in this slot of the older generation.
used_before_at: Final = _rows("used_before", layout.USED)
#: Filter of each generation (``value``): a byte a slot; a bit not set tells that a reference is not there.
used_now_filter_at: Final = _rows("used_now_filter", _scalar("u1"))
used_before_filter_at: Final = _rows("used_before_filter", _scalar("u1"))
#: Earmark in this slot.
earmark_at: Final = _rows("earmarks", layout.EARMARK)
#: How many expire (``value``) in this place of the ring.
expiries_at: Final = _rows("expiries", _scalar("<i4"))
#: Undo step.
undo_at: Final = _rows("journal", layout.UNDO)
#: Earmark removed by the group under way.
saved_at: Final = _rows("saved", layout.EARMARK)
#: Late outcome of the batch under way.
late_at: Final = _rows("lates", layout.LATE)
#: Movement of the batch under way.
trade_at: Final = _rows("trades", layout.TRADE)
#: What was looked up for this record of the block under way.
ahead_at: Final = _rows("ahead", layout.AHEAD)

#: Ask for the cache line of a row before it is needed; any row of the table, nothing changes.
touch_account: Final = _touch("accounts", layout.ACCOUNT.itemsize)
touch_account_slot: Final = _touch("account_index", layout.ACCOUNT_SLOT.itemsize)
touch_position: Final = _touch("positions", layout.POSITION.itemsize)
touch_mandate: Final = _touch("mandates", layout.MANDATE.itemsize)
touch_half_slot: Final = _touch("pending_index", layout.HALF_SLOT.itemsize)
touch_half: Final = _touch("pending", layout.PENDING.itemsize)
touch_half_end: Final = _touch("pending", layout.PENDING.itemsize, layout.PENDING.itemsize - 1)
touch_used_now: Final = _touch("used_now", layout.USED.itemsize)
touch_used_now_filter: Final = _touch("used_now_filter", 1)
touch_used_before_filter: Final = _touch("used_before_filter", 1)

#: Capacities, in rows (of ``omnibus``: one side).
accounts_size: Final = _size("accounts")
account_index_size: Final = _size("account_index")
positions_size: Final = _size("positions")
mandates_size: Final = _size("mandates")
omnibus_size: Final = _size("omnibus")
roles_size: Final = _size("roles")
assets_size: Final = _size("assets")
pending_size: Final = _size("pending")
half_slots_size: Final = _size("pending_index")
waiting_size: Final = _size("waiting")
used_now_size: Final = _size("used_now")
used_before_size: Final = _size("used_before")
earmarks_size: Final = _size("earmarks")
expiries_size: Final = _size("expiries")
journal_size: Final = _size("journal")
saved_size: Final = _size("saved")
lates_size: Final = _size("lates")
trades_size: Final = _size("trades")
