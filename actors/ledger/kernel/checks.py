"""Checks of form, authority and existence that several kinds share. Each returns 0 when all is well."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.base.roster import ROLES
from actors.ledger import _faults
from actors.ledger.kernel import codes
from actors.ledger.kernel.compiled import inner, tiny
from actors.ledger.kernel.find import find_mandate, row_in
from actors.ledger.kernel.views import (
    account_at,
    account_index_at,
    asset_at,
    assets_size,
    mandate_at,
    meta,
    roles_at,
    roles_size,
)
from actors.ledger.layout import AssetKind, Rows
from actors.ledger.records import LINKED, UNITS_MAX, Kind

COUNTERPARTY: Final = 1
EXPIRY: Final = 2
REFERENCE: Final = 4
ACCOUNT: Final = 8
CONTRA: Final = 16
QUANTITY: Final = 32
AMOUNT: Final = 64
ASSET: Final = 128
CASH: Final = 256

_MOVE = ACCOUNT | CONTRA | ASSET | QUANTITY
_HALF = COUNTERPARTY | EXPIRY | REFERENCE | _MOVE | CASH | AMOUNT
_USED: Final = {
    Kind.OPEN: COUNTERPARTY | REFERENCE | ACCOUNT | CONTRA | ASSET,
    Kind.GRANT: COUNTERPARTY | ACCOUNT,
    Kind.REVOKE: COUNTERPARTY | ACCOUNT,
    Kind.FREEZE: ACCOUNT | REFERENCE,
    Kind.UNFREEZE: ACCOUNT | REFERENCE,
    Kind.LIMIT: ACCOUNT | ASSET | QUANTITY,
    Kind.ISSUE: ACCOUNT | ASSET | QUANTITY,
    Kind.REDEEM: ACCOUNT | ASSET | QUANTITY,
    Kind.DELIVER: _HALF,
    Kind.RECEIVE: _HALF,
    Kind.CANCEL: COUNTERPARTY | REFERENCE,
    Kind.TRANSFER: _MOVE,
    Kind.PAYMENT: _MOVE,
    Kind.CUSTODY_TRANSFER: _MOVE,
    Kind.EARMARK: _MOVE | REFERENCE | EXPIRY,
    Kind.SETTLE: REFERENCE | QUANTITY,
    Kind.RELEASE: REFERENCE,
}
#: Fields that a kind uses, as bits, by kind; 0: no such kind.
USED_FIELDS: Final = np.array([_USED.get(kind, 0) for kind in range(256)], np.int64)  # type: ignore[call-overload]

GATEWAY_ROLES: Final = sum(
    1 << ROLES.index(role) for role in ("custodian", "bank", "central_bank", "clearing_house")
)
REGULATOR: Final = 1 << ROLES.index("regulator")
SECURITY: Final = int(AssetKind.SECURITY)
MONEY: Final = int(AssetKind.MONEY)
_LIMIT: Final = UNITS_MAX
_BOUND: Final = 1 << codes.CLASS_OMNIBUS | 1 << codes.CLASS_COLLATERAL | 1 << codes.CLASS_CLOSED
_ZERO: Final = np.uint64(0)


@inner
def fields_set(one: Rows) -> Rows:
    """Which fields of a record are not zero, as bits."""
    bits = np.int64(0)
    if one.counterparty != 0:
        bits |= COUNTERPARTY
    if one.expiry_s != 0:
        bits |= EXPIRY
    if one.reference != _ZERO:
        bits |= REFERENCE
    if one.account != _ZERO:
        bits |= ACCOUNT
    if one.contra != _ZERO:
        bits |= CONTRA
    if one.quantity != 0:
        bits |= QUANTITY
    if one.amount != 0:
        bits |= AMOUNT
    if one.asset != 0:
        bits |= ASSET
    if one.cash != 0:
        bits |= CASH
    return bits


@inner
def range_fault(value: Rows, zero: Rows, negative: Rows, large: Rows) -> Rows:
    """Which of the three statuses fits a value outside 1 to 2^62 - 1, else 0."""
    if value == 0:
        return zero
    if value < 0:
        return negative
    if value >= _LIMIT:
        return large
    return 0


@inner
def quantity_fault(value: Rows) -> Rows:
    """Why a quantity is refused, else 0."""
    return range_fault(value, codes.QUANTITY_ZERO, codes.QUANTITY_NEGATIVE, codes.QUANTITY_TOO_LARGE)


@inner
def form_fault(state: Rows, one: Rows) -> Rows:
    """Why the record's form is refused, else 0 (kind, flags, unused fields, ranges, expiry)."""
    used = USED_FIELDS[one.kind]
    if used == 0:
        return codes.UNKNOWN_KIND
    if one.flags & ~LINKED:
        return codes.UNKNOWN_FLAG
    if one.extra != _ZERO or fields_set(one) & ~used:
        return codes.RESERVED_NOT_ZERO
    if used & QUANTITY and not (one.kind == codes.KIND_SETTLE and one.quantity == 0):
        fault = quantity_fault(one.quantity)
        if fault:
            return fault
    if used & AMOUNT:
        fault = range_fault(one.amount, codes.AMOUNT_ZERO, codes.AMOUNT_NEGATIVE, codes.AMOUNT_TOO_LARGE)
        if fault:
            return fault
    if used & REFERENCE and one.kind != codes.KIND_OPEN and one.reference == _ZERO:
        return codes.REFERENCE_ZERO
    if used & EXPIRY and one.expiry_s != 0:
        if np.int64(one.expiry_s) <= meta(state).PASSED_S:
            return codes.EXPIRY_PAST
        if np.int64(one.expiry_s) > meta(state).NOW_S + meta(state).LIFE_S:
            return codes.EXPIRY_TOO_FAR
    if used & CONTRA and used & QUANTITY and one.account == one.contra:
        return codes.SAME_ACCOUNT
    return 0


