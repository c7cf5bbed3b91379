"""The events that a bond's terms promise. Pure: terms in, events out; dates as the terms say them, not rolled."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from actors.modules.corporate.commands import Right
from actors.modules.corporate.state import Event, Pays, Service
from actors.modules.dates import add_months, number_of, read_date
from actors.modules.instruments.accrual import anniversary_years
from actors.modules.instruments.commands import CouponType
from actors.modules.instruments.state import Instrument

#: Price of all that is left: in millionths of the face.
PAR = 1_000_000


class CouponPeriod(NamedTuple):
    """A period of interest, as the terms say it, and the part of a year that it earns."""

    start: date
    due: date
    years: Fraction


def coupon_periods(instrument: Instrument) -> list[CouponPeriod]:
    """All periods of interest, ascending. Regular ones are counted back from maturity; a short first one earns its days
    over those of a regular one (ACT/ACT)."""
    dated, maturity = read_date(instrument.dated), read_date(instrument.maturity)
    if instrument.coupon_type == CouponType.DISCOUNT:
        return []
    if instrument.coupon_type == CouponType.SIMPLE:
        return [CouponPeriod(dated, maturity, anniversary_years(dated, maturity))]
    months, found, back = 12 // instrument.frequency, [], 0
    while True:
        due, regular = add_months(maturity, -months * back), add_months(maturity, -months * (back + 1))
        part = Fraction((due - max(regular, dated)).days, (due - regular).days)
        found.append(CouponPeriod(max(regular, dated), due, part * Fraction(1, instrument.frequency)))
        if regular <= dated:
            return found[::-1]
        back += 1


def events_of(instrument: Instrument, service: Service, after: int) -> list[Event]:
    """Every event that falls due after the day ``after`` (YYYYMMDD), numbered from 1 in the order of days and kinds."""
    floats = instrument.coupon_type == CouponType.FLOATING
    found: list[tuple[int, Pays, int, int, Fraction]] = []
    for period in coupon_periods(instrument):
        later = floats and number_of(period.start) > after
        rate = 0 if later else instrument.coupon_micro
        found.append((number_of(period.due), Pays.COUPON, number_of(period.start), rate, period.years))
    found += [(one.due, Pays.REPAYMENT, 0, one.share_micro, Fraction(0)) for one in service.repayments]
    found += [
        (one.due, Pays.PUT, 0, one.price_micro, Fraction(0))
        for one in service.options
        if one.right == Right.PUT
    ]
    found.append((instrument.maturity, Pays.REDEMPTION, 0, PAR, Fraction(0)))
    return [
        Event(service.asset, number, pays, start, due, rate, years.numerator, years.denominator)
        for number, (due, pays, start, rate, years) in enumerate(
            sorted(one for one in found if one[0] > after), 1
        )
    ]


def fen_a_unit(event: Event, face_fen: int, first_face_fen: int) -> Fraction:
    """What one unit earns, exact. ``face_fen``: face of a unit as it is, ``first_face_fen``: as it was at first."""
    if event.pays == Pays.COUPON:
        return Fraction(face_fen * event.rate_micro, PAR) * Fraction(event.years_over, event.years_under)
    return Fraction((first_face_fen if event.pays == Pays.REPAYMENT else face_fen) * event.rate_micro, PAR)
