"""People who watch: categories, limits and stops that somebody deals against at once; surveys, warnings and their handling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from actors.base.canonical import Canonical
from actors.modules.risk import commands as com
from actors.modules.risk.commands import Action, Category, Measure, Scope, Verdict
from actors.modules.risk.module import Risk
from actors.modules.risk.state import Warned, WarningStanding
from cluster.simulator import market as small
from cluster.simulator.market import BOND, CCDC, CSDC, CSRC, PBC
from cluster.simulator.people.desk import Desk
from cluster.simulator.people.modules.errands import GROSS, Errands
from cluster.simulator.people.modules.trading import FIRST, Trading
from cluster.simulator.people.opening import BANK_OF, owner

_REPORT = bytes(range(32))


class Watching(Errands):
    """Regulators, the venue, and custodians that know their clients."""

    needs: ClassVar[tuple[type[Errands], ...]] = (Trading,)
    deeds: ClassVar[Mapping[str, int]] = {
        "categorise": 3,
        "restrict": 1,
        "bound": 5,
        "unbound": 1,
        "halt": 2,
        "stop": 2,
        "survey": 2,
        "work": 5,
    }

    def __init__(self, desk: Desk) -> None:
        """The venue may debit its members' accounts as soon as somebody deals."""
        super().__init__(desk)
        self.floor = Trading(desk)

    async def _deal(self) -> None:
        """Members deal, and the one who watches hopes that they may not."""
        for _ in range(self.chance.choice((1, 1, 2))):
            await self.floor.declare()
        if self.chance.random() < 0.3:
            await self.floor.book()

    async def categorise(self) -> None:
        """An owner's category is set, by who keeps its account or by who does not, for ever or until yesterday."""
        who = owner(self.chance.randint(1, 3))
        category = self.chance.choice((*Category, 0, 9))
        until = self.chance.choice((0, 0, self.today() - 1, self.today()))
        by = self.chance.choice((CCDC, CSDC, CSRC, self.anyone()))
        await self.desk.command_and_look(by, com.SetCategory(GROSS, who, category, until))
        await self._deal()

    async def restrict(self) -> None:
        """The bond is open to some categories alone, and to all again."""
        by = self.chance.choice((CCDC, CSRC, CSDC))
        await self.desk.command_and_look(by, com.RestrictBond(GROSS, BOND, self.chance.choice((1, 2, 7))))
        await self._deal()
        await self.desk.command(by, com.RestrictBond(GROSS, BOND, 0))

    def _limit(self) -> com.SetLimit:
        money, units = (
            self.chance.choice((0, 20_000, 200_000, 5_000_000)),
            self.chance.choice((0, 1_500, 9_000)),
        )
        gross, order, net = int(Measure.GROSS), int(Measure.ORDER), int(Measure.NET)
        one, two = (owner(1), owner(2)) if self.chance.random() < 0.5 else (owner(2), owner(1))
        (scope, subject, other), measure = self.chance.choice(
            (
                ((Scope.PLATFORM, 0, 0), gross),
                ((Scope.MEMBER, FIRST, 0), self.chance.choice((gross, order, net))),
                ((Scope.OWNER, one, 0), self.chance.choice((gross, order, net))),
                ((Scope.ACCOUNT, small.client(CCDC, 1), 0), self.chance.choice((gross, order))),
                ((Scope.COUNTERPARTY, one, two), gross),
                ((Scope.ASSET, BOND, 0), self.chance.choice((gross, order))),
                ((Scope.HOLDING, one, BOND), int(Measure.UNITS)),
                ((Scope.HOLDING, one, BOND), gross),
            )
        )
        value = units if measure == Measure.UNITS else money
        return com.SetLimit(GROSS, int(scope), subject, other, measure, value)

    async def bound(self) -> None:
        """A limit, low or high, and deals against it; the limit goes again, mostly."""
        by, limit = self.chance.choice((CSRC, CSRC, CCDC, self.anyone())), self._limit()
        await self.desk.command_and_look(by, limit)
        await self._deal()
        if self.chance.random() < 0.7:
            place = (limit.scope, limit.subject, limit.other, limit.measure)
            await self.desk.command(by, com.DropLimit(GROSS, *place))

    async def unbound(self) -> None:
        """Somebody takes another's limit away, or none."""
        await self.desk.command(self.anyone(), com.DropLimit(GROSS, Scope.PLATFORM, 0, 0, Measure.GROSS))

    async def halt(self) -> None:
        """Trading of the bond or of everything is halted, tried, and resumed, by who may or not."""
        by, asset = self.chance.choice((CSRC, PBC, CCDC, BANK_OF[CCDC])), self.chance.choice((0, BOND))
        await self.desk.command_and_look(by, com.HaltTrading(GROSS, asset))
        await self._deal()
        resumed = com.ResumeTrading(GROSS, self.chance.choice((asset, asset, BOND)))
        await self.desk.command(self.chance.choice((by, CSRC)), resumed)

    async def stop(self) -> None:
        """An owner may buy no more of a bond, or of an issuer's; it tries."""
        who, what = self.chance.choice((0, owner(1), owner(2))), self.chance.choice(((BOND, ""), (0, "MOF")))
        by = self.chance.choice((CSRC, CSRC, BANK_OF[CSDC]))
        await self.desk.command_and_look(by, com.StopBuying(GROSS, who, *what))
        await self._deal()
        await self.desk.command(CSRC, com.AllowBuying(GROSS, who, *what))

    async def survey(self) -> None:
        """The platform is looked at, by who may or not."""
        await self.desk.command_and_look(self.chance.choice((CSRC, PBC, self.anyone())), com.RunSurvey(GROSS))

    def _warnings(self) -> list[Warned]:
        known = self.see(Risk)
        return [one for one in known.warnings if one.standing != WarningStanding.CLOSED] if known else []

    async def work(self) -> None:
        """A warning goes through its stages, handled and judged by two regulators or by the same one."""
        warnings = self._warnings()
        if not warnings:
            await self.survey()
            return
        number = self.chance.choice(warnings).number
        by, other = self.chance.choice(((CSRC, PBC), (PBC, CSRC), (CSRC, CSRC), (PBC, CCDC)))
        verdict = self.chance.choice((*Verdict, Verdict.EFFECTIVE, 7))
        steps: list[tuple[int, Canonical]] = [
            (by, com.AcknowledgeWarning(number)),
            (
                self.chance.choice((by, by, by, other)),
                com.HandleWarning(number, self.chance.choice((*Action, 8)), _REPORT),
            ),
            (other, com.EvaluateWarning(number, verdict)),
        ]
        if self.chance.random() < 0.2:
            del steps[self.chance.randrange(3)]
        for who, command in steps:
            await self.desk.command_and_look(who, command)
