"""Pledges (质押): held on a collateral account, which nothing moves but their release, signed by both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from actors.ledger.layout import AssetKind
from actors.ledger.moves import Move
from actors.ledger.records import UNITS_MAX, Class
from actors.ledger.status import Status
from actors.modules.payment.court import why_no_document
from actors.modules.payment.freezes import why_no_line
from actors.modules.registration.books import books_of
from actors.modules.registration.commands import Pledge, ReleasePledge
from actors.modules.registration.state import Pledged

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Sorts of history that pledges leave.
PLEDGED: Final = 145
RELEASED: Final = 146


def why_no_quantity(quantity: int) -> list[Status]:
    """Why this is no quantity."""
    if 1 <= quantity < UNITS_MAX:
        return []
    return [Status.QUANTITY_ZERO if quantity < 1 else Status.QUANTITY_TOO_LARGE]


def why_not_own(ledger: Ledger, account: int, asset: int, unknown: Status) -> list[Status]:
    """Why a security does not go from or to this account: unknown, closed, or moved only otherwise."""
    faults = [
        unknown if one is Status.ACCOUNT_UNKNOWN else one for one in why_no_line(ledger, account, asset)
    ]
    one, named = ledger.account(account), ledger.asset(asset)
    if named is not None and named.kind != AssetKind.SECURITY:
        faults.append(Status.NOT_A_SECURITY)
    if one is not None and one.class_ == Class.OMNIBUS:
        faults.append(Status.ONLY_ON_PATH)
    if one is not None and one.class_ == Class.COLLATERAL:
        faults.append(Status.COLLATERAL_HELD)
    return faults


def why_not_pledged(ledger: Ledger, act: Pledge) -> list[Status]:
    """Every reason why nothing is pledged."""
    faults = why_no_quantity(act.quantity) + why_no_document(act.document)
    faults += why_not_own(ledger, act.source, act.asset, Status.ACCOUNT_UNKNOWN)
    held = ledger.account(act.collateral)
    if held is None or held.class_ != Class.COLLATERAL:
        faults.append(Status.NOT_COLLATERAL)
    if books_of(ledger).pledges.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def pledge(ledger: Ledger, institution: int, number: int, act: Pledge) -> Status:
    """Move what is pledged to the collateral account."""
    moves = [Move(act.asset, act.source, act.collateral, act.quantity)]
    # APPLY
    status = ledger.post(moves, collateral=True)
    if status is not Status.SETTLED:
        return status
    books_of(ledger).pledges.put(
        Pledged(
            institution,
            number,
            act.source,
            act.collateral,
            act.asset,
            act.quantity,
            act.document,
            ledger.time_ms,
        )
    )
    # EMIT
    ledger.note(moves, PLEDGED, institution, number)
    return status


def why_not_released(ledger: Ledger, act: ReleasePledge) -> list[Status]:
    """Every reason why nothing is released."""
    one = books_of(ledger).pledges.get((act.institution, act.number))
    faults = why_no_quantity(act.quantity) + why_no_document(act.document)
    if one is None:
        return [*faults, Status.PLEDGE_UNKNOWN]
    faults += why_not_own(ledger, act.target, _living(ledger, one.asset), Status.CONTRA_UNKNOWN)
    return [*faults, Status.PLEDGE_SHORT] if act.quantity > one.quantity else faults


def release(ledger: Ledger, institution: int, act: ReleasePledge) -> Status:
    """Move what is released off the collateral account; a pledge of nothing is over."""
    shelf = books_of(ledger).pledges
    one = shelf[act.institution, act.number]
    moves = [Move(_living(ledger, one.asset), one.collateral, act.target, act.quantity)]
    # APPLY
    status = ledger.post(moves, collateral=True)
    if status is not Status.SETTLED:
        return status
    if act.quantity == one.quantity:
        shelf.drop((one.institution, one.number))
    else:
        shelf.put(msgspec.structs.replace(one, quantity=one.quantity - act.quantity))
    # EMIT
    ledger.note(moves, RELEASED, institution, act.number)
    return status


def _living(ledger: Ledger, asset: int) -> int:
    """The bond that a tranche was merged into since, or the bond itself."""
    while (one := ledger.asset(asset)) is not None and one.merged_into:
        asset = one.merged_into
    return asset
