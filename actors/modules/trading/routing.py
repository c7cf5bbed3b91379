"""Order routing (订单路由) between the two markets: one to one, gross, not guaranteed.

Source: notice 2020 No. 7 of the People's Bank and the CSRC. The home venue checks the investor; the host venue, when
it confirms, the regulators' list of bonds and its own rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.business.assets import why_no_asset
from actors.ledger.status import Status
from actors.modules.instances.admission import why_not_there
from actors.modules.trading import dues
from actors.modules.trading.books import books_of
from actors.modules.trading.commands import AdmitToRouting, MemberKind, RemoveFromRouting, RouteOrder, Side
from actors.modules.trading.declaration import enter, row_of
from actors.modules.trading.handover import settles_gross
from actors.modules.trading.membership import NAME, venue_of, why_no_account, why_no_member
from actors.modules.trading.numbers import why_no_deal_number
from actors.modules.trading.state import Admitted

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_routed(ledger: Ledger, institution: int, command: RouteOrder) -> list[Status]:
    """Every reason why the home venue does not route the order."""
    members, instance = books_of(ledger).members, command.instance
    # AUTHORISE
    faults = why_not_there(ledger, instance, NAME, institution, "venue", asset=command.ticket.asset)
    faults += why_no_member(ledger, instance, institution, command.member)
    # VALIDATE
    faults += why_no_account(ledger, command.member, command.account)
    faults += why_no_deal_number(ledger, institution, command.number)
    if command.side not in set(map(int, Side)):
        faults.append(Status.SIDE_UNKNOWN)
    home, host = (venue_of(ledger, instance, one) for one in (institution, command.host))
    if home is None or host is None:
        faults.append(Status.VENUE_NOT_SET)
    elif home.market == host.market:
        faults.append(Status.ROUTE_INVALID)
    if not settles_gross(ledger, instance):
        faults.append(Status.ROUTE_NOT_GROSS)
    faults += why_no_member(ledger, instance, command.host, command.counterparty)
    investor, other = members.get(command.member), members.get(command.counterparty)
    if investor is not None and investor.kind == MemberKind.INDIVIDUAL:
        faults.append(Status.INELIGIBLE)
    if investor is not None and other is not None and investor.owner == other.owner:
        faults.append(Status.SELF_TRADE)
    faults += why_no_asset(ledger, command.ticket.asset)
    return faults + dues.why_no_expiry(ledger, instance, command.expires_s)


def route(ledger: Ledger, institution: int, command: RouteOrder) -> Status:
    """Let the order wait for the host venue."""
    # APPLY
    enter(ledger, row_of(ledger, institution, command.host, command))
    # EMIT
    return Status.DONE


def why_not_admitted(ledger: Ledger, institution: int, command: AdmitToRouting) -> list[Status]:
    """Every reason why the regulator does not put the bond on the list."""
    # AUTHORISE
    faults = why_not_there(ledger, command.instance, NAME, institution, "regulator")
    # VALIDATE
    faults += why_no_asset(ledger, command.asset)
    admitted = books_of(ledger).admitted
    row = admitted.get((command.instance, command.asset))
    if row is not None and institution in row.regulators:
        faults.append(Status.ON_LIST_ALREADY)
    if admitted.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def admit(ledger: Ledger, institution: int, command: AdmitToRouting) -> Status:
    """Note the regulator's word; with enough of them the bond is on the list."""
    # APPLY
    admitted = books_of(ledger).admitted
    row = admitted.get((command.instance, command.asset))
    regulators = (*(row.regulators if row else ()), institution)
    admitted.put(Admitted(command.instance, command.asset, regulators))
    # EMIT
    return Status.DONE


def why_not_removed(ledger: Ledger, institution: int, command: RemoveFromRouting) -> list[Status]:
    """Every reason why the regulator does not take the bond off the list."""
    # AUTHORISE
    faults = why_not_there(ledger, command.instance, NAME, institution, "regulator")
    # VALIDATE
    if (command.instance, command.asset) not in books_of(ledger).admitted:
        faults.append(Status.NOT_ON_ROUTED_LIST)
    return faults


def remove(ledger: Ledger, _institution: int, command: RemoveFromRouting) -> Status:
    """Take the bond off the list; deals that were made stay."""
    # APPLY
    books_of(ledger).admitted.drop((command.instance, command.asset))
    # EMIT
    return Status.DONE
