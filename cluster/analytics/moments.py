"""Moments of the past: a commit, a time, a business date; each is a place between two movements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

import numpy as np

from actors.ledger.layout import Rows
from actors.ledger.movements import CLOSED, OPENED
from cluster.analytics.history import History
from cluster.analytics.problems import UnknownMoment

#: Commit number; date or time as such or as ISO text. None: now.
Moment = int | str | date | datetime | None
#: Times without a zone are the market's: UTC+8.
MARKET_ZONE: Final = timezone(timedelta(hours=8))
_SECOND_MS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Cut:
    """The past up to, but not including, movement ``index`` of a history. ``commit`` and ``time_ms`` say when."""

    index: int
    commit: int
    time_ms: int

    @property
    def time(self) -> str:
        """ISO time in the market's zone."""
        return iso_time(self.time_ms)


def iso_time(time_ms: int) -> str:
    """Milliseconds since 1970 as ISO text in the market's zone."""
    return datetime.fromtimestamp(time_ms // _SECOND_MS, MARKET_ZONE).isoformat()


def end_of(history: History, moment: Moment, now_ms: int) -> Cut:
    """Where ``moment`` ends: after all of a commit; after what bears a time; at the close of a business date.

    A date on which no business was open ends as the last business date before it did. A market that knows no
    business dates has calendar days.

    Raises:
        UnknownMoment: it is none, or lies in the future, before the market, or before what is kept.
    """
    if moment is None:
        return Cut(history.movements.size, history.commit, history.time_ms)
    value = read_moment(moment)
    if isinstance(value, datetime):
        time_ms = _in_the_past(value, now_ms)
        index = _after(history.movements["time_ms"], time_ms)
        _not_before(history, str(moment), time_ms)
    elif isinstance(value, date):
        index, time_ms = _end_of_date(history, value, now_ms)
    else:
        _check_commit(history, value)
        index = _after(history.movements["commit"], value)
        time_ms = _time_at(history, index)
    return Cut(_kept(history, moment, index), _commit_at(history, value, index), time_ms)


def start_of(history: History, moment: Moment, now_ms: int) -> Cut:
    """Where ``moment`` begins: before the first movement of a commit, at a time, after the business date before.

    Raises:
        UnknownMoment: as :func:`end_of`.
    """
    if moment is None:
        return Cut(0, history.whole_from, _time_at(history, 0))
    value = read_moment(moment)
    end_of(history, moment, now_ms)
    if isinstance(value, datetime):
        index = _before(history.movements["time_ms"], _in_the_past(value, now_ms))
    elif isinstance(value, date):
        index = _start_of_date(history, value)
    else:
        index = _before(history.movements["commit"], value)
    commit = int(history.movements["commit"][index - 1]) if index else history.whole_from
    return Cut(index, commit, _time_at(history, index))


def read_moment(moment: int | str | date | datetime) -> int | date | datetime:
    """A commit number, a date (never a datetime), or a datetime with its zone.

    Raises:
        UnknownMoment: neither.
    """
    value = moment
    if isinstance(value, str):
        try:
            value = (
                date.fromisoformat(value) if "T" not in value and " " not in value.strip() else _time(value)
            )
        except ValueError:
            raise _no_moment(moment) from None
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=MARKET_ZONE)
    if isinstance(value, bool) or not isinstance(value, int | date):
        raise _no_moment(moment)
    return value


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text.strip())


def _no_moment(moment: object) -> UnknownMoment:
    return UnknownMoment(
        f"{moment!r} is no moment: give a commit number, a date as '2026-03-23' or a time as '2026-03-23T10:30'"
    )


def _in_the_past(value: datetime, now_ms: int) -> int:
    time_ms = int(value.timestamp() * _SECOND_MS)
    if time_ms > now_ms:
        raise UnknownMoment(f"{value.isoformat()} lies in the future; it is {iso_time(now_ms)} now")
    return time_ms


def _check_commit(history: History, number: int) -> None:
    if number > history.commit:
        raise UnknownMoment(f"commit {number} has not happened yet; the newest is {history.commit}")
    if number < 1:
        raise UnknownMoment(f"commit {number} is before the market began; the first commit is 1")


