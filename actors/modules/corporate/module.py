"""The module of corporate actions and calendars."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from actors.ledger.business import coupons
from actors.ledger.commands import DeclareCoupon
from actors.ledger.module import Module, Rule, Rules, Shelf
from actors.ledger.parameter import Parameter
from actors.ledger.records import gateway_of
from actors.modules.corporate import arrangement, calendars, day, indices, payment, puts, rates, rights
from actors.modules.corporate import commands as com
from actors.modules.corporate.parameters import PARAMETERS
from actors.modules.corporate.state import (
    Calendar,
    Claim,
    Election,
    Event,
    Fixing,
    Home,
    Index,
    Service,
    Task,
    Waiting,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

CALENDARS_MAX: Final = 1_000
INDICES_MAX: Final = 1_000
WAITING_MAX: Final = 100_000


class Corporate(Module):
    """What bonds pay: scheduled from their terms, fixed on record dates, paid from the issuer to the end owners."""

    name: ClassVar[str] = "corporate"
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[Rules] = {
        com.SetCalendar: Rule(calendars.why_not_set, calendars.set_),
        com.SetHomeMarket: Rule(calendars.why_not_home, calendars.set_home),
        com.RegisterIndex: Rule(indices.why_not_registered, indices.register),
        com.AddFixing: Rule(indices.why_not_added, indices.add),
        com.ArrangeService: Rule(arrangement.why_not_arranged, arrangement.arrange),
        com.PayEvent: Rule(payment.why_not_paid, payment.pay),
        com.ElectPut: Rule(puts.why_not_elected, puts.elect),
        com.WithdrawPut: Rule(puts.why_not_withdrawn, puts.withdraw),
        com.AnnounceCall: Rule(rights.why_not_called, rights.call),
        com.ResetRate: Rule(rates.why_not_reset, rates.reset),
        # The ledger's own, tightened for bonds under service.
        DeclareCoupon: Rule(arrangement.why_not_declared, coupons.declare),
    }

    def __init__(self) -> None:
        """No calendar, no bond under service."""
        self.calendars = Shelf(Calendar, lambda one: (one.market, one.year), rows_max=CALENDARS_MAX)
        self.homes = Shelf(Home, lambda one: one.gateway)
        self.indices = Shelf(Index, lambda one: one.index, rows_max=INDICES_MAX)
        self.fixings = Shelf(Fixing, lambda one: (one.index, one.date))
        self.services = Shelf(Service, lambda one: one.asset)
        self.events = Shelf(Event, lambda one: (one.asset, one.number))
        self.claims = Shelf(Claim, lambda one: (one.asset, one.event, one.gateway), self._owes)
        self.waiting = Shelf(
            Waiting, lambda one: (one.asset, one.event, one.gateway), self._owes, rows_max=WAITING_MAX
        )
        self.elections = Shelf(Election, lambda one: (one.asset, one.event, one.put_account), self._keeps)
        self.mornings = Shelf(Task, lambda one: (one.date, one.job, one.asset, one.event))
        self.evenings = Shelf(Task, lambda one: (one.date, one.job, one.asset, one.event))

    def _owes(self, _ledger: Ledger, institution: int, row: Claim | Waiting) -> bool:
        """What a gateway owes its clients is its own to see."""
        return institution == row.gateway

    def _keeps(self, _ledger: Ledger, institution: int, row: Election) -> bool:
        """Elections are seen by the custodian of the account."""
        return institution == gateway_of(row.put_account)

    def date_opened(self, ledger: Ledger) -> None:
        """Periods begin."""
        day.opened(ledger)

    def date_closed(self, ledger: Ledger) -> None:
        """Record dates close, days of grace end."""
        day.closed(ledger)

    def batches_executed(self, ledger: Ledger) -> None:
        """What waits for cash is tried again."""
        if len(self.waiting):
            payment.retry(ledger)
