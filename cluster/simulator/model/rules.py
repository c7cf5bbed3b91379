"""How a rule is written: a generator that yields the faults of one phase after another, then applies.

The phases follow "Order of checks within a record" of docs/spec/records.md: form, authority, existence, state,
matching, securities leg, cash leg. Within one phase the specification leaves the order open, so every fault
found in the first phase that has any is an acceptable status. A phase may rely on those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass

from actors.ledger.records import Kind
from actors.ledger.status import Status
from cluster.simulator.model.record import Record
from cluster.simulator.model.state import UNITS_MAX, Origin, State

Faults = set[Status]
#: Yields faults by phase; returns the statuses of which the record bears one when nothing refused it.
Steps = Generator[Faults, None, Faults]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What may stand in the result for one record. ``applied``: it was not refused (``acceptable`` is exact)."""

    acceptable: frozenset[Status]
    applied: bool


@dataclass(frozen=True, slots=True)
class Signed:
    """A record with the institution that signed it and its place."""

    by: int
    origin: Origin
    record: Record


Rule = Callable[[State, Signed], Steps]


def rule_on(state: State, steps: Steps) -> Ruling:
    """Run a rule: its first faults, or what it did. A refused record leaves ``state`` as it was."""
    mark = state.mark()
    try:
        while not (faults := next(steps)):
            pass
    except StopIteration as end:
        return Ruling(frozenset(end.value), True)
    steps.close()
    state.roll_back(mark)
    return Ruling(frozenset(faults), False)


def refused(*statuses: Status) -> Ruling:
    """A refusal with one of ``statuses``."""
    return Ruling(frozenset(statuses), False)


def fault(wrong: bool, *statuses: Status) -> Faults:
    """``statuses`` if ``wrong``."""
    return set(statuses) if wrong else set()


def form(record: Record, *fields: str) -> Faults:
    """Flags and fields that the kind does not use."""
    return fault(bool(record.flags & ~1), Status.UNKNOWN_FLAG) | fault(
        not record.unused(frozenset(fields)), Status.RESERVED_NOT_ZERO
    )


def quantity_faults(quantity: int) -> Faults:
    """Bounds of a quantity: 1 to 2^62 − 1."""
    return (
        fault(quantity == 0, Status.QUANTITY_ZERO)
        | fault(quantity < 0, Status.QUANTITY_NEGATIVE)
        | fault(quantity >= UNITS_MAX, Status.QUANTITY_TOO_LARGE)
    )


def amount_faults(amount: int) -> Faults:
    """Bounds of a cash amount: 1 to 2^62 − 1 fen."""
    return (
        fault(amount == 0, Status.AMOUNT_ZERO)
        | fault(amount < 0, Status.AMOUNT_NEGATIVE)
        | fault(amount >= UNITS_MAX, Status.AMOUNT_TOO_LARGE)
    )


def expiry_faults(state: State, expiry_s: int) -> Faults:
    """Bounds of an expiry: not before ledger time, not beyond the longest life; 0 is the longest."""
    if expiry_s == 0:
        return set()
    longest = state.now_s + state.roster.rules.pending_life_s_max
    return fault(state.has_passed(expiry_s), Status.EXPIRY_PAST) | fault(
        expiry_s > longest, Status.EXPIRY_TOO_FAR
    )


def expiry_of(state: State, expiry_s: int) -> int:
    """The second after which it expires."""
    return expiry_s or state.now_s + state.roster.rules.pending_life_s_max


def asset_faults(state: State, number: int, money: bool | None, *unknown: Status) -> Faults:
    """Whether the asset is unknown (``unknown``), was merged away, or is of the wrong sort (None: either)."""
    asset = state.assets.get(number)
    if asset is None:
        return set(unknown)
    return (
        fault(asset.merged_into != 0, Status.ASSET_MERGED)
        | fault(money is False and asset.money, Status.NOT_A_SECURITY)
        | fault(money is True and not asset.money, Status.NOT_MONEY)
    )


def known(table: Mapping[int, object], number: int, status: Status) -> Faults:
    """``status`` unless ``number`` is in ``table``."""
    return fault(number not in table, status)


#: What a record bears that moved something.
MOVED: Faults = {Status.SETTLED}
DONE: Faults = {Status.DONE}
UNLINKABLE = frozenset({Kind.DELIVER, Kind.RECEIVE, Kind.CANCEL})
