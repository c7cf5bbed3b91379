"""The result of an issue: coupon or price, who was allotted how much, which duties were missed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from actors.modules.issuance.auction import UNIT, Conduct, Fate, Line, Method, Outcome, conclude
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import CLASS_A
from actors.modules.issuance.issue import changed, lot, value
from actors.modules.issuance.own_yield import PAR, amount_at, periods_of, price_at
from actors.modules.issuance.parameters import SHARE
from actors.modules.issuance.sealing import SheetLine
from actors.modules.issuance.share import share
from actors.modules.issuance.state import (
    BID_TOO_LITTLE,
    WON_TOO_LITTLE,
    Allotment,
    Bid,
    Issue,
    OpenedLine,
    Payment,
    Result,
    Stage,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

Opened = Sequence[tuple[Bid, tuple[SheetLine, ...]]]


class _Count(NamedTuple):
    """What one member bid and won. Units; ``fen``: what the competitive part costs."""

    bid: int = 0
    competitive: int = 0
    noncompetitive: int = 0
    fen: int = 0


def allot(ledger: Ledger, one: Issue, opened: Opened) -> set[int]:
    """Write the result of these sheets (in order of members) to the shelves; the institutions that won something."""
    sheets = sorted(opened, key=lambda pair: pair[0].serial)
    free = _noncompetitive(ledger, one, sheets)
    lines = [
        Line(bid.institution, line.value, line.units, 0)
        for bid, lines in sheets
        for line in lines
        if line.value
    ]
    lines = [line._replace(serial=at) for at, line in enumerate(lines)]
    outcome = conclude(lines, _conduct(ledger, one, one.terms.offered - sum(free.values())))
    if not outcome.won:
        books_of(ledger).issues.put(changed(one, stage=Stage.FAILED))
        free = {}
    else:
        books_of(ledger).issues.put(_with_result(one, outcome))
    _write_lines(ledger, one, outcome, sheets, free)
    counts = _counts(one, outcome, sheets, free)
    _write_allotments(ledger, books_of(ledger).issues[one.number], counts)
    return {institution for institution, count in counts.items() if count.competitive + count.noncompetitive}


def _conduct(ledger: Ledger, one: Issue, offered: int) -> Conduct:
    terms, limits = one.terms, one.terms.limits
    method, bond = Method(terms.method), terms.bond
    periods = periods_of(bond) if method is Method.MODIFIED_YIELD else 0
    price = partial(price_at, periods=periods, frequency=bond.frequency, unit=UNIT)
    lots = lot(ledger, one.instance, bond.face_fen)
    return Conduct(method, offered, lots, limits.tick, limits.bid_ticks, limits.win_ticks, price)


def _noncompetitive(ledger: Ledger, one: Issue, sheets: Opened) -> dict[int, int]:
    """Units of non-competitive bids that are filled, by member: before all others, pro rata when over the limit."""
    wanted = {bid.institution: line.units for bid, lines in sheets for line in lines if not line.value}
    lots = lot(ledger, one.instance, one.terms.bond.face_fen)
    parts = share(one.terms.noncompetitive, list(wanted.values()), lots)
    return dict(zip(wanted, parts, strict=True))


def _with_result(one: Issue, outcome: Outcome) -> Issue:
    by_yield = Method(one.terms.method).by_yield
    result = Result(
        outcome.value,
        outcome.average.numerator,
        outcome.average.denominator,
        outcome.marginal,
        outcome.marginal_bid,
        outcome.marginal_won,
        sum(award.line.units for award in outcome.awards),
        outcome.won,
    )
    return changed(
        one,
        stage=Stage.ALLOTTED,
        result=result,
        coupon=outcome.value if by_yield else one.coupon,
        price=PAR if by_yield else outcome.value,
    )


def _write_lines(ledger: Ledger, one: Issue, outcome: Outcome, sheets: Opened, free: dict[int, int]) -> None:
    awards = {(award.line.bidder, award.line.value): award for award in outcome.awards}
    issue, price = one.number, books_of(ledger).issues[one.number].price
    for bid, lines in sheets:
        for at, line in enumerate(lines):
            if line.value:
                award = awards[bid.institution, line.value]
                fate, won, paid = award.fate, award.units, award.price
            else:
                won = free.get(bid.institution, 0)
                fate, paid = Fate.WON if won else Fate.LOST, price if won else 0
            books_of(ledger).lines.put(
                OpenedLine(issue, bid.institution, at, line.value, line.units, fate, won, paid)
            )


def _counts(one: Issue, outcome: Outcome, sheets: Opened, free: dict[int, int]) -> dict[int, _Count]:
    face = one.terms.bond.face_fen
    counts = {member.institution: _Count() for member in one.terms.underwriters}
    for bid, lines in sheets:
        total = sum(line.units for line in lines if line.value)
        counts[bid.institution] = _Count(total, 0, free.get(bid.institution, 0))
    for award in outcome.awards:
        count = counts[award.line.bidder]
        counts[award.line.bidder] = count._replace(
            competitive=count.competitive + award.units,
            fen=count.fen + amount_at(award.units, face, award.price),
        )
    return counts


def _write_allotments(ledger: Ledger, one: Issue, counts: dict[int, _Count]) -> None:
    """A row for every member that won something or missed a duty."""
    for member in one.terms.underwriters:
        count = counts[member.institution]
        class_ = "a" if member.class_ == CLASS_A else "b"
        duties = 0
        if count.bid * SHARE < one.terms.offered * value(ledger, one.instance, f"bid_duty_{class_}"):
            duties |= BID_TOO_LITTLE
        if count.competitive * SHARE < one.terms.offered * value(ledger, one.instance, f"win_duty_{class_}"):
            duties |= WON_TOO_LITTLE
        fen = count.fen + amount_at(count.noncompetitive, one.terms.bond.face_fen, one.price)
        won = count.competitive + count.noncompetitive
        if won or duties:
            standing = Payment.DUE if won else Payment.NOTHING
            books_of(ledger).allotments.put(
                Allotment(
                    one.number,
                    member.institution,
                    count.competitive,
                    count.noncompetitive,
                    0,
                    fen,
                    standing,
                    duties=duties,
                )
            )
