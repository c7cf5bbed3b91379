"""Warnings are raised, change and clear by what is measured: one open warning for each thing it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from msgspec import structs

from actors.modules.dates import number_of, read_date
from actors.modules.risk import measures
from actors.modules.risk.book import RiskBook, books_of, value, watching
from actors.modules.risk.parameters import INDICATORS
from actors.modules.risk.state import Level, Subject, Warned, WarningStanding, Watched

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


class Finding(NamedTuple):
    """Something measured: ``value`` in the unit of its indicator."""

    subject: Subject
    value: int


def thresholds(ledger: Ledger, instance: int, watched: Watched) -> tuple[int, ...]:
    """Values from which the instance warns: yellow, orange, red. The highest level that is reached counts."""
    name = watched.name.lower()
    levels = [value(ledger, instance, f"{name}_{level.name.lower()}") for level in Level]
    return tuple(levels)


def refresh(ledger: Ledger, instance: int, watched: Watched, findings: Sequence[Finding]) -> None:
    """Raise what was found, the gravest first; what was open and is not found any more has cleared.

    ``findings``: all that reach a threshold; more than the instance's ``findings_max`` are passed over.
    """
    book = books_of(ledger)
    most = value(ledger, instance, "findings_max")
    gravest = sorted(findings, key=lambda one: (-one.value, one.subject))[:most]
    for one in gravest:
        measured(ledger, instance, watched, one)
    still = {one.subject for one in findings}
    gone = [
        number
        for (where, what, subject), number in sorted(book.standing.items())
        if (where, what) == (instance, watched) and subject not in still
    ]
    for number in gone:
        _clear(ledger, book.warnings[number])
    if gone:
        _take_again(ledger, instance)


def measured(ledger: Ledger, instance: int, watched: Watched, found: Finding) -> None:
    """One thing was measured: its warning is raised, changes, or clears."""
    book = watching(ledger, instance)
    if book is None:
        return
    limits = thresholds(ledger, instance, watched)
    level = max((at for at, one in enumerate(limits, 1) if found.value >= one), default=0)
    number = book.standing.get((instance, int(watched), found.subject))
    if number is not None:
        one = book.warnings[number]
        if level:
            _change(ledger, one, Level(level), found.value, limits[level - 1])
        else:
            _clear(ledger, one)
            _take_again(ledger, instance)
    elif level and not (book.warnings.is_full and not _make_room(book)):
        _raise(ledger, book, instance, watched, found, Level(level), limits[level - 1])


def _raise(
    ledger: Ledger,
    book: RiskBook,
    instance: int,
    watched: Watched,
    found: Finding,
    level: Level,
    threshold: int,
) -> None:
    now, about = ledger.time_ms, found.subject
    one = Warned(
        book.next("warning"),
        instance,
        watched,
        about.owner,
        about.asset,
        about.name,
        about.other,
        level,
        found.value,
        threshold,
        now,
        now,
    )
    book.standing[one.identity] = one.number
    book.warnings.put(_with_measures(ledger, one))


def _change(ledger: Ledger, one: Warned, level: Level, found: int, threshold: int) -> None:
    """A warning that gets worse, or comes back, waits for handling again; one that gets better does not."""
    again = level > one.level or one.cleared_ms > 0
    same = (level, found, one.cleared_ms) == (one.level, one.value, 0)
    changed = structs.replace(
        one,
        level=level,
        value=found,
        threshold=threshold,
        changed_ms=one.changed_ms if same else ledger.time_ms,
        standing=WarningStanding.RAISED if again else one.standing,
        cleared_ms=0,
    )
    if one.measures & ~_wanted(ledger, changed):
        measures.lift(ledger, one)
    books_of(ledger).warnings.put(_with_measures(ledger, changed))


def _with_measures(ledger: Ledger, one: Warned) -> Warned:
    wanted = _wanted(ledger, one)
    return structs.replace(one, measures=measures.take(ledger, one, wanted) if wanted else 0)


def _wanted(ledger: Ledger, one: Warned) -> int:
    """Bits of the measures that the instance takes by itself at the warning's level."""
    if one.level < Level.RED or one.cleared_ms:
        return 0
    return value(ledger, one.instance, f"{Watched(one.watched).name.lower()}_measures")


def _clear(ledger: Ledger, one: Warned) -> None:
    """The value has fallen below every threshold: its measures end; it is still to be handled and evaluated."""
    if one.cleared_ms:
        return
    measures.lift(ledger, one)
    now = ledger.time_ms
    books_of(ledger).warnings.put(structs.replace(one, cleared_ms=now, changed_ms=now, measures=0))


def close(ledger: Ledger, one: Warned) -> None:
    """The warning has been evaluated and ends, its measures with it."""
    book = books_of(ledger)
    measures.lift(ledger, one)
    del book.standing[one.identity]
    book.warnings.put(structs.replace(one, measures=0, standing=WarningStanding.CLOSED))
    _take_again(ledger, one.instance)


def _take_again(ledger: Ledger, instance: int) -> None:
    """What another warning still asks for stands on in its name."""
    book = books_of(ledger)
    for (where, _, _), number in sorted(book.standing.items()):
        if where == instance and book.warnings[number].measures:
            book.warnings.put(_with_measures(ledger, book.warnings[number]))


def _make_room(book: RiskBook) -> bool:
    """Whether there is room once the oldest evaluated warning has left."""
    oldest = next((one for one in book.warnings if one.standing == WarningStanding.CLOSED), None)
    if oldest is not None:
        book.warnings.drop(oldest.number)
    return oldest is not None


def forget(ledger: Ledger) -> None:
    """Warnings that were evaluated, and readings that were taken, long ago leave the shelves."""
    book, today = books_of(ledger), read_date(ledger.business_date)
    for one in book.warnings:
        kept_ms = value(ledger, one.instance, "kept_days") * 86_400_000
        if one.standing == WarningStanding.CLOSED and one.evaluated_ms + kept_ms < ledger.time_ms:
            book.warnings.drop(one.number)
    for reading in book.readings:
        kept = timedelta(days=value(ledger, reading.instance, "kept_days"))
        if reading.date < number_of(today - kept):
            book.readings.drop((reading.date, reading.instance))


assert set(INDICATORS) == set(Watched), "every indicator has thresholds"
