"""The module of risk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from actors.ledger.module import Rule, Rules
from actors.ledger.parameter import Parameter
from actors.ledger.status import Status
from actors.modules.risk import checks, handling, investors, limits, measures, uses, warned
from actors.modules.risk import commands as c
from actors.modules.risk.book import RiskBook, watching
from actors.modules.risk.parameters import PARAMETERS, WHOLE
from actors.modules.risk.state import Limit, Outcomes, Subject, Watched
from actors.modules.risk.survey import instances_watched, survey
from actors.modules.settlement.state import Instruction, Standing
from actors.modules.trading.state import Deal

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_TRADING: Final = "trading"


class Risk(RiskBook):
    """Checks before a trade, and a watch over the market: monitor, warn, handle, evaluate."""

    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[Rules] = {
        c.SetCategory: Rule(investors.why_not_set, investors.set_category),
        c.RestrictBond: Rule(investors.why_not_restricted, investors.restrict),
        c.SetLimit: Rule(limits.why_not_set, limits.set_limit),
        c.DropLimit: Rule(limits.why_not_dropped, limits.drop_limit),
        c.RunSurvey: Rule(handling.why_not_surveyed, handling.run_survey),
        c.AcknowledgeWarning: Rule(handling.why_not_acknowledged, handling.acknowledge),
        c.HandleWarning: Rule(handling.why_not_handled, handling.handle),
        c.EvaluateWarning: Rule(handling.why_not_evaluated, handling.evaluate),
        c.HaltTrading: Rule(measures.why_not_halted, measures.halt),
        c.ResumeTrading: Rule(measures.why_not_resumed, measures.resume),
        c.StopBuying: Rule(measures.why_not_stopped, measures.stop),
        c.AllowBuying: Rule(measures.why_not_allowed, measures.allow),
    }

    # What other modules ask and tell (instances.admission.Halting, trading.eligibility.Guard, settlement.state.Listener).

    def why_halted(self, ledger: Ledger, instance: int, module: str, asset: int) -> list[Status]:
        """Whether trading is halted there."""
        halted = module == _TRADING and measures.is_halted(ledger, instance, asset)
        return [Status.TRADING_HALTED] if halted else []

    def why_not_traded(self, ledger: Ledger, deal: Deal) -> list[Status]:
        """Every reason against the deal: eligibility, limits, stops."""
        return checks.why_not_dealt(ledger, deal)

    def why_not_together(self, ledger: Ledger, deals: Sequence[Deal]) -> list[Status]:
        """Every reason against several deals of one command, the earlier ones counted with each."""
        faults = [
            fault for at, deal in enumerate(deals) for fault in checks.why_not_dealt(ledger, deal, deals[:at])
        ]
        return list(dict.fromkeys(faults))

    def why_not_credited(
        self, ledger: Ledger, instance: int, account: int, asset: int, quantity: int, amount: int
    ) -> list[Status]:
        """Every reason why an account is not allotted or sold a bond at issue."""
        return [
            *checks.why_not_eligible(ledger, instance, account, asset),
            *checks.why_over_limit(ledger, instance, account, asset, quantity, amount),
        ]

    def deal_made(self, ledger: Ledger, deal: Deal) -> None:
        """A deal was made: limits are used, and warned of when little is left."""
        book = watching(ledger, deal.instance)
        if book is None:
            return
        for order in uses.orders_of(deal):
            uses.count_up(book, order)
            _watch_limits(ledger, book, order)

    def deal_ended(self, ledger: Ledger, deal: Deal) -> None:
        """A deal has settled, failed or was cancelled."""
        book = watching(ledger, deal.instance)
        if book is not None:
            uses.count_down(ledger, book, deal)

    def instruction_ended(self, ledger: Ledger, instruction: Instruction) -> None:
        """A settlement instruction has ended."""
        instance = instruction.terms.instance
        if watching(ledger, instance) is None:
            return
        known = self.outcomes.get(instance) or Outcomes(instance, 0, 0)
        settled = known.settled + (instruction.standing == Standing.SETTLED)
        failed = known.failed + (instruction.standing == Standing.FAILED)
        if settled + failed:
            self.outcomes.put(Outcomes(instance, settled, failed))

    def date_opened(self, ledger: Ledger) -> None:
        """A new date's limits are unused, and nothing has settled or failed on it."""
        self.uses.clear()
        self.outcomes.clear()
        if self.standing:
            for instance in instances_watched(ledger):
                warned.refresh(ledger, instance, Watched.LIMIT_USE, [])

    def date_closed(self, ledger: Ledger) -> None:
        """The day's survey."""
        survey(ledger, instances_watched(ledger))
        warned.forget(ledger)


def _watch_limits(ledger: Ledger, book: RiskBook, order: uses.Order) -> None:
    """Warn of each limit that the order comes close to: of several on one thing, the one that is used most."""
    for place in order.places:
        found = checks.limits_at(book, order.instance, place)
        if found:
            turnover = uses.used(book, order.instance, place)
            most = max(_used_share(limit, turnover) for limit in found)
            about = warned.Finding(_about(*place), most)
            warned.measured(ledger, order.instance, Watched.LIMIT_USE, about)


def _used_share(limit: Limit, turnover: uses.Turnover) -> int:
    used = {
        int(c.Measure.GROSS): turnover.bought + turnover.sold,
        int(c.Measure.NET): abs(turnover.bought - turnover.sold),
    }.get(limit.measure, 0)
    return used * WHOLE // limit.value if limit.value else 0


def _about(scope: int, subject: int, other: int) -> Subject:
    """What a limit is about, as a warning names it: an owner or a bond where it is one, the rest as text."""
    match scope:
        case c.Scope.OWNER:
            return Subject(owner=subject, other=scope)
        case c.Scope.COUNTERPARTY:
            return Subject(owner=subject, name=str(other), other=scope)
        case c.Scope.ASSET:
            return Subject(asset=subject, other=scope)
    return Subject(name=str(subject) if subject else "", other=scope)
