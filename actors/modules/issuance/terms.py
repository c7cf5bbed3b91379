"""What makes an announcement of issue good."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.business.dates import is_date
from actors.ledger.layout import AssetKind
from actors.ledger.records import UNITS_MAX
from actors.ledger.status import Status
from actors.modules.bond import BondTerms, why_malformed
from actors.modules.issuance.auction import OFFER_MAX, VALUE_MAX, Method
from actors.modules.issuance.commands import CLASS_A, CLASS_B, Limits, Terms
from actors.modules.issuance.issue import lot
from actors.modules.issuance.own_yield import PAR, periods_of

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

UNDERWRITERS_MAX: Final = 1_000
#: Face of one issue in fen: with additional bids, at twice the face, its cash stays below 2^62.
FACE_MAX: Final = UNITS_MAX >> 3
#: Coupon periods of a bond whose price is taken at bidders' own yields: a century of quarters.
PERIODS_MAX: Final = 400
NAME_BYTES_MAX: Final = 200
TICKS_MAX: Final = 100_000
_FEE_MAX: Final = PAR // 10


def why_no_terms(ledger: Ledger, issuer: int, instance: int, terms: Terms) -> list[Status]:
    """Every reason why these are no terms of an issue by ``issuer``."""
    return (
        _why_no_bond(terms)
        + _why_no_parent(ledger, terms)
        + _why_no_offer(ledger, instance, terms)
        + ([] if _are_limits(terms.limits) else [Status.LIMITS_INVALID])
        + _why_no_timetable(ledger, terms)
        + _why_no_parties(ledger, issuer, terms)
        + _why_no_money(ledger, terms)
    )


def method_of(terms: Terms) -> Method | None:
    """The method, or None for what is none."""
    return Method(terms.method) if terms.method in set(Method) else None


def sets_coupon(terms: Terms) -> bool:
    """Whether the auction sets the coupon."""
    method = method_of(terms)
    return method is not None and method.by_yield


def is_discount(bond: BondTerms) -> bool:
    """Whether the bond pays no coupon and is sold below face (贴现)."""
    return bond.frequency == 0 and bond.coupon_micro == 0


def _why_no_bond(terms: Terms) -> list[Status]:
    method, bond, faults = method_of(terms), terms.bond, []
    if not 1 <= len(bond.name.encode()) <= NAME_BYTES_MAX:
        faults.append(Status.TEXT_INVALID)
    open_coupon = method is None or method.by_yield
    coupon = bond.coupon_micro or (1 if open_coupon else 0)
    checked = msgspec.structs.replace(bond, coupon_micro=coupon)
    if is_discount(bond) and not sets_coupon(terms):
        checked = msgspec.structs.replace(bond, coupon_micro=1, frequency=1)
    if (
        why_malformed(checked)
        or (sets_coupon(terms) and bond.coupon_micro)
        or (method is Method.MODIFIED_YIELD and not _has_periods(checked))
    ):
        faults.append(Status.BOND_INVALID)
    if method is None or (bond.parent and method.by_yield):
        faults.append(Status.METHOD_INVALID)
    return faults


def _has_periods(bond: BondTerms) -> bool:
    try:
        return periods_of(bond) <= PERIODS_MAX
    except ValueError:
        return False


def _why_no_parent(ledger: Ledger, terms: Terms) -> list[Status]:
    if not terms.bond.parent:
        return []
    parent = ledger.asset(terms.bond.parent)
    good = (
        parent is not None
        and parent.kind == AssetKind.SECURITY
        and (parent.root, parent.face_fen) == (terms.depository, terms.bond.face_fen)
        and parent.listed
        and not parent.merged_into
    )
    return [] if good else [Status.PARENT_INVALID]


def _why_no_offer(ledger: Ledger, instance: int, terms: Terms) -> list[Status]:
    lots = lot(ledger, instance, max(1, terms.bond.face_fen))
    good = (
        0 < terms.offered < OFFER_MAX
        and terms.offered * max(1, terms.bond.face_fen) < FACE_MAX
        and 0 <= terms.noncompetitive < terms.offered
        and terms.offered % lots == 0
        and terms.noncompetitive % lots == 0
    )
    return [] if good else [Status.OFFER_INVALID]


def _are_limits(limits: Limits) -> bool:
    ticks = (limits.spread_ticks, limits.bid_ticks, limits.win_ticks)
    if not 1 <= limits.tick < VALUE_MAX or any(not 0 <= one <= TICKS_MAX for one in ticks):
        return False
    if not 0 <= limits.low < VALUE_MAX or not 0 <= limits.high < VALUE_MAX:
        return False
    return not limits.high or limits.low <= limits.high


def _why_no_timetable(ledger: Ledger, terms: Terms) -> list[Status]:
    table, faults = terms.timetable, []
    late = table.additional_ms and table.additional_ms <= table.closes_ms
    if not ledger.time_ms < table.closes_ms < 1 << 62 or not 0 <= table.opens_ms < table.closes_ms or late:
        faults.append(Status.WINDOW_INVALID)
    if table.additional_ms < 0 or table.additional_ms >= 1 << 62:
        faults.append(Status.WINDOW_INVALID)
    dates = (table.payment, table.distribution, table.listing, terms.bond.maturity)
    if not all(is_date(one) for one in dates):
        faults.append(Status.DATE_INVALID)
    past = table.payment < ledger.business_date
    if past or max(table.payment, table.distribution) > table.listing or table.listing >= terms.bond.maturity:
        faults.append(Status.ISSUE_DATES_INVALID)
    return faults


def _why_no_parties(ledger: Ledger, issuer: int, terms: Terms) -> list[Status]:
    faults: list[Status] = []
    members = [one.institution for one in terms.underwriters]
    unknown = any(ledger.roster.institution(one) is None for one in members)
    classes = all(one.class_ in (CLASS_A, CLASS_B) for one in terms.underwriters)
    if (
        not 1 <= len(members) <= UNDERWRITERS_MAX
        or len(set(members)) < len(members)
        or unknown
        or not classes
    ):
        faults.append(Status.UNDERWRITERS_INVALID)
    depository = ledger.roster.institution(terms.depository)
    if depository is None or not depository.may("custodian") or terms.depository == issuer:
        faults.append(Status.DEPOSITORY_INVALID)
    is_book = terms.method == Method.BOOK
    if is_book != (terms.lead in members) or (not is_book and terms.lead):
        faults.append(Status.NOT_THE_LEAD)
    return faults


def _why_no_money(ledger: Ledger, terms: Terms) -> list[Status]:
    faults: list[Status] = []
    if not 0 <= terms.fee <= _FEE_MAX:
        faults.append(Status.FEE_INVALID)
    cash = ledger.asset(terms.cash)
    if cash is None:
        faults.append(Status.CASH_UNKNOWN)
    elif cash.kind != AssetKind.MONEY:
        faults.append(Status.NOT_MONEY)
    account = ledger.account(terms.issuer_cash)
    if account is None or account.lower:
        faults.append(Status.ISSUER_CASH_INVALID)
    return faults
