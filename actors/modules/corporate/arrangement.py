"""Arranging the service of a bond: which events it has, who pays them from where, and by which days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import structs

from actors.ledger.business import coupons
from actors.ledger.business.assets import why_no_asset
from actors.ledger.commands import DeclareCoupon
from actors.ledger.layout import AssetKind
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.bond import RATE_SCALE
from actors.modules.corporate import rates
from actors.modules.corporate.books import books_of
from actors.modules.corporate.business_days import YEARS
from actors.modules.corporate.commands import ArrangeService, Market, Option, Right, Roll
from actors.modules.corporate.schedule import PAR, coupon_periods, events_of
from actors.modules.corporate.state import Service
from actors.modules.corporate.timing import schedule
from actors.modules.dates import DateProblem, number_of, read_date
from actors.modules.instances.admission import why_not_there
from actors.modules.instruments.commands import CouponType
from actors.modules.instruments.module import instrument_of
from actors.modules.instruments.state import Instrument

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Of one bond; a quarterly one of fifty years has 201.
EVENTS_MAX: Final = 1_000
RESET_DAYS_MAX: Final = 30
NOTICE_DAYS_MAX: Final = 365
PRICE_MAX: Final = 2 * PAR


def why_not_arranged(ledger: Ledger, institution: int, command: ArrangeService) -> list[Status]:
    """Every reason why the bond's service is not arranged."""
    books, asset = books_of(ledger), ledger.asset(command.asset)
    faults = why_not_there(
        ledger, command.instance, "corporate", institution, "custodian", asset=command.asset
    )
    # AUTHORISE
    if asset is not None and asset.root != institution:
        faults.append(Status.NOT_THE_ROOT)
    if not ledger.may_debit(institution, command.paying_account):
        faults.append(Status.NO_MANDATE)
    # VALIDATE
    if not ledger.business_date:
        faults.append(Status.DATE_NOT_OPEN)
    faults += why_no_asset(ledger, command.asset)
    if command.asset in books.services:
        faults.append(Status.SERVICED_ALREADY)
    faults += _why_no_money(ledger, command)
    if ledger.roster.institution(command.issuer) is None:
        faults.append(Status.COUNTERPARTY_UNKNOWN)
    ends = ledger.account(command.redemption_account)
    if ends is None or ends.gateway != institution or ends.class_ == Class.OMNIBUS:
        faults.append(Status.REDEMPTION_ACCOUNT_INVALID)
    if command.market not in set(map(int, Market)):
        faults.append(Status.MARKET_UNKNOWN)
    if command.roll not in set(map(int, Roll)):
        faults.append(Status.ROLL_UNKNOWN)
    instrument = instrument_of(ledger, command.asset)
    if instrument is None:
        return [*faults, Status.TERMS_UNKNOWN]
    return faults + _why_not_terms(ledger, instrument, command)


def _why_no_money(ledger: Ledger, command: ArrangeService) -> list[Status]:
    cash, faults = ledger.asset(command.cash), []
    if cash is None:
        faults.append(Status.CASH_UNKNOWN)
    elif cash.kind != AssetKind.MONEY:
        faults.append(Status.NOT_MONEY)
    if ledger.account_row(command.paying_account) < 0:
        faults.append(Status.CONTRA_UNKNOWN)
    return faults


def _why_not_terms(ledger: Ledger, instrument: Instrument, command: ArrangeService) -> list[Status]:
    if instrument.maturity // 10_000 not in YEARS:
        return [Status.TERMS_CANNOT_BE_SERVICED]
    faults, asset = [], ledger.asset(command.asset)
    if not _is_index_placed(instrument, command):
        faults.append(Status.INDEX_MISPLACED)
    if command.index and command.index not in books_of(ledger).indices:
        faults.append(Status.INDEX_UNKNOWN)
    bears = instrument.coupon_type in (CouponType.FIXED, CouponType.FLOATING)
    days = {number_of(one.due) for one in coupon_periods(instrument)} if bears else set()
    days.discard(instrument.maturity)
    face = asset.face_fen if asset else 1
    if not _are_repayments(command, days, face):
        faults.append(Status.REPAYMENTS_INVALID)
    kinds = [(one.right, one.due) for one in command.options]
    if len(set(kinds)) != len(kinds) or not all(_is_option(one, days) for one in command.options):
        faults.append(Status.OPTIONS_INVALID)
    count = len(events_of(instrument, _service(command, instrument.depository, face), ledger.business_date))
    if not 1 <= count + len(command.options) <= EVENTS_MAX:
        faults.append(Status.TERMS_CANNOT_BE_SERVICED)
    if len(books_of(ledger).events) + EVENTS_MAX > books_of(ledger).events.rows_max:
        faults.append(Status.SHELF_FULL)
    return faults


def _is_index_placed(instrument: Instrument, command: ArrangeService) -> bool:
    if instrument.coupon_type == CouponType.FLOATING:
        spread = -RATE_SCALE < command.spread_micro < RATE_SCALE
        return spread and 0 <= command.reset_days <= RESET_DAYS_MAX
    return command.index == command.spread_micro == 0


def _are_repayments(command: ArrangeService, coupon_days: set[int], face_fen: int) -> bool:
    dues = [one.due for one in command.repayments]
    whole = all(one.share_micro > 0 and face_fen * one.share_micro % PAR == 0 for one in command.repayments)
    left = sum(one.share_micro for one in command.repayments) < PAR
    return whole and left and coupon_days.issuperset(dues) and dues == sorted(set(dues))


def _is_option(option: Option, coupon_days: set[int]) -> bool:
    if option.right not in set(map(int, Right)) or option.due not in coupon_days:
        return False
    if not 0 <= option.notice_days <= NOTICE_DAYS_MAX or not 0 < option.price_micro <= PRICE_MAX:
        return False
    if option.right != Right.PUT:
        return option.first == option.last == 0
    try:
        return read_date(option.first) <= read_date(option.last) < read_date(option.due)
    except DateProblem:
        return False


def _service(command: ArrangeService, depository: int, face_fen: int) -> Service:
    return Service(
        command.asset,
        command.instance,
        command.issuer,
        depository,
        command.cash,
        command.paying_account,
        command.redemption_account,
        command.market,
        command.roll,
        command.index,
        command.spread_micro,
        command.reset_days,
        command.repayments,
        command.options,
        face_fen,
        0,
    )


def why_not_declared(ledger: Ledger, institution: int, command: DeclareCoupon) -> list[Status]:
    """The ledger's own rule; the coupons of a bond under service are scheduled, and nobody declares them once more."""
    faults = coupons.why_not_declared(ledger, institution, command)
    if command.asset in books_of(ledger).services:
        faults.append(Status.SERVICED_ALREADY)
    return faults


def arrange(ledger: Ledger, institution: int, command: ArrangeService) -> Status:
    """Put every event that is still to come on the shelf."""
    # APPLY
    instrument, asset = instrument_of(ledger, command.asset), ledger.asset(command.asset)
    assert instrument is not None and asset is not None, "judged before"
    service = _service(command, institution, asset.face_fen)
    events = events_of(instrument, service, ledger.business_date)
    books_of(ledger).services.put(structs.replace(service, events=len(events)))
    for event in events:
        schedule(ledger, service, event)
        rates.expect(ledger, instrument, service, event)
    # EMIT
    return Status.DONE
