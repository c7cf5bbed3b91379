"""P2 of risk: nobody deals beyond a limit, against a stop or a halt, or judges his own handling of a warning.

Source: docs/spec/risk.md. What is used of limits is counted from the deals themselves.
"""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.ledger.records import Class
from actors.ledger.status import Status
from actors.modules.instruments.commands import RegisterTerms
from actors.modules.risk import commands as com
from actors.modules.risk.commands import Measure, Scope
from actors.modules.trading.module import Trading
from actors.modules.trading.state import Agreed, Deal
from cluster.simulator.model.plain import PlainLedger
from cluster.simulator.model.state import State
from cluster.simulator.model.watch import Watch

#: Instance, scope, subject, other.
_Place = tuple[int, int, int, int]


class LimitWatch(Watch):
    """Limits, stops and halts as they were set, and every deal as it is made."""

    def __init__(self) -> None:
        """Nothing is forbidden."""
        super().__init__()
        self._limits: dict[tuple[_Place, int, int], int] = {}
        self._stops: set[tuple[int, int, int, str]] = set()
        self._halts: set[tuple[int, int]] = set()
        self._issuers: dict[int, str] = {}
        self._handled: dict[int, int] = {}
        self._known: set[tuple[int, int, int]] = set()

    def done(self, plain: PlainLedger, by: int, command: Canonical, status: Status) -> None:
        """A rule of risk is set or ended; or somebody dealt."""
        match command:
            case com.SetLimit() as c:
                place = (c.instance, c.scope, c.subject, c.other)
                self._limits[place, c.measure, by] = c.value
            case com.DropLimit() as c:
                self._limits.pop(((c.instance, c.scope, c.subject, c.other), c.measure, by), None)
            case com.StopBuying() as c:
                self._stops.add((c.instance, c.owner, c.asset, c.issuer))
            case com.AllowBuying() as c:
                self._stops.discard((c.instance, c.owner, c.asset, c.issuer))
            case com.HaltTrading() as c:
                self._halts.add((c.instance, c.asset))
            case com.ResumeTrading() as c:
                self._halts.discard((c.instance, c.asset))
            case RegisterTerms(asset=asset, issuer=issuer):
                self._issuers[asset] = issuer
            case com.HandleWarning(number=number):
                self._handled[number] = by
            case com.EvaluateWarning(number=number):
                if self._handled.get(number) == by:
                    self.faults.append(f"P2: institution {by} judged its own handling of warning {number}")
        self._look(plain)

    def _look(self, plain: PlainLedger) -> None:
        deals = list(plain.module(Trading).deals)
        made = [one for one in deals if (one.number, one.part, one.version) not in self._known]
        self._known.update((one.number, one.part, one.version) for one in made)
        for one in made:
            self._against(one)
            self._over(plain, deals, one)

    def _against(self, one: Deal) -> None:
        """A deal against a stop or a halt."""
        asset, issuer = one.ticket.asset, self._issuers.get(one.ticket.asset, "")
        for who in (0, one.buyer.owner):
            for what in ((0, ""), (asset, ""), (0, issuer)):
                if (one.instance, who, *what) in self._stops:
                    self.faults.append(
                        f"P2: deal {one.number:#x}: owner {one.buyer.owner} bought, and was stopped"
                    )
        if self._halts & {(one.instance, 0), (one.instance, asset)}:
            self.faults.append(f"P2: deal {one.number:#x} was made while trading was halted")

    def _over(self, plain: PlainLedger, deals: list[Deal], one: Deal) -> None:
        """A deal beyond a limit: of its amount, of the day's turnover, of what its buyer holds."""
        today = plain.business_date
        for (place, measure, by), value in self._limits.items():
            if place not in _places(one):
                continue
            used = 0
            if measure == Measure.ORDER:
                used = one.amount_fen
            elif measure == Measure.GROSS:
                counted = [deal for deal in deals if place in _places(deal) and _counts(deal, today)]
                used = sum(deal.amount_fen for deal in counted)
            elif measure == Measure.UNITS:
                used = _held(plain.tables, *place[2:]) + _coming(deals, *place[2:])
            if used > value:
                self.faults.append(
                    f"P2: deal {one.number:#x} brings {Scope(place[1]).name} {place[2]} to {used}, over the limit of "
                    f"{value} that institution {by} set"
                )


def _counts(deal: Deal, today: int) -> bool:
    return deal.trade_date == today and deal.standing != Agreed.CANCELLED


def _places(deal: Deal) -> set[_Place]:
    """Where a deal counts; what its buyer holds counts there too."""
    seller, buyer, asset = deal.seller, deal.buyer, deal.ticket.asset
    found = {
        (Scope.PLATFORM, 0, 0),
        (Scope.ASSET, asset, 0),
        (Scope.HOLDING, buyer.owner, asset),
        *((Scope.MEMBER, one.member, 0) for one in (seller, buyer)),
        *((Scope.OWNER, one.owner, 0) for one in (seller, buyer)),
        *((Scope.ACCOUNT, one.account, 0) for one in (seller, buyer)),
        (Scope.COUNTERPARTY, seller.owner, buyer.owner),
        (Scope.COUNTERPARTY, buyer.owner, seller.owner),
    }
    return {(deal.instance, int(scope), subject, other) for scope, subject, other in found}


def _held(state: State, owner: int, asset: int) -> int:
    nobodys = (Class.OMNIBUS, Class.ISSUANCE)
    return sum(
        held.total
        for (account, what), held in state.positions.items()
        if what == asset
        and state.accounts[account].owner == owner
        and state.accounts[account].class_ not in nobodys
    )


def _coming(deals: list[Deal], owner: int, asset: int) -> int:
    """Units that unsettled deals bring the owner, less those that they take."""
    mine = [one for one in deals if one.standing == Agreed.MADE and one.ticket.asset == asset]
    bought = sum(one.ticket.quantity for one in mine if one.buyer.owner == owner)
    return bought - sum(one.ticket.quantity for one in mine if one.seller.owner == owner)
