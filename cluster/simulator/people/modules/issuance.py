"""People who issue bonds: announced, bid for under seal, opened with two keys, paid, listed; each also at the wrong time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from actors.base.digest import tagged
from actors.ledger import records as rec
from actors.ledger.records import Class
from actors.modules.bond import BondTerms
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.module import Issuance
from actors.modules.issuance.sealing import Sheet, SheetLine, binding, commitment, pad, public_of
from actors.modules.issuance.state import Issue, Stage
from cluster.simulator import market as small
from cluster.simulator.market import BOC, CCDC, CNY, ICBC, PBC
from cluster.simulator.people.desk import Desk
from cluster.simulator.people.modules.errands import GROSS, Errands
from cluster.simulator.people.modules.sealing import seal

UNDERWRITERS: Final = (ICBC, BOC)
OFFERED: Final = 100
#: How often keys are published at the end, two seconds apart: clocks differ by some seconds.
OPENINGS_AT_THE_END: Final = 4
ISSUANCE, TREASURY = small.client(CCDC, 90), small.client(PBC, 90)


def key_of(issue: int, opener: int) -> bytes:
    """The private auction key of an opener of this issue."""
    return tagged("simulated", f"auction {issue} {opener}".encode())


class Issuing(Errands):
    """The treasury's agent, the depository, and two underwriters."""

    deeds: ClassVar[Mapping[str, int]] = {"announce": 4, "bid": 4, "open": 4, "go_on": 6, "call_off": 1}
    methods: ClassVar[tuple[Method, ...]] = (
        Method.UNIFORM_YIELD,
        Method.MODIFIED_YIELD,
        Method.UNIFORM_PRICE,
    )
    #: Asset number of the bond that issues join; 0: they stand alone.
    parent: ClassVar[int] = 0

    def __init__(self, desk: Desk) -> None:
        """Nothing is issued."""
        super().__init__(desk)
        #: Sheets as they were committed to: issue, underwriter, number, padded bytes.
        self.sheets: list[tuple[int, int, int, bytes]] = []
        #: Numbers of issues that were announced.
        self.issues: list[int] = []

    def accounts(self) -> list[tuple[int, list[Any]]]:
        """The accounts that an issue needs."""
        return [
            (CCDC, [rec.open_account(ISSUANCE, 1, Class.ISSUANCE)]),
            (PBC, [rec.open_account(TREASURY, 1)]),
        ]

    async def announce(self) -> None:
        """An issue whose window closes soon, taken by the depository, and bids for it."""
        issue = 600 + self.desk.reference_next()
        begin_ms = self.now_ms() + self.chance.choice((-50, 0, 100))
        window = (begin_ms, begin_ms + self.chance.choice((600, 1_000, 2_000)))
        additional_ms = self.chance.choice((0, 0, window[1] + 600))
        today = self.today()
        table = com.Timetable(*window, additional_ms, today, today, today)
        method = self.chance.choice(self.methods)
        coupon = 0 if method.by_yield else 20_000
        bond = BondTerms(
            issue, f"T{issue}", f"Treasury {issue}", 10_000, coupon, 2, today, 20460323, self.parent
        )
        members = tuple(com.Underwriter(one, 1) for one in UNDERWRITERS)
        fee, spread = self.chance.choice((0, 1_000)), self.chance.choice((0, 30))
        limits = com.Limits(100, spread_ticks=spread)
        money = (fee, CNY, TREASURY, CCDC)
        terms = com.Terms(bond, int(method), OFFERED, 10, limits, table, members, *money)
        instance, issuer = self.chance.choice(((GROSS, PBC),) * 8 + ((0, PBC), (GROSS, ICBC)))
        self.issues.append(issue)
        await self.desk.command_and_look(
            issuer, com.AnnounceIssue(issue, instance, terms, public_of(key_of(issue, PBC)))
        )
        await self.desk.command_and_look(
            CCDC, com.AcceptIssue(issue, ISSUANCE, public_of(key_of(issue, CCDC)))
        )
        for _ in range(2):
            await self._bid(issue, by_yield=method.by_yield)

    async def _look(self) -> None:
        await self.desk.world.sleep(self.chance.randint(20, 150))

    def _issues(self, *stages: Stage) -> list[Issue]:
        known = self.see(Issuance)
        return [one for one in known.issues if not stages or one.stage in stages] if known else []

    async def bid(self) -> None:
        """A sheet for some issue, in its window or not; a withdrawal."""
        issues = self._issues(Stage.ACCEPTED) or self._issues()
        if not issues:
            await self.announce()
            return
        one = self.chance.choice(issues)
        await self._bid(one.number, by_yield=Method(one.terms.method).by_yield)
        if self.chance.random() < 0.2 and self.sheets:
            issue, who, number, _ = self.chance.choice(self.sheets)
            await self.desk.command(who, com.WithdrawBid(issue, number))

    async def _bid(self, issue: int, by_yield: bool) -> None:
        who, number = self.chance.choice(UNDERWRITERS), self.desk.reference_next()
        values = (15_000, 15_200, 15_400, 15_500) if by_yield else (990_000, 995_000, 1_000_000, 999_950)
        lines = [
            SheetLine(value, self.chance.choice((5, 10, 20)))
            for value in self.chance.sample(values, self.chance.randint(1, 3))
        ]
        if self.chance.random() < 0.3:
            lines.append(SheetLine(0, self.chance.choice((2, 9))))
        bound = binding(self.desk.market.market_id, issue, who, number)
        sheet = pad(Sheet(tuple(lines), self.chance.randbytes(32)))
        self.sheets.append((issue, who, number, sheet))
        to_issuer = seal(public_of(key_of(issue, PBC)), self.chance.randbytes(32), bound, sheet)
        sealed = seal(public_of(key_of(issue, CCDC)), self.chance.randbytes(32), bound, to_issuer)
        by = self.chance.choice((who, who, who, who, self.anyone()))
        replaces = self.chance.choice(
            (0, 0, 0, *(at for a, b, at, _ in self.sheets[:-1] if (a, b) == (issue, who)))
        )
        await self.desk.command(by, com.SealBid(issue, number, sealed, commitment(bound, sheet), replaces))

    async def open(self) -> None:
        """The openers publish their keys, one or both, perhaps too early or a wrong one; bidders reveal."""
        issues = self._issues(Stage.ACCEPTED) or self._issues()
        if not issues:
            await self.announce()
            return
        issue = self.chance.choice(issues).number
        if self.chance.random() < 0.3:
            await self._reveal(issue)
        openers = self.chance.choice(((PBC, CCDC), (CCDC, PBC), (PBC,), (CCDC,), (PBC, CCDC, CCDC)))
        for opener in openers:
            whose = self.chance.choice((opener,) * 9 + (PBC,))
            await self.desk.command(opener, com.PublishKey(issue, key_of(issue, whose)))
            await self._look()

    async def _reveal(self, issue: int) -> None:
        for at, who, number, sheet in self.sheets[-3:]:
            if at == issue:
                await self.desk.command(who, com.RevealBid(issue, number, sheet))

    async def go_on(self) -> None:
        """What comes after the auction: additional bids, custody, registration, payment, listing, fees."""
        issues = self._issues(Stage.ALLOTTED, Stage.REGISTERED, Stage.LISTED)
        known = self.see(Issuance)
        if not issues or known is None:
            await self.open()
            return
        one = issues[-1]
        number = one.number
        for who in UNDERWRITERS:
            row = known.allotments.get((number, who))
            if row is None:
                continue
            own = small.client(CCDC, 1 if who == ICBC else 2)
            part = com.Part(own, row.units)
            pays = small.client(who, self.chance.choice((1, 1, 2)))
            extra = [com.AddBid(number, self.chance.choice((0, 1, 5)))] if self.chance.random() < 0.3 else []
            await self.desk.command(who, *extra, com.ElectCustody(number, (part,)))
            if one.stage == Stage.REGISTERED or self.chance.random() < 0.1:
                await self.desk.command(who, com.PayAllotment(number, pays))
        ends = {Stage.ALLOTTED: com.RegisterIssue(number), Stage.REGISTERED: com.ListIssue(number)}
        await self.desk.command(CCDC, ends.get(Stage(one.stage), com.PayFees(number)))
        if one.stage == Stage.LISTED:
            await self.desk.command(PBC, com.PayFees(number))

    async def call_off(self) -> None:
        """An issue is called off, by its issuer or not, in time or not."""
        issues = self._issues()
        if issues:
            by = self.chance.choice((PBC, PBC, CCDC))
            await self.desk.command(by, com.CancelIssue(self.chance.choice(issues).number))

    async def wind_up(self) -> None:
        """Both keys of every auction, until none waits for them."""
        for _ in range(OPENINGS_AT_THE_END):
            open_ = [
                one for one in self.issues if one in {row.number for row in self._issues(Stage.ACCEPTED)}
            ]
            for opener in (PBC, CCDC):
                if open_:
                    keys = [com.PublishKey(one, key_of(one, opener)) for one in open_]
                    await self.desk.command(opener, *keys)
            if self.issues:
                await self.desk.world.sleep(2_000)
