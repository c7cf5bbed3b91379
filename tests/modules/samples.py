"""A value of any kind of command, made from its fields alone."""

from __future__ import annotations

import random
from typing import Any

from msgspec import inspect

from actors.base.canonical import Canonical

#: Whole numbers that stand at some edge.
EDGES = (0, 1, 2, 3, 7, 20_260_323, 86_400, 1 << 48, (1 << 48) + 1, (1 << 61) - 1, 1 << 62, (1 << 63) - 1, -1)


def command_of(kind: type[Canonical], chance: random.Random) -> Canonical:
    """A command of ``kind`` with values at the edges of their types."""
    made = _value(inspect.type_info(kind), chance)
    assert isinstance(made, kind)
    return made


def _value(kind: inspect.Type, chance: random.Random) -> Any:
    match kind:
        case inspect.IntType():
            return chance.choice(EDGES)
        case inspect.BoolType():
            return chance.random() < 0.5
        case inspect.StrType():
            return chance.choice(("", "x", "2026-03", "链" * 100))
        case inspect.BytesType():
            return chance.choice((b"", bytes(32), b"\xff" * 64))
        case inspect.EnumType(cls=cls):
            return chance.choice(list(cls))
        case inspect.LiteralType(values=values):
            return chance.choice(list(values))
        case inspect.NoneType():
            return None
        case inspect.VarTupleType(item_type=item):
            return tuple(_value(item, chance) for _ in range(chance.choice((0, 1, 2))))
        case inspect.TupleType(item_types=items):
            return tuple(_value(item, chance) for item in items)
        case inspect.UnionType(types=types):
            return _value(chance.choice(list(types)), chance)
        case inspect.StructType(cls=cls, fields=fields):
            return cls(**{one.name: _value(one.type, chance) for one in fields})
        case inspect.CustomType(cls=cls):
            return cls()
    raise AssertionError(f"no sample of {kind}; give it one here")
