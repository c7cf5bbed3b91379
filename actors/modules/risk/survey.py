"""The survey: at the close of each business date, and on command, every instance is measured against its thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from actors.ledger.business.assets import ASSETS_MAX
from actors.modules.instances import admission
from actors.modules.instances.module import Instances
from actors.modules.instances.state import Standing
from actors.modules.instruments.module import Instruments
from actors.modules.instruments.state import Instrument
from actors.modules.risk import figures
from actors.modules.risk.book import books_of, value, watching
from actors.modules.risk.commands import Scope
from actors.modules.risk.figures import Holdings
from actors.modules.risk.parameters import WHOLE
from actors.modules.risk.state import Level, Outcomes, Reading, Subject, Watched
from actors.modules.risk.warned import Finding, refresh, thresholds
from actors.modules.settlement.books import Books
from actors.modules.trading.module import Trading

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def instances_watched(ledger: Ledger) -> tuple[int, ...]:
    """The market without a platform, and every platform that uses the module and was not closed."""
    module = ledger.find_module(Instances)
    found = [one.number for one in module.instances if one.standing != Standing.CLOSED] if module else []
    return (admission.MARKET, *(one for one in found if watching(ledger, one) is not None))


def survey(ledger: Ledger, instances: Iterable[int]) -> None:
    """Measure these instances. Where no bond has terms there is nothing to measure."""
    module = ledger.find_module(Instruments)
    every = {one.asset: one for one in module.terms} if module else {}
    held = figures.holdings(ledger, every) if every else None
    for instance in instances:
        terms = _terms_of(ledger, instance, every)
        _watch_fails(ledger, instance)
        if held is not None:
            _watch_issues(ledger, instance, terms, held)
            _watch_portfolios(ledger, instance, terms, held)
            _watch_maturities(ledger, instance, terms)
        _take_reading(ledger, instance, terms, held)


def _terms_of(ledger: Ledger, instance: int, every: dict[int, Instrument]) -> dict[int, Instrument]:
    known = admission.find(ledger, instance)
    if known is None or not known.plan.assets:
        return every
    return {asset: every[asset] for asset in known.plan.assets if asset in every}


def _watch_issues(ledger: Ledger, instance: int, terms: dict[int, Instrument], held: Holdings) -> None:
    """One owner's share of one issue. Few lines reach the threshold, and those are reckoned exactly."""
    lowest = min(thresholds(ledger, instance, Watched.ISSUE_SHARE))
    issued = np.zeros(ASSETS_MAX + 1, np.int64)
    for asset in terms:
        known = ledger.asset(asset)
        issued[asset] = known.issued if known is not None else 0
    near = held.units >= issued[held.asset] // WHOLE * min(lowest, WHOLE)
    found: list[Finding] = []
    for at in near.nonzero()[0].tolist():
        owner, asset = int(held.owner[at]), int(held.asset[at])
        share = int(held.units[at]) * WHOLE // int(issued[asset]) if asset in terms else 0
        if share >= lowest:
            found.append(Finding(Subject(owner=owner, asset=asset), share))
    refresh(ledger, instance, Watched.ISSUE_SHARE, found)


def _watch_portfolios(ledger: Ledger, instance: int, terms: dict[int, Instrument], held: Holdings) -> None:
    """One issuer's share of a portfolio, and leverage: bonds held over bonds that are not pledged."""
    of_instance = _only(held, terms)
    issuers = {asset: one.issuer for asset, one in terms.items()}
    lines = figures.portfolios(of_instance, issuers, value(ledger, instance, "portfolio_floor_fen"))
    shares = [
        Finding(Subject(owner=one.owner, name=one.issuer), one.largest * WHOLE // one.face) for one in lines
    ]
    leverages = [
        Finding(Subject(owner=one.owner), one.face * WHOLE // max(1, one.face - one.pledged)) for one in lines
    ]
    for watched, found in ((Watched.PORTFOLIO_SHARE, shares), (Watched.LEVERAGE, leverages)):
        _refresh(ledger, instance, watched, found)


def _only(held: Holdings, terms: dict[int, Instrument]) -> Holdings:
    wanted = np.isin(held.asset, sorted(terms))
    return held if wanted.all() else Holdings(*(part[wanted] for part in held))


def _watch_maturities(ledger: Ledger, instance: int, terms: dict[int, Instrument]) -> None:
    last = _month_after(ledger.business_date // 100, value(ledger, instance, "maturity_months"))
    floor = value(ledger, instance, "maturity_floor_fen")
    found = [
        Finding(Subject(name=one.issuer, other=one.month), one.due * WHOLE // one.outstanding)
        for one in figures.walls(ledger, terms, last)
        if one.due >= floor
    ]
    _refresh(ledger, instance, Watched.MATURITY_WALL, found)


def _month_after(month: int, months: int) -> int:
    """The month (YYYYMM) so many months later."""
    number = month // 100 * 12 + month % 100 - 1 + months
    return number // 12 * 100 + number % 12 + 1


def _watch_fails(ledger: Ledger, instance: int) -> None:
    """Of what settled or failed today, the share that failed; what is carried over to the next date failed too."""
    settled, failed = outcomes(ledger, instance)
    found = [Finding(Subject(), failed * WHOLE // (settled + failed))] if failed else []
    _refresh(ledger, instance, Watched.FAILS, found)


def outcomes(ledger: Ledger, instance: int) -> tuple[int, int]:
    """How many instructions of the instance settled and failed on the business date."""
    known = books_of(ledger).outcomes.get(instance) or Outcomes(instance, 0, 0)
    books = ledger.find_module(Books)
    carried = sum(
        one.lives and one.failed_date == ledger.business_date and one.terms.instance == instance
        for one in (books.instructions if books else ())
    )
    return known.settled, known.failed + carried


def _refresh(ledger: Ledger, instance: int, watched: Watched, found: list[Finding]) -> None:
    lowest = min(thresholds(ledger, instance, watched))
    refresh(ledger, instance, watched, [one for one in found if one.value >= lowest])


def _take_reading(ledger: Ledger, instance: int, terms: dict[int, Instrument], held: Holdings | None) -> None:
    book, date = books_of(ledger), ledger.business_date
    holders, largest = figures.holders(_only(held, terms)) if held is not None else (0, 0)
    total = sum(figures.outstanding(ledger, asset) for asset in terms)
    last = _month_after(date // 100, 12)
    due = sum(one.due for one in figures.walls(ledger, terms, last)) if terms else 0
    levels = Counter(
        book.warnings[number].level for (where, _, _), number in book.standing.items() if where == instance
    )
    top = largest * WHOLE // total if total else 0
    book.readings.put(
        Reading(
            date,
            instance,
            ledger.time_ms,
            len(terms),
            total,
            holders,
            top,
            due,
            _turnover(ledger, instance),
            *outcomes(ledger, instance),
            *(levels[level] for level in Level),
        )
    )


def _turnover(ledger: Ledger, instance: int) -> int:
    """Cash of the day's deals, each counted once."""
    if ledger.find_module(Trading) is None:
        return 0
    known = books_of(ledger).uses.get((instance, int(Scope.PLATFORM), 0, 0))
    return known.bought if known else 0
