"""People who service bonds: coupons, parts of the principal, puts, calls, resets, floaters, each too early, twice, or by another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from actors.base.canonical import Canonical
from actors.ledger import records as rec
from actors.ledger.commands import CloseDate, LinkCash, OpenDate, RegisterAsset
from actors.ledger.records import Class
from actors.modules.corporate import commands as com
from actors.modules.corporate.commands import Market, Option, Right
from actors.modules.corporate.module import Corporate
from actors.modules.corporate.state import Event, Pays, Standing
from actors.modules.dates import number_of, read_date
from actors.modules.instruments.commands import BondClass, CouponType, RegisterTerms
from actors.modules.instruments.isin import check_digit
from cluster.simulator import market as small
from cluster.simulator.market import BOC, CCDC, CLIENTS, CNY, CSDC, CSRC, PBC
from cluster.simulator.people.modules.errands import GROSS, TODAY, Errands
from cluster.simulator.people.opening import BANK_OF, owner

#: A bond that repays a part, may be put, called and reset, and a floater that matures, all within days.
SINKING, FLOATING = 30, 31
#: The day on which both pay, two business days after the first of a run; and days that come later.
DUE, LATER, LAST = 20260325, 20260925, 20270325
#: Where the issuer pays from, redeemed bonds end, CSDC's clients are paid from; a holder's account for what it puts.
PAYING, REDEEMED, NOMINEE_CASH, PUT = 97, 97, 97, 98
INDEX: Final = 7
_EACH: Final = 101
_FACE_FEN: Final = 10_000
#: Less than falls due, so that some payments wait for cash.
_MONEY: Final = 500_000


def _terms(asset: int, coupon: CouponType, maturity: int) -> RegisterTerms:
    body = f"CND2{asset:07d}"
    fixed = (coupon, 21_900, 2, 0, 20250325, maturity)
    return RegisterTerms(asset, body + check_digit(body), f"C-{asset}", "MOF", BondClass.TREASURY, *fixed, ())


def _service(asset: int, **more: Any) -> com.ArrangeService:
    paying, redeemed = small.client(PBC, PAYING), small.client(CCDC, REDEEMED)
    return com.ArrangeService(GROSS, asset, PBC, CNY, paying, redeemed, Market.INTERBANK, **more)


def business_days(year: int) -> tuple[int, ...]:
    """Mondays to Fridays."""
    days = (date(year, 1, 1) + timedelta(at) for at in range(365))
    return tuple(number_of(one) for one in days if one.weekday() < 5)


class Servicing(Errands):
    """The treasury, its agent the depository, a nominee, and holders."""

    deeds: ClassVar[Mapping[str, int]] = {
        "pay": 5,
        "next_date": 4,
        "put": 4,
        "take_back": 1,
        "call": 1,
        "reset": 1,
        "fix": 2,
        "plan": 1,
        "fund": 1,
    }

    def accounts(self) -> list[tuple[int, list[Any]]]:
        """Accounts of issuer, depository, nominee and holders."""
        puts = {
            one: [
                rec.open_account(small.client(one, PUT), owner(1), cash_account=small.client(BANK_OF[one], 1))
            ]
            for one in (CCDC, CSDC)
        }
        paying, cash = small.client(PBC, PAYING), small.client(BOC, NOMINEE_CASH)
        redeemed = rec.open_account(small.client(CCDC, REDEEMED), CCDC)
        return [
            (PBC, [rec.open_account(paying, PBC), rec.grant(paying, CCDC), rec.issue(paying, CNY, _MONEY)]),
            (BOC, [rec.open_account(cash, CSDC, Class.SETTLEMENT), rec.grant(cash, CSDC)]),
            (CCDC, [redeemed, *puts[CCDC]]),
            (CSDC, puts[CSDC]),
        ]

    def preparations(self) -> list[tuple[int, list[Canonical]]]:
        """Two bonds with terms and service; a calendar; a reference rate."""
        omnibus = small.omnibus(CCDC, CSDC)
        sinking = _service(
            SINKING,
            repayments=(com.Repayment(DUE, 100_000),),
            options=(
                Option(Right.PUT, DUE, 1_001_000, TODAY, TODAY + 1),
                Option(Right.RESET, DUE),
                Option(Right.CALL, LATER, 1_000_000, notice_days=90),
            ),
        )
        floating = _service(FLOATING, index=INDEX, spread_micro=500, reset_days=1)
        bonds = [RegisterAsset(one, f"C-{one}", 1, _FACE_FEN, True) for one in (SINKING, FLOATING)]
        terms = [_terms(SINKING, CouponType.FIXED, LAST), _terms(FLOATING, CouponType.FLOATING, DUE)]
        return [
            (
                CSRC,
                [
                    com.SetCalendar(Market.INTERBANK, 2026, business_days(2026), False),
                    com.RegisterIndex(INDEX, "LPR", PBC),
                ],
            ),
            (CCDC, [*bonds, *terms, sinking, floating, LinkCash(omnibus, small.client(BOC, NOMINEE_CASH))]),
        ]

    def issued(self) -> list[tuple[int, list[Any]]]:
        """Every client of both depositories gets some of both bonds."""
        clients = [small.client(one, number) for one in (CCDC, CSDC) for number in range(1, CLIENTS + 1)]
        units = [(account, _EACH + at) for at, account in enumerate(clients)]
        return [(CCDC, [rec.issue(one, bond, some) for one, some in units for bond in (SINKING, FLOATING)])]

    def _events(self, *standings: Standing) -> list[Event]:
        known = self.see(Corporate)
        return [one for one in known.events if one.standing in standings] if known else []

    async def pay(self) -> None:
        """What is due is paid by the depository and its nominee, the nominee first sometimes; or what is not; or twice."""
        events = self._events(Standing.FIXED) or self._events(Standing.SCHEDULED, Standing.PAID)[:6]
        if not events:
            return
        one = self.chance.choice(events)
        payers = self.chance.choice(((CCDC, CSDC), (CCDC, CSDC), (CSDC, CCDC), (CCDC, CCDC, CSDC, CSDC)))
        for by in (*payers, *([self.anyone()] if self.chance.random() < 0.1 else [])):
            await self.desk.command_and_look(by, com.PayEvent(one.asset, one.number))

    async def next_date(self) -> None:
        """The business date closes, the next one opens."""
        today = self.today()
        following = number_of(read_date(today) + timedelta(1))
        await self.desk.command_and_look(CSRC, CloseDate(today), OpenDate(following))

    def _put(self) -> int:
        puts = [one.number for one in self._events(*Standing) if (one.asset, one.pays) == (SINKING, Pays.PUT)]
        return puts[0] if puts else 1

    async def put(self) -> None:
        """A holder gives some of its bonds back, or more than it has, or from another's account."""
        gateway, number = self.chance.choice((CCDC, CSDC)), self.chance.choice((1, 1, 1, 1, 2))
        account, units = small.client(gateway, number), self.chance.choice((1, 20, 20, 500))
        by = self.chance.choice((gateway,) * 5 + (self.anyone(),))
        await self.desk.command(
            by, com.ElectPut(SINKING, self._put(), account, small.client(gateway, PUT), units)
        )

    async def take_back(self) -> None:
        """A holder changes its mind, within the days or after them."""
        gateway = self.chance.choice((CCDC, CSDC))
        units = self.chance.choice((1, 20, 40))
        await self.desk.command(
            gateway, com.WithdrawPut(SINKING, self._put(), small.client(gateway, PUT), units)
        )

    async def call(self) -> None:
        """The issuer calls the issue, or somebody who may not, or of a day without such a right."""
        by = self.chance.choice((PBC, PBC, CSDC))
        await self.desk.command(by, com.AnnounceCall(SINKING, self.chance.choice((LATER, DUE))))

    async def reset(self) -> None:
        """The issuer sets another coupon for the periods to come."""
        by, rate = self.chance.choice((PBC, CCDC, CSDC)), self.chance.choice((25_000, 18_000, 0))
        await self.desk.command(by, com.ResetRate(SINKING, DUE, rate))

    async def fix(self) -> None:
        """The administrator publishes a fixing, once or twice, of today or of tomorrow."""
        day, rate = self.chance.choice((self.today(), self.today() + 1)), self.chance.randint(15_000, 30_000)
        by = self.chance.choice((PBC, PBC, PBC, self.anyone()))
        await self.desk.command(by, *[com.AddFixing(INDEX, day, rate)] * self.chance.choice((1, 1, 2)))

    async def plan(self) -> None:
        """A calendar with another holiday, to come or past; whose days a custodian goes by."""
        gone = self.chance.choice((self.today(), LATER))
        days = tuple(one for one in business_days(2026) if one != gone)
        by = self.chance.choice((CSRC, CSRC, CCDC))
        await self.desk.command(by, com.SetCalendar(Market.INTERBANK, 2026, days, False))
        await self.desk.command(CSDC, com.SetHomeMarket(self.chance.choice((1, 2, 3))))

    async def fund(self, fen: int = _MONEY) -> None:
        """The treasury's account gets money; what waits for it is paid."""
        await self.desk.submit_and_look(PBC, [rec.issue(small.client(PBC, PAYING), CNY, fen)])

    async def wind_up(self) -> None:
        """Days pass until everything has fallen due, and is paid early, in time, late and twice."""
        for _ in range(4):
            await self.pay()
            await self.next_date()
        await self.fund(100_000_000)
        for one in self._events(Standing.FIXED):
            for by in (CCDC, CSDC):
                await self.desk.command_and_look(by, com.PayEvent(one.asset, one.number))
