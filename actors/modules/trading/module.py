"""The module of trading."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from actors.ledger.module import Module, Rule, Rules, Shelf
from actors.ledger.parameter import Parameter
from actors.modules.dates import read_date
from actors.modules.instances import admission
from actors.modules.trading import (
    book,
    change,
    click,
    declaration,
    dues,
    handover,
    membership,
    request,
    routing,
)
from actors.modules.trading import commands as c
from actors.modules.trading.parameters import PARAMETERS
from actors.modules.trading.state import (
    Admitted,
    Agreed,
    Asked,
    BookLine,
    Change,
    Counter,
    Deal,
    Declared,
    Due,
    Handed,
    Member,
    Quote,
    Request,
    TwoWay,
    Venue,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger
    from actors.modules.settlement.state import Instruction

VENUES_MAX: Final = 65_536


def _reads(_ledger: Ledger, institution: int, row: Any) -> bool:
    return institution in row.readers


def _venue_reads(_ledger: Ledger, institution: int, row: Member) -> bool:
    return institution in (row.venue, row.institution)


def _nobody_reads(_ledger: Ledger, _institution: int, _row: Any) -> bool:
    return False


class Trading(Module):
    """Deals are made here, at clean prices, and go to settlement at full prices. The books are open to everyone,
    requests to who is asked, quotes and deals to their two sides."""

    name: ClassVar[str] = "trading"
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[Rules] = {
        c.SetVenue: Rule(membership.why_not_set, membership.set_venue),
        c.RegisterMember: Rule(membership.why_not_registered, membership.register),
        c.SuspendMember: Rule(membership.why_not_suspended, membership.suspend),
        c.RequestQuote: Rule(request.why_not_requested, request.request),
        c.CancelRequest: Rule(request.why_not_cancelled, request.cancel),
        c.GiveQuote: Rule(request.why_not_given, request.give),
        c.WithdrawQuote: Rule(request.why_not_ended, request.withdraw),
        c.DeclineQuote: Rule(request.why_not_ended, request.decline),
        c.AcceptQuote: Rule(request.why_not_accepted, request.accept),
        c.PostQuote: Rule(click.why_not_posted, click.post),
        c.RemoveQuote: Rule(click.why_not_removed, click.remove),
        c.TakeQuotes: Rule(click.why_not_taken, click.take),
        c.DeclareDeal: Rule(declaration.why_not_declared, declaration.declare),
        c.RouteOrder: Rule(routing.why_not_routed, routing.route),
        c.ConfirmDeal: Rule(declaration.why_not_confirmed, declaration.confirm),
        c.RejectDeal: Rule(declaration.why_not_rejected, declaration.reject),
        c.WithdrawDeal: Rule(declaration.why_not_withdrawn, declaration.withdraw),
        c.AdmitToRouting: Rule(routing.why_not_admitted, routing.admit),
        c.RemoveFromRouting: Rule(routing.why_not_removed, routing.remove),
        c.ProposeCancel: Rule(change.why_not_cancelling, change.propose_cancel),
        c.ProposeCorrection: Rule(change.why_not_correcting, change.propose_correction),
        c.AgreeToChange: Rule(change.why_not_agreed, change.agree),
        c.RefuseChange: Rule(change.why_not_refused, change.refuse),
    }

    def __init__(self) -> None:
        """Nobody trades yet."""
        self.venues = Shelf(Venue, lambda one: (one.instance, one.venue), rows_max=VENUES_MAX)
        self.members = Shelf(Member, lambda one: one.number, _venue_reads)
        self.requests = Shelf(Request, lambda one: one.number, _reads)
        self.quotes = Shelf(Quote, lambda one: one.number, _reads)
        self.asked = Shelf(Asked, lambda one: (one.request, one.dealer), _nobody_reads)
        self.two_way = Shelf(TwoWay, lambda one: one.number)
        self.book = Shelf(BookLine, book.key_of)
        self.declared = Shelf(Declared, lambda one: one.number, _reads)
        self.admitted = Shelf(Admitted, lambda one: (one.instance, one.asset))
        self.deals = Shelf(Deal, lambda one: (one.number, one.part), _reads)
        self.changes = Shelf(Change, lambda one: (one.number, one.part), _reads)
        self.handed = Shelf(Handed, lambda one: one.instruction, _nobody_reads)
        self.dues = Shelf(Due, lambda one: (one.at_s, one.what, one.number), _nobody_reads)
        self.counters = Shelf(Counter, lambda one: one.name, _nobody_reads)

    def time_passed(self, ledger: Ledger) -> None:
        """Requests, quotes and declared deals expire."""
        dues.expire(ledger)

    def due_s(self) -> int:
        """The second of the next expiry, or 0."""
        first = next(iter(self.dues.walk((0, 0, 0), (1 << 62, 0, 0))), None)
        return first.at_s if first else 0

    def date_closed(self, ledger: Ledger) -> None:
        """What was quoted or declared on the date lapses; deals that ended long ago leave the shelf."""
        for shelf in (
            self.requests,
            self.quotes,
            self.asked,
            self.two_way,
            self.book,
            self.declared,
            self.dues,
        ):
            shelf.clear()
        today = read_date(ledger.business_date)
        for deal in self.deals:
            kept = timedelta(days=admission.value(ledger, deal.instance, "trading.kept_days"))
            settles_here = deal.standing == Agreed.MADE and deal.instruction
            if not settles_here and read_date(max(deal.trade_date, deal.ticket.day)) + kept < today:
                self._forget(deal)

    def _forget(self, deal: Deal) -> None:
        key = (deal.number, deal.part)
        self.deals.drop(key)
        if key in self.changes:
            self.changes.drop(key)

    def instruction_ended(self, ledger: Ledger, instruction: Instruction) -> None:
        """Settlement tells how a deal ended."""
        handover.ended(ledger, instruction)
