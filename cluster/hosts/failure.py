"""What a host keeps about code that raised."""

from __future__ import annotations

import traceback
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failure:
    """A party's code raised; the party was stopped."""

    #: Unix milliseconds.
    at_ms: int
    party: str
    #: Which start of the party it was, from 1.
    incarnation: int
    #: What it was doing: ``start``, ``deliver``, ``answer``, ``timer``, ``stop`` or the name of a task.
    doing: str
    error: BaseException
    trace: str

    def __str__(self) -> str:
        """One line for a person."""
        return f"{self.party!r} stopped: {type(self.error).__name__} in {self.doing}: {self.error}"


def failure_of(at_ms: int, party: str, incarnation: int, doing: str, error: BaseException) -> Failure:
    """Keep ``error`` with its traceback as text."""
    trace = "".join(traceback.format_exception(error))
    return Failure(at_ms, party, incarnation, doing, error, trace)


@dataclass(frozen=True, slots=True)
class Raised:
    """What a piece of work raised, kept until someone is there to hear it."""

    error: Exception


async def outcome_of(work: Coroutine[Any, Any, T]) -> T | Raised:
    """What ``work`` returns, or what it raises."""
    try:
        return await work
    except Exception as error:
        return Raised(error)
