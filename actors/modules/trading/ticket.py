"""What may be traded at a venue: which bonds, in which lots, at which prices, for which days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import why_no_asset
from actors.ledger.layout import AssetKind
from actors.ledger.status import Status
from actors.modules.corporate.business_days import BusinessDays, NoCalendar
from actors.modules.corporate.module import Corporate
from actors.modules.dates import DateProblem, read_date
from actors.modules.instances import admission
from actors.modules.instruments.module import code_at, instrument_of
from actors.modules.price import PRICE_SCALE
from actors.modules.trading.commands import Market, Mode, Ticket
from actors.modules.trading.rules import TradingRules
from actors.modules.trading.state import Venue

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Highest clean price: 1,000 yuan per 100.
PRICE_MAX: Final = 1_000 * PRICE_SCALE
_MARKETS: Final = {int(Market.INTERBANK): "interbank", int(Market.EXCHANGE): "exchange"}
_MODES: Final = {int(Mode.RFQ): "rfq", int(Mode.CLICK): "click", int(Mode.NEGOTIATED): "negotiated"}
_FIELDS: Final = ("face_min_fen", "face_step_fen", "tick", "settle_days_max")


def rules_of(ledger: Ledger, venue: Venue, mode: Mode) -> TradingRules:
    """The rules in force: the venue's own, or those of the instance's parameters for its market."""
    for one in venue.own:
        if one.mode == mode:
            return one.rules
    way = f"trading.{_MARKETS[venue.market]}_{_MODES[mode]}"
    return TradingRules(*(admission.value(ledger, venue.instance, f"{way}_{field}") for field in _FIELDS))


def why_not_bond(ledger: Ledger, venue: Venue, asset: int, cash: int) -> list[Status]:
    """Why the venue does not trade this bond against this money."""
    faults = why_no_asset(ledger, asset)
    known, money = ledger.asset(asset), ledger.asset(cash)
    if known is not None:
        if known.kind != AssetKind.SECURITY:
            faults.append(Status.NOT_A_SECURITY)
        elif not known.listed:
            faults.append(Status.NOT_LISTED)
        if instrument_of(ledger, asset) is None:
            faults.append(Status.TERMS_UNKNOWN)
        elif not code_at(ledger, asset, venue.venue):
            faults.append(Status.CODE_UNKNOWN)
    if money is None:
        faults.append(Status.CASH_UNKNOWN)
    elif money.kind != AssetKind.MONEY:
        faults.append(Status.NOT_MONEY)
    return faults


def why_not_quantity(ledger: Ledger, rules: TradingRules, asset: int, quantity: int) -> list[Status]:
    """Why this many units are no lot."""
    if quantity <= 0:
        return [Status.QUANTITY_ZERO if quantity == 0 else Status.QUANTITY_NEGATIVE]
    known = ledger.asset(asset)
    if known is None:
        return []
    face, faults = quantity * known.face_fen, []
    if face < rules.face_min_fen:
        faults.append(Status.LOT_TOO_SMALL)
    if face % rules.face_step_fen:
        faults.append(Status.LOT_OFF_STEP)
    return faults


def why_not_price(rules: TradingRules, price: int) -> list[Status]:
    """Why this is no clean price."""
    if not 0 < price <= PRICE_MAX:
        return [Status.PRICE_INVALID]
    return [Status.PRICE_OFF_TICK] if price % rules.tick else []


def why_not_day(ledger: Ledger, venue: Venue, rules: TradingRules, asset: int, day: int) -> list[Status]:
    """Why a deal made now does not settle on ``day`` (YYYYMMDD)."""
    try:
        settles = read_date(day)
    except DateProblem:
        return [Status.DATE_INVALID]
    faults: list[Status] = []
    known = instrument_of(ledger, asset)
    if known is not None and not known.dated <= day < known.maturity:
        faults.append(Status.BOND_NOT_ALIVE)
    if not ledger.date_open:
        return [*faults, Status.NO_TRADING_DATE]
    today = read_date(ledger.business_date)
    if not _settles_then(ledger, venue, rules.settle_days_max, today, settles):
        faults.append(Status.SETTLEMENT_DAY_INVALID)
    kind = "cutoff_today_s" if settles == today else "cutoff_s"
    last_s = admission.value(ledger, venue.instance, f"trading.{_MARKETS[venue.market]}_{kind}")
    if admission.second_of_day(ledger) > last_s:
        faults.append(Status.AFTER_CUT_OFF)
    return faults


def _settles_then(ledger: Ledger, venue: Venue, days_max: int, today: date, settles: date) -> bool:
    """Whether ``settles`` is today, or a business day of the venue's market at most ``days_max`` of them later.

    Without a calendar on the ledger, it may lie so many times ``gap_days_max`` calendar days ahead.
    """
    if settles <= today:
        return settles == today
    try:
        if ledger.find_module(Corporate) is not None:
            days = BusinessDays(ledger, venue.market)
            return settles <= days.advance(today, days_max) and days.is_open(settles)
    except NoCalendar:
        pass
    gap = admission.value(ledger, venue.instance, "trading.gap_days_max")
    return settles <= today + timedelta(days=gap * days_max)


def why_not_ticket(ledger: Ledger, venue: Venue, mode: Mode, ticket: Ticket) -> list[Status]:
    """Every reason why the venue does not trade so."""
    rules = rules_of(ledger, venue, mode)
    return [
        *why_not_bond(ledger, venue, ticket.asset, ticket.cash),
        *why_not_quantity(ledger, rules, ticket.asset, ticket.quantity),
        *why_not_price(rules, ticket.price),
        *why_not_day(ledger, venue, rules, ticket.asset, ticket.day),
    ]
