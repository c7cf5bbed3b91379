"""How an outcome crosses Ray: as plain values, so that no exception of ours is wrapped, pickled, or lost."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Final

from actors.base.keys import KeyProblem
from actors.host import HostProblem, StorageFull, StorageProblem, Unreachable

#: Kind of the problem ("" for none), its text, and the answer.
Outcome = tuple[str, str, bytes]

_KINDS: Final[dict[str, type[Exception]]] = {
    "unreachable": Unreachable,
    "full": StorageFull,
    "storage": StorageProblem,
    "key": KeyProblem,
    "host": HostProblem,
}


async def outcome_of(work: Awaitable[bytes | None]) -> Outcome:
    """Await ``work``; what it raises that a user can cause becomes part of the outcome."""
    try:
        return "", "", await work or b""
    except tuple(_KINDS.values()) as problem:
        kind = next(name for name, one in _KINDS.items() if isinstance(problem, one))
        return kind, str(problem), b""


def answer_of(outcome: Outcome) -> bytes:
    """The answer, or the problem raised again."""
    kind, text, data = outcome
    if kind:
        raise _KINDS[kind](text)
    return data
