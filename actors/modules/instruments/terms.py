"""Commands about terms and codes: register, add a code, fix a floater's rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.business.assets import may, why_no_asset
from actors.ledger.layout import AssetKind
from actors.ledger.status import Status
from actors.modules.bond import FREQUENCIES, RATE_SCALE
from actors.modules.dates import DateProblem, read_date
from actors.modules.instruments.books import books_of
from actors.modules.instruments.commands import (
    AddCode,
    BondClass,
    CouponType,
    FixRate,
    MarketCode,
    RegisterTerms,
)
from actors.modules.instruments.isin import is_isin
from actors.modules.instruments.state import Code, Isin, instrument_of
from actors.modules.price import PRICE_SCALE

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

NAME_MAX: Final = 200
CODE_MAX: Final = 32
_BEARS_COUPONS: Final = (CouponType.FIXED, CouponType.FLOATING)


def why_not_registered(ledger: Ledger, institution: int, command: RegisterTerms) -> list[Status]:
    """Every reason why the terms are not registered."""
    faults, module = why_no_asset(ledger, command.asset), books_of(ledger)
    asset = ledger.asset(command.asset)
    # AUTHORISE
    if asset is not None and asset.root != institution:
        faults.append(Status.NOT_THE_ROOT)
    # VALIDATE
    if asset is not None and asset.kind != AssetKind.SECURITY:
        faults.append(Status.NOT_A_SECURITY)
    if command.asset in module.terms:
        faults.append(Status.TERMS_EXIST)
    if not is_isin(command.isin):
        faults.append(Status.ISIN_INVALID)
    if command.isin in module.isins:
        faults.append(Status.ISIN_TAKEN)
    if any(not 1 <= len(text.encode()) <= NAME_MAX for text in (command.name, command.issuer)):
        faults.append(Status.TEXT_INVALID)
    if command.bond_class not in set(map(int, BondClass)):
        faults.append(Status.BOND_CLASS_UNKNOWN)
    if not _is_term_sheet(command):
        faults.append(Status.TERMS_INVALID)
    venues = [one.venue for one in command.codes]
    if len(set(venues)) != len(venues):
        faults.append(Status.SECOND_CODE)
    for one in command.codes:
        faults += _why_not_code(ledger, one, command.asset)
    if module.terms.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def register(ledger: Ledger, institution: int, command: RegisterTerms) -> Status:
    """Put the terms, the ISIN and the codes on their shelves."""
    # APPLY
    module = books_of(ledger)
    module.terms.put(instrument_of(command, institution))
    module.isins.put(Isin(command.isin, command.asset))
    for one in command.codes:
        module.codes.put(Code(one.venue, one.code, command.asset))
        module.asset_codes.put(Code(one.venue, one.code, command.asset))
    # EMIT
    return Status.DONE


def why_not_added(ledger: Ledger, institution: int, command: AddCode) -> list[Status]:
    """Every reason why the bond gets no further code."""
    known = books_of(ledger).terms.get(command.asset)
    faults: list[Status] = []
    # AUTHORISE
    if institution not in (known.depository if known else command.venue, command.venue):
        faults.append(Status.NOT_PERMITTED)
    # VALIDATE
    if known is None:
        faults.append(Status.TERMS_UNKNOWN)
    return faults + _why_not_code(ledger, MarketCode(command.venue, command.code), command.asset)


def add(ledger: Ledger, _institution: int, command: AddCode) -> Status:
    """Enter the code."""
    # APPLY
    module, row = books_of(ledger), Code(command.venue, command.code, command.asset)
    module.codes.put(row)
    module.asset_codes.put(row)
    # EMIT
    return Status.DONE


def why_not_fixed(ledger: Ledger, institution: int, command: FixRate) -> list[Status]:
    """Every reason why the rate is not set."""
    known = books_of(ledger).terms.get(command.asset)
    if known is None:
        return [Status.TERMS_UNKNOWN]
    faults: list[Status] = []
    # AUTHORISE
    if institution != known.depository:
        faults.append(Status.NOT_THE_ROOT)
    # VALIDATE
    if known.coupon_type != CouponType.FLOATING:
        faults.append(Status.NOT_A_FLOATER)
    if not 0 < command.coupon_micro < RATE_SCALE:
        faults.append(Status.TERMS_INVALID)
    return faults


def fix(ledger: Ledger, _institution: int, command: FixRate) -> Status:
    """Set the rate."""
    # APPLY
    terms = books_of(ledger).terms
    terms.put(msgspec.structs.replace(terms[command.asset], coupon_micro=command.coupon_micro))
    # EMIT
    return Status.DONE


def _why_not_code(ledger: Ledger, code: MarketCode, asset: int) -> list[Status]:
    module, faults = books_of(ledger), []
    if not may(ledger, code.venue, "venue"):
        faults.append(Status.NOT_A_VENUE)
    if not 1 <= len(code.code.encode()) <= CODE_MAX:
        faults.append(Status.TEXT_INVALID)
    taken = module.codes.get((code.venue, code.code))
    if taken is not None and taken.asset != asset:
        faults.append(Status.CODE_TAKEN)
    if (asset, code.venue) in module.asset_codes:
        faults.append(Status.SECOND_CODE)
    return faults


def _is_term_sheet(command: RegisterTerms) -> bool:
    """Whether dates, coupon, frequency and issue price make sense together."""
    try:
        alive = read_date(command.dated) < read_date(command.maturity)
    except DateProblem:
        return False
    if command.coupon_type not in set(map(int, CouponType)):
        return False
    rate = 0 < command.coupon_micro < RATE_SCALE
    if command.coupon_type in _BEARS_COUPONS:
        return alive and rate and command.frequency in FREQUENCIES and command.issue_price == 0
    if command.coupon_type == CouponType.SIMPLE:
        return alive and rate and command.frequency == 0 and command.issue_price == 0
    bare = command.coupon_micro == command.frequency == 0
    return alive and bare and 0 < command.issue_price < 100 * PRICE_SCALE
