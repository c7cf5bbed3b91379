"""Why a party does not do what it was asked: every fault, each with the values it comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

FAULTS_TOLD_MAX: Final = 20
#: Names of fields whose values whoever asks could not read.
Unread = tuple[str, ...]


class Fault(NamedTuple):
    """One fault of an order or a letter, as a sentence, and the ``fields`` whose values it judges."""

    text: str
    fields: tuple[str, ...] = ()


class RequestRefused(Exception):
    """A party does not do what it was asked; ``reasons`` lists every fault, nothing changed."""

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("; ".join(self.reasons))


def refuse(faults: Iterable[Fault]) -> None:
    """Refuse for these faults, if there are any.

    Raises:
        RequestRefused: with a sentence for each.
    """
    reasons = told([fault.text for fault in faults])
    if reasons:
        raise RequestRefused(reasons)


def judged(faults: Iterable[Fault], unread: Collection[str]) -> tuple[str, ...]:
    """Sentences of the faults that do not come from a value in ``unread``: nobody knows what that was to be."""
    return tuple(told([fault.text for fault in faults if not set(fault.fields) & set(unread)]))


def told(reasons: list[str]) -> list[str]:
    """All reasons, each once, or the first ones and how many more."""
    reasons = list(dict.fromkeys(reasons))
    more = len(reasons) - FAULTS_TOLD_MAX
    return reasons if more <= 0 else [*reasons[:FAULTS_TOLD_MAX], f"and {more} more of this kind"]
