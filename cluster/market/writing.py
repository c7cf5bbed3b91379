"""What of an order cannot be written: every value of another type than the field's, or that no order carries."""

from __future__ import annotations

from typing import Any, get_args, get_origin, get_type_hints

from actors.base.canonical import Canonical

_WORDS = {int: "a number (int)", str: "text", bytes: "bytes", bool: "True or False"}
_SMALLEST, _LARGEST = -(1 << 63), (1 << 64) - 1


def why_unwritable(body: Canonical) -> dict[str, list[str]]:
    """For each field of an order that cannot be written, a sentence for every value in it that is at fault."""
    hints = get_type_hints(type(body))
    found = {name: _faults(name, getattr(body, name), hints[name]) for name in body.__struct_fields__}
    return {name: faults for name, faults in found.items() if faults}


def blank(body: Canonical, field: str) -> Any:
    """What stands for a value of this field that nobody could read."""
    kind = get_type_hints(type(body))[field]
    return () if get_origin(kind) is tuple else kind()


def _faults(name: str, value: object, kind: Any) -> list[str]:
    """Every fault of ``value`` where ``kind`` is asked for."""
    if get_origin(kind) is tuple:
        return _of_tuple(name, value, get_args(kind))
    if isinstance(kind, type) and issubclass(kind, Canonical):
        if not isinstance(value, kind):
            return [f"{name} {value!r}: give {kind.__name__}"]
        return [fault for faults in why_unwritable(value).values() for fault in faults]
    if kind not in _WORDS:
        return []
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return [f"{name} {value!r} is a {type(value).__name__}; give {_WORDS[kind]}"]
    if kind is int and not _SMALLEST <= value <= _LARGEST:
        return [f"{name} {value} is more than an order carries; give at most 2^64 - 1"]
    return []


def _of_tuple(name: str, value: object, kinds: tuple[Any, ...]) -> list[str]:
    if not isinstance(value, tuple):
        return [f"{name} {value!r}: give a sequence"]
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(value)
    if len(value) != len(kinds):
        return [f"{name} {value!r} has {len(value)} parts; give {len(kinds)}"]
    return [fault for one, kind in zip(value, kinds, strict=True) for fault in _faults(name, one, kind)]
