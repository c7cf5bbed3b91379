"""The module of payment."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from actors.ledger.module import Module, Rule, Rules, Shelf
from actors.ledger.records import gateway_of
from actors.modules.payment import court, freezes, lines
from actors.modules.payment.commands import (
    AuthoriseLine,
    EndCourtOrder,
    ExecuteCourtOrder,
    FreezeGateway,
    FreezeLine,
    RecordCourtOrder,
    RequireAuthorisation,
    SetLine,
    UnfreezeGateway,
    UnfreezeLine,
)
from actors.modules.payment.state import Authorising, CourtOrder, CourtPart, FrozenGateway, FrozenLine

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def _keeps(_ledger: Ledger, institution: int, row: FrozenLine | CourtPart) -> bool:
    return gateway_of(row.account) == institution


def _concerns(_ledger: Ledger, institution: int, row: CourtOrder) -> bool:
    return any(gateway_of(one) == institution for one in (*row.accounts, row.target))


class Payment(Module):
    """Freezes under orders, lines that gateways authorise and holders bound, court orders and their parts."""

    name: ClassVar[str] = "payment"
    rules: ClassVar[Rules] = {
        FreezeLine: Rule(freezes.why_not_line, freezes.freeze_line),
        UnfreezeLine: Rule(freezes.why_not_lifted, freezes.lift_line),
        FreezeGateway: Rule(freezes.why_not_gateway, freezes.freeze_gateway),
        UnfreezeGateway: Rule(freezes.why_not_thawed, freezes.lift_gateway),
        RequireAuthorisation: Rule(lines.why_not_required, lines.require),
        AuthoriseLine: Rule(lines.why_not_authorised, lines.authorise),
        SetLine: Rule(lines.why_not_set, lines.set_),
        RecordCourtOrder: Rule(court.why_not_recorded, court.record),
        ExecuteCourtOrder: Rule(court.why_not_executed, court.execute),
        EndCourtOrder: Rule(court.why_not_ended, court.end),
    }

    def __init__(self) -> None:
        """Nothing is frozen, nothing ordered."""
        self.frozen_lines = Shelf(FrozenLine, lambda one: (one.account, one.asset), _keeps)
        self.frozen_gateways = Shelf(FrozenGateway, lambda one: one.gateway)
        self.authorising = Shelf(Authorising, lambda one: one.gateway)
        self.court_orders = Shelf(CourtOrder, lambda one: one.order, _concerns)
        self.court_parts = Shelf(CourtPart, lambda one: (one.order, one.part), _keeps)

    def tables_made(self, ledger: Ledger) -> None:
        """Put the restraints where the kernel looks."""
        stopped = [one.gateway for one in self.frozen_gateways]
        authorising = [one.gateway for one in self.authorising]
        ledger.restrain(len(self.frozen_lines), stopped, authorising)