@tiny
def expiry_of(state: Rows, one: Rows) -> Rows:
    """Ledger second after which a half or earmark expires; its longest life where it names none."""
    if one.expiry_s != 0:
        return np.int64(one.expiry_s)
    return meta(state).NOW_S + meta(state).LIFE_S


@tiny
def gateway_of(number: Rows) -> Rows:
    """The gateway in an account's number (int64)."""
    return np.int64(np.uint64(number) >> np.uint64(48))


@inner
def may_debit(state: Rows, institution: Rows, number: Rows, row: Rows) -> Rows:
    """Whether the institution is the account's gateway or holds its mandate (row -1: no such account)."""
    if gateway_of(number) == institution or meta(state).FAULTS & _faults.SKIP_MANDATE_CHECK:
        return True
    if row < 0:
        return False
    slot = find_mandate(state, row, institution)
    return slot >= 0 and mandate_at(state, slot).active != 0


@inner
def may_debit_in(state: Rows, institution: Rows, number: Rows, slot: Rows) -> Rows:
    """The same of the account in this slot (-1: no such account), which remembers who was found to hold its mandate."""
    if gateway_of(number) == institution:
        return True
    if slot >= 0 and np.int64(account_index_at(state, slot).agent) == institution:
        return True
    if not may_debit(state, institution, number, row_in(state, slot)):
        return False
    if slot >= 0 and not meta(state).FAULTS & _faults.SKIP_MANDATE_CHECK:
        account_index_at(state, slot).agent = institution
    return True


@tiny
def in_roster(state: Rows, institution: Rows) -> Rows:
    """Whether there is such an institution."""
    return 0 < institution < roles_size(state)


@inner
def has_role(state: Rows, institution: Rows, roles: Rows) -> Rows:
    """Whether the institution has one of the roles (bits)."""
    return in_roster(state, institution) and (np.int64(roles_at(state, institution).value) & roles) != 0


@tiny
def asset_known(state: Rows, asset: Rows) -> Rows:
    """Whether the asset number is registered."""
    return 0 < asset < assets_size(state) and asset_at(state, asset).kind != 0


@inner
def asset_fault(state: Rows, asset: Rows, wanted: Rows) -> Rows:
    """Why the asset does not serve as a security (1), money (2) or either (0); else 0."""
    if not asset_known(state, asset):
        return codes.CASH_UNKNOWN if wanted == MONEY else codes.ASSET_UNKNOWN
    if asset_at(state, asset).merged_into != 0:
        return codes.ASSET_MERGED
    if wanted == SECURITY and asset_at(state, asset).kind != SECURITY:
        return codes.NOT_A_SECURITY
    if wanted == MONEY and asset_at(state, asset).kind != MONEY:
        return codes.NOT_MONEY
    return 0


@tiny
def is_bound(class_: Rows) -> Rows:
    """Whether no instruction moves accounts of this class by itself."""
    return (_BOUND >> np.int64(class_)) & 1 != 0


@inner
def class_fault(class_: Rows) -> Rows:
    """Why an account of this class is not named by an instruction, else 0."""
    if class_ == codes.CLASS_OMNIBUS:
        return codes.ONLY_ON_PATH
    if class_ == codes.CLASS_COLLATERAL:
        return codes.COLLATERAL_HELD
    return codes.ACCOUNT_CLOSED if class_ == codes.CLASS_CLOSED else 0


@tiny
def path_only(state: Rows, row: Rows) -> Rows:
    """Whether the account is an omnibus account, which moves only as part of a path."""
    return account_at(state, row).class_ == codes.CLASS_OMNIBUS