def _not_before(history: History, moment: str, time_ms: int) -> None:
    if history.movements.size and time_ms < int(history.movements["time_ms"][0]) and not history.whole_from:
        began = iso_time(int(history.movements["time_ms"][0]))
        raise UnknownMoment(f"{moment} is before the market began; its history begins at {began}")


def _kept(history: History, moment: object, index: int) -> int:
    """``index``, unless it is before what is kept."""
    number = read_moment(moment)  # type: ignore[arg-type]
    commit = number if isinstance(number, int) else None
    if history.whole_from and (index == 0 if commit is None else commit < history.whole_from):
        raise UnknownMoment(
            f"{moment} is before the history that any node keeps, which begins after commit {history.whole_from}; "
            "look into an export that was made earlier, or restore a node's volumes of history from a copy"
        )
    return index


def _end_of_date(history: History, day: date, now_ms: int) -> tuple[int, int]:
    """Index behind what belongs to ``day``, and when it ended."""
    dates = _dates(history)
    number = day.year * 10_000 + day.month * 100 + day.day
    if dates.size == 0:
        end = datetime.combine(day, time.max, MARKET_ZONE)
        if datetime.combine(day, time.min, MARKET_ZONE).timestamp() * _SECOND_MS > now_ms:
            raise UnknownMoment(f"{day} lies in the future; it is {iso_time(now_ms)} now")
        time_ms = int(end.timestamp() * _SECOND_MS)
        _not_before(history, str(day), time_ms)
        return _after(history.movements["time_ms"], time_ms), min(time_ms, history.time_ms)
    places = history.movements["reference"][dates]
    if number > int(places[-1]):
        raise UnknownMoment(f"{day} lies in the future; the newest business date is {_iso(int(places[-1]))}")
    if number < int(places[0]):
        raise UnknownMoment(
            f"{day} is before the first business date, {_iso(int(places[0]))}; give a commit number or a time"
        )
    last = dates[int(np.searchsorted(places, number, side="right")) - 1]
    if history.movements["kind"][last] == OPENED:
        return history.movements.size, history.time_ms
    return int(last) + 1, int(history.movements["time_ms"][last])


def _start_of_date(history: History, day: date) -> int:
    dates = _dates(history)
    if dates.size == 0:
        midnight = datetime.combine(day, time.min, MARKET_ZONE)
        return _before(history.movements["time_ms"], int(midnight.timestamp() * _SECOND_MS))
    number = day.year * 10_000 + day.month * 100 + day.day
    places = history.movements["reference"][dates]
    earlier = dates[(places < number) & (history.movements["kind"][dates] == CLOSED)]
    return int(earlier[-1]) + 1 if earlier.size else 0


def _dates(history: History) -> Rows:
    """Where business dates opened and closed; their numbers ascend."""
    return np.flatnonzero(np.isin(history.movements["kind"], (OPENED, CLOSED)))


def business_dates(history: History, index: Rows) -> list[str]:
    """The business date (ISO, or empty) that was last opened at each of these movements."""
    opened = np.flatnonzero(history.movements["kind"] == OPENED)
    at: Rows = np.searchsorted(opened, index, side="right") - 1
    names = [_iso(one) for one in history.movements["reference"][opened].tolist()]
    return [names[int(one)] if one >= 0 else "" for one in at]


def _iso(number: int) -> str:
    return date(number // 10_000, number // 100 % 100, number % 100).isoformat()


def _after(values: Rows, value: int) -> int:
    return int(np.searchsorted(values, values.dtype.type(value), side="right"))


def _before(values: Rows, value: int) -> int:
    return int(np.searchsorted(values, values.dtype.type(value), side="left"))


def _time_at(history: History, index: int) -> int:
    """When the movement before ``index`` happened."""
    if history.movements.size == 0:
        return history.time_ms
    return int(history.movements["time_ms"][max(index - 1, 0)])


def _commit_at(history: History, value: object, index: int) -> int:
    if isinstance(value, int):
        return value
    return int(history.movements["commit"][index - 1]) if index else history.whole_from
