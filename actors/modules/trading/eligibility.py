"""Who may trade what where (适当性), and what other modules have against a deal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.instruments.module import instrument_of
from actors.modules.trading.books import books_of
from actors.modules.trading.commands import Market, MemberKind
from actors.modules.trading.state import Deal, Venue

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


@runtime_checkable
class Guard(Protocol):
    """A module that is asked before each deal: risk, with its limits and lists."""

    def why_not_traded(self, ledger: Ledger, deal: Deal) -> list[Status]:
        """Every reason against the deal, which is not on the shelf yet."""


@runtime_checkable
class Together(Protocol):
    """A module that is also asked about several deals which one command makes at once."""

    def why_not_together(self, ledger: Ledger, deals: Sequence[Deal]) -> list[Status]:
        """Every reason against the deals, each with those before it."""


@runtime_checkable
class Witness(Protocol):
    """A module that is told of each deal: risk, which counts what is used of its limits."""

    def deal_made(self, ledger: Ledger, deal: Deal) -> None:
        """The deal stands on the shelf."""

    def deal_ended(self, ledger: Ledger, deal: Deal) -> None:
        """The deal has settled, failed or was cancelled, as its standing says."""


def why_guarded_together(ledger: Ledger, deals: Sequence[Deal]) -> list[Status]:
    """What the market's other modules have against deals that are made at once."""
    return [
        fault
        for module in ledger.modules
        if isinstance(module, Together)
        for fault in module.why_not_together(ledger, deals)
    ]


def tell_made(ledger: Ledger, deal: Deal) -> None:
    """Tell the market's other modules of a deal that was made."""
    for module in ledger.modules:
        if isinstance(module, Witness):
            module.deal_made(ledger, deal)


def tell_ended(ledger: Ledger, deal: Deal) -> None:
    """Tell them that it has ended."""
    for module in ledger.modules:
        if isinstance(module, Witness):
            module.deal_ended(ledger, deal)


def why_guarded(ledger: Ledger, deal: Deal) -> list[Status]:
    """What the market's other modules have against the deal."""
    return [
        fault
        for module in ledger.modules
        if isinstance(module, Guard)
        for fault in module.why_not_traded(ledger, deal)
    ]


def why_ineligible(ledger: Ledger, venue: Venue, member: int, asset: int) -> list[Status]:
    """Why the member, if there is one, may not trade the bond at the venue, be it its own or one routed to.

    Individuals trade on their own exchange alone, and there the classes that the instance lets them.
    """
    known, bond = books_of(ledger).members.get(member), instrument_of(ledger, asset)
    if known is None or known.kind != MemberKind.INDIVIDUAL:
        return []
    if venue.market != Market.EXCHANGE or known.venue != venue.venue:
        return [Status.INELIGIBLE]
    allowed = admission.value(ledger, venue.instance, "trading.individual_classes")
    return [Status.INELIGIBLE] if bond is not None and not allowed >> (bond.bond_class - 1) & 1 else []


def is_on_list(ledger: Ledger, instance: int, asset: int) -> bool:
    """Whether as many regulators as the instance asks admitted the bond to trading across markets."""
    row = books_of(ledger).admitted.get((instance, asset))
    needed = admission.value(ledger, instance, "trading.routing_regulators")
    return row is not None and len(row.regulators) >= needed


def why_not_across(ledger: Ledger, instance: int, member: int, asset: int) -> list[Status]:
    """Why the member may not buy, sell or subscribe to (认购) the bond in the other market.

    Institutions and unincorporated products only, and bonds on the regulators' list (notice 2020 No. 7 of the
    People's Bank and the CSRC). Issuance asks this before it takes a subscription across markets.
    """
    known = books_of(ledger).members.get(member)
    faults: list[Status] = []
    if known is None or known.instance != instance:
        faults.append(Status.MEMBER_UNKNOWN)
    elif known.suspended:
        faults.append(Status.MEMBER_SUSPENDED)
    elif known.kind == MemberKind.INDIVIDUAL:
        faults.append(Status.INELIGIBLE)
    if not is_on_list(ledger, instance, asset):
        faults.append(Status.NOT_ON_ROUTED_LIST)
    return faults
