"""Freezes of one line and of a whole gateway, by regulators, each under an order number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import may, why_no_asset
from actors.ledger.records import UNITS_MAX, Class
from actors.ledger.status import Status
from actors.modules.payment.books import books_of
from actors.modules.payment.commands import FreezeGateway, FreezeLine, UnfreezeGateway, UnfreezeLine
from actors.modules.payment.state import FrozenGateway, FrozenLine

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Roles of institutions that keep accounts.
GATEWAYS: Final = ("custodian", "bank", "central_bank", "clearing_house")


def why_no_line(ledger: Ledger, account: int, asset: int) -> list[Status]:
    """Why there is no such line to speak of: account or asset unknown, closed, or the account moves on paths only."""
    one = ledger.account(account)
    if one is None:
        return [Status.ACCOUNT_UNKNOWN, *why_no_asset(ledger, asset)]
    closed = [Status.ACCOUNT_CLOSED] if one.class_ == Class.CLOSED else []
    return closed + why_no_asset(ledger, asset)


def why_no_order(ledger: Ledger, institution: int, order: int) -> list[Status]:
    """Why this is no order of a regulator."""
    faults = [] if may(ledger, institution, "regulator") else [Status.NOT_PERMITTED]
    return faults if 1 <= order < UNITS_MAX else [*faults, Status.REFERENCE_ZERO]


def why_not_line(ledger: Ledger, institution: int, command: FreezeLine) -> list[Status]:
    """Every reason why the line is not frozen."""
    one, lines = ledger.account(command.account), books_of(ledger).frozen_lines
    # AUTHORISE
    faults = why_no_order(ledger, institution, command.order)
    # VALIDATE
    faults += why_no_line(ledger, command.account, command.asset)
    if one is not None and one.class_ == Class.OMNIBUS:
        faults.append(Status.ONLY_ON_PATH)
    if (command.account, command.asset) in lines:
        faults.append(Status.LINE_FROZEN_ALREADY)
    if lines.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def freeze_line(ledger: Ledger, institution: int, command: FreezeLine) -> Status:
    """Freeze the line."""
    # APPLY
    status = ledger.set_line(command.account, command.asset, frozen=True)
    if status is not Status.DONE:
        return status
    one = books_of(ledger)
    one.frozen_lines.put(
        FrozenLine(command.account, command.asset, command.order, institution, ledger.time_ms)
    )
    one.tables_made(ledger)
    # EMIT
    return Status.DONE


def why_not_lifted(ledger: Ledger, institution: int, command: UnfreezeLine) -> list[Status]:
    """Every reason why the freeze of the line is not lifted."""
    held = books_of(ledger).frozen_lines.get((command.account, command.asset))
    # AUTHORISE
    faults = why_no_order(ledger, institution, command.order)
    # VALIDATE
    if held is None or held.order != command.order:
        return [*faults, Status.LINE_NOT_FROZEN]
    return [*faults, Status.NOT_THE_ORDERER] if held.regulator != institution else faults


def lift_line(ledger: Ledger, _institution: int, command: UnfreezeLine) -> Status:
    """Lift the freeze of the line."""
    # APPLY
    one = books_of(ledger)
    ledger.set_line(command.account, command.asset, frozen=False)
    one.frozen_lines.drop((command.account, command.asset))
    one.tables_made(ledger)
    # EMIT
    return Status.DONE


def why_not_gateway(ledger: Ledger, institution: int, command: FreezeGateway) -> list[Status]:
    """Every reason why the gateway is not frozen."""
    # AUTHORISE
    faults = why_no_order(ledger, institution, command.order)
    # VALIDATE
    if not may(ledger, command.gateway, *GATEWAYS):
        faults.append(Status.NOT_A_GATEWAY)
    if command.gateway in books_of(ledger).frozen_gateways:
        faults.append(Status.GATEWAY_FROZEN_ALREADY)
    return faults


def freeze_gateway(ledger: Ledger, institution: int, command: FreezeGateway) -> Status:
    """Freeze the gateway."""
    # APPLY
    one = books_of(ledger)
    one.frozen_gateways.put(FrozenGateway(command.gateway, command.order, institution, ledger.time_ms))
    one.tables_made(ledger)
    # EMIT
    return Status.DONE


def why_not_thawed(ledger: Ledger, institution: int, command: UnfreezeGateway) -> list[Status]:
    """Every reason why the freeze of the gateway is not lifted."""
    held = books_of(ledger).frozen_gateways.get(command.gateway)
    # AUTHORISE
    faults = why_no_order(ledger, institution, command.order)
    # VALIDATE
    if held is None or held.order != command.order:
        return [*faults, Status.GATEWAY_NOT_FROZEN]
    return [*faults, Status.NOT_THE_ORDERER] if held.regulator != institution else faults


def lift_gateway(ledger: Ledger, _institution: int, command: UnfreezeGateway) -> Status:
    """Lift the freeze of the gateway."""
    # APPLY
    one = books_of(ledger)
    one.frozen_gateways.drop(command.gateway)
    one.tables_made(ledger)
    # EMIT
    return Status.DONE
