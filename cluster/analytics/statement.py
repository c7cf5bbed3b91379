"""Statement (对账单) of one account for a period, and the data of a holding certificate (持有证明)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from actors.ledger.layout import Rows
from actors.ledger.movements import FACE
from actors.ledger.records import GATEWAY_SHIFT
from cluster.analytics.history import History
from cluster.analytics.libraries import library
from cluster.analytics.moments import Cut, business_dates, iso_time
from cluster.analytics.words import class_name, headings, kind_name

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "asset",
    "line",
    "commit",
    "time",
    "business_date",
    "kind",
    "reference",
    "contra_gateway",
    "contra",
    "available",
    "earmarked",
    "balance_available",
    "balance_earmarked",
    "face_cny",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``line``: opening, movement or closing; ``available`` and ``earmarked`` are what it changes, the
    balances what there is after it, in units (money: fen); ``face_fen``: face of the whole balance then. Where the face
    of a unit changed (kind FACE) while it was held, a line tells the new one."""

    asset: str
    line: str
    commit: int
    time: str
    business_date: str
    kind: str
    reference: int
    contra_gateway: str
    contra: int
    available: int
    earmarked: int
    balance_available: int
    balance_earmarked: int
    face_fen: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What happened on one account from ``first`` to ``last``: of each asset an opening line, every movement, a
    closing line."""

    account: int
    owner: str
    gateway: str
    class_: str
    first: Cut
    last: Cut
    lines: tuple[Line, ...]

    def balance(self, asset: str, line: str = "closing") -> tuple[int, int]:
        """Available and earmarked of an asset in its ``opening`` or ``closing`` line; zeros where it has none."""
        for one in self.lines:
            if one.asset == asset and one.line == line:
                return one.balance_available, one.balance_earmarked
        return 0, 0

    def frame(self, language: str = "en") -> pd.DataFrame:
        """The lines as a DataFrame (``COLUMNS``); ``face_cny`` is a Decimal.

        Raises:
            NotInstalled: pandas is not.
        """
        data: dict[str, list[Any]] = {name: [] for name in COLUMNS}
        for one in self.lines:
            for name in COLUMNS[:-1]:
                data[name].append(getattr(one, name))
            data["face_cny"].append(yuan(one.face_fen))
        for name in ("line", "kind"):
            data[name] = headings(data[name], language)
        frame: pd.DataFrame = library("pandas").DataFrame(data)
        frame.columns = headings(frame.columns, language)
        return frame

    def _repr_html_(self) -> str:
        period = f"{self.first.time} – {self.last.time}"
        return f"<b>{self.gateway} {self.account}</b> {period}{self.frame()._repr_html_()}"  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class HoldingCertificate:
    """What one account held at a moment: (asset, available, earmarked, face in fen), by code."""

    account: int
    owner: str
    gateway: str
    class_: str
    at: Cut
    holdings: tuple[tuple[str, int, int, int], ...]

    def data(self) -> dict[str, Any]:
        """As JSON takes it: ISO time, amounts as text."""
        return {
            "account": str(self.account),
            "owner": self.owner,
            "gateway": self.gateway,
            "class": self.class_,
            "as_of": self.at.time,
            "commit": self.at.commit,
            "holdings": [
                {
                    "asset": asset,
                    "available": str(available),
                    "earmarked": str(earmarked),
                    "face_cny": str(yuan(face)),
                }
                for asset, available, earmarked, face in self.holdings
            ],
        }


def yuan(fen: int) -> Decimal:
    """Fen as exact yuan."""
    return Decimal(fen).scaleb(-2)


def statement(history: History, account: int, first: Cut, last: Cut) -> Statement:
    """The statement of ``account`` from ``first`` to ``last``, both places in ``history``.

    Raises:
        UnknownHolder: no such account, or not for this asker.
    """
    row = history.account(account)
    begin, end = first.index, max(first.index, last.index)
    moved = _moved(history, account, begin, end)
    opening = {int(one["asset"]): one for one in _opening(history, account, begin)}
    movements, dates = history.movements[moved], business_dates(history, moved)
    lines: list[Line] = []
    mine = movements["asset"][movements["kind"] != FACE]
    for number in sorted({*opening, *mine.tolist()}, key=lambda one: history.assets[one].code):
        chosen = np.flatnonzero(movements["asset"] == number)
        held = opening.get(number)
        balance = (int(held["available"]), int(held["earmarked"])) if held is not None else (0, 0)
        lines.extend(
            _lines(history, number, balance, moved[chosen], [dates[at] for at in chosen], (first, last))
        )
    gateway, class_ = history.institution(int(row["gateway"])), class_name(int(row["class_"]))
    return Statement(account, f"{int(row['owner']):016x}", gateway, class_, first, last, tuple(lines))


def certificate(history: History, account: int, at: Cut) -> HoldingCertificate:
    """What ``account`` held at ``at``.

    Raises:
        UnknownHolder: no such account, or not for this asker.
    """
    one = statement(history, account, at, at)
    holdings = tuple(
        (line.asset, line.balance_available, line.balance_earmarked, line.face_fen)
        for line in one.lines
        if line.line == "closing"
    )
    return HoldingCertificate(account, one.owner, one.gateway, one.class_, at, holdings)


def _opening(history: History, account: int, index: int) -> Rows:
    """Positions of one account before movement ``index``."""
    later = history.movements[index:]
    mine = later["account"] == np.uint64(account)
    live = history.live[history.live["account"] == np.uint64(account)]
    return replace(history, live=live, movements=later[mine]).positions(0)


def _moved(history: History, account: int, begin: int, end: int) -> Rows:
    """Indices of movements on an account, and of changed faces, between two places in the history."""
    rows = history.movements[begin:end]
    return np.flatnonzero((rows["account"] == np.uint64(account)) | (rows["kind"] == FACE)) + begin


def _lines(
    history: History,
    number: int,
    balance: tuple[int, int],
    moved: Rows,
    dates: list[str],
    period: tuple[Cut, Cut],
) -> list[Line]:
    """All lines of one asset. ``moved``: indices of its movements, ``dates``: the business date of each."""
    code, (available, earmarked) = history.assets[number].code, balance
    places = np.array([period[0].index, *(moved + 1).tolist(), max(period[0].index, period[1].index)])
    faces = history.faces(np.full(places.size, number), places).tolist()

    def bound(line: str, cut: Cut, face_fen: int) -> Line:
        face = (available + earmarked) * face_fen
        ends = (0, "", 0, 0, 0, available, earmarked, face)
        return Line(code, line, cut.commit, cut.time, "", "", *ends)

    lines = [bound("opening", period[0], faces[0])]
    for one, day, face in zip(history.movements[moved], dates, faces[1:-1], strict=True):
        change = (0, 0) if int(one["kind"]) == FACE else (int(one["available"]), int(one["earmarked"]))
        available, earmarked = available + change[0], earmarked + change[1]
        if int(one["kind"]) != FACE or available + earmarked:
            balances = (available, earmarked, (available + earmarked) * face)
            lines.append(Line(code, "movement", *_what(history, one, day), *change, *balances))
    lines.append(bound("closing", period[1], faces[-1]))
    return lines


def _what(history: History, one: Rows, day: str) -> tuple[int, str, str, str, int, str, int]:
    """Commit, time, business date, kind, reference and who was at the other end."""
    contra = int(one["contra"])
    return (
        int(one["commit"]),
        iso_time(int(one["time_ms"])),
        day,
        kind_name(int(one["kind"])),
        int(one["reference"]),
        history.institution(contra >> GATEWAY_SHIFT),
        contra if contra & ((1 << GATEWAY_SHIFT) - 1) else 0,
    )


__all__ = ["COLUMNS", "HoldingCertificate", "Line", "Statement", "certificate", "statement", "yuan"]
