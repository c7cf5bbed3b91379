"""People who trade: deals declared, confirmed, rejected; quotes in the book and who takes them; changes by both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from actors.base.canonical import Canonical
from actors.ledger import records as rec
from actors.ledger.records import account_number
from actors.modules.trading import commands as com
from actors.modules.trading.commands import Market, MemberKind, Purse, Side, Ticket
from actors.modules.trading.module import Trading as Module
from cluster.simulator import market as small
from cluster.simulator.market import BOND, CCDC, CNY, CSDC, CSRC
from cluster.simulator.people.desk import Desk
from cluster.simulator.people.modules.errands import GROSS, TODAY, Errands
from cluster.simulator.people.modules.instruments import Describing
from cluster.simulator.people.opening import BANK_OF, owner

#: Members of the venue: the first client of one custodian, the second of the other.
FIRST, SECOND = account_number(CSRC, 1), account_number(CSRC, 2)
_PURSES: Final = {
    FIRST: (owner(1), Purse(small.client(CCDC, 1), small.client(BANK_OF[CCDC], 1))),
    SECOND: (owner(2), Purse(small.client(CSDC, 2), small.client(BANK_OF[CSDC], 2))),
}


class Trading(Errands):
    """The venue, which signs what its members ask for, and custodians, who affirm what was dealt."""

    needs: ClassVar[tuple[type[Errands], ...]] = (Describing,)
    deeds: ClassVar[Mapping[str, int]] = {"declare": 4, "book": 3, "ask": 2, "change": 2, "suspend": 1}

    def __init__(self, desk: Desk) -> None:
        """The venue may debit nobody yet."""
        super().__init__(desk)
        self.granted = False

    def preparations(self) -> list[tuple[int, list[Canonical]]]:
        """The venue with two members."""
        dealer = MemberKind.INSTITUTION
        members = [
            com.RegisterMember(number, GROSS, whose, dealer, True, 0, (purse,))
            for number, (whose, purse) in _PURSES.items()
        ]
        return [(CSRC, [com.SetVenue(GROSS, Market.INTERBANK), *members])]

    def _number(self) -> int:
        return account_number(CSRC, 1_000 + self.desk.reference_next())

    def _ticket(self) -> Ticket:
        today = self.today()
        day = self.chance.choice((today,) * 6 + (today + 1, TODAY + 90))
        price = self.chance.choice((985_000, 990_000, 1_001_234))
        return Ticket(BOND, CNY, self.chance.choice((1, 20, 300, 0)), price, day)

    def _sides(self) -> tuple[int, int]:
        return self.chance.choice(((FIRST, SECOND), (SECOND, FIRST)))

    async def declare(self) -> None:
        """A deal declared, then confirmed, rejected or withdrawn, or left to lapse; custodians let the venue debit."""
        if not self.granted:
            await self._grant()
        member, other = self._sides()
        number = self._number()
        expires_s = self.chance.choice((0, self.now_ms() // 1000 + self.chance.randint(0, 3)))
        side = self.chance.choice((Side.BUY, Side.SELL))
        declared = com.DeclareDeal(number, GROSS, member, 0, side, other, self._ticket(), expires_s)
        answers = (com.ConfirmDeal(number, 0), com.ConfirmDeal(number, 0), com.RejectDeal(number))
        answer = self.chance.choice((*answers, com.WithdrawDeal(number), None))
        await self.desk.command_and_look(self.chance.choice((CSRC, CSRC, CSRC, CCDC)), declared)
        if answer is not None:
            await self.desk.command(CSRC, *[answer] * self.chance.choice((1, 1, 2)))

    async def _grant(self) -> None:
        """Who keeps the members' accounts lets the venue debit them, all or half of them."""
        self.granted = True
        for _, purse in _PURSES.values():
            for account in (purse.account, purse.cash_account):
                if self.chance.random() < 0.8:
                    await self.desk.submit(account >> 48, [rec.grant(account, CSRC)])

    async def book(self) -> None:
        """A two-way quote is posted, and somebody takes it, more than there is, or its own."""
        maker, taker = self._sides()
        price = self.chance.choice((980_000, 985_000))
        expires_s = self.chance.choice((0, self.now_ms() // 1000 + self.chance.randint(0, 3)))
        terms = (BOND, CNY, self.today(), price, 50, price + 1_000, 50, expires_s)
        await self.desk.command_and_look(CSRC, com.PostQuote(self._number(), GROSS, maker, 0, *terms))
        side = self.chance.choice((Side.BUY, Side.SELL))
        ticket = Ticket(
            BOND, CNY, self.chance.choice((10, 50, 80)), price + 1_000 * (side == Side.BUY), self.today()
        )
        by = self.chance.choice((taker, taker, maker))
        partly = self.chance.random() < 0.5
        await self.desk.command(CSRC, com.TakeQuotes(self._number(), GROSS, by, 0, side, ticket, partly))

    async def ask(self) -> None:
        """A request for quotes, an answer, and a deal on it, or not."""
        member, dealer = self._sides()
        request, quote = self._number(), self._number()
        asked = com.RequestQuote(
            request, GROSS, member, 0, Side.BUY, (dealer,), BOND, CNY, 1_000, self.today(), 0
        )
        await self.desk.command_and_look(CSRC, asked)
        await self.desk.command_and_look(CSRC, com.GiveQuote(quote, request, dealer, 0, 1_000, 985_000, 0))
        end = self.chance.choice(
            (
                com.AcceptQuote(quote, 1_000),
                com.DeclineQuote(quote),
                com.WithdrawQuote(quote),
                com.CancelRequest(request),
            )
        )
        await self.desk.command(CSRC, end)

    async def change(self) -> None:
        """A deal is to be cancelled or corrected; the other side agrees or refuses."""
        known = self.see(Module)
        deals = list(known.deals) if known else []
        if not deals:
            await self.declare()
            return
        deal = self.chance.choice(deals)
        first, second = self._sides()
        place = (deal.number, deal.part)
        correction = com.ProposeCorrection(*place, first, self._ticket())
        await self.desk.command(CSRC, self.chance.choice((com.ProposeCancel(*place, first), correction)))
        answer = self.chance.choice((com.AgreeToChange, com.AgreeToChange, com.RefuseChange))
        await self.desk.command(CSRC, answer(*place, self.chance.choice((second, second, first))))

    async def suspend(self) -> None:
        """A member is suspended and let in again."""
        member, _ = self._sides()
        await self.desk.command(self.chance.choice((CSRC, CCDC)), com.SuspendMember(member, True))
        await self.desk.command(CSRC, com.SuspendMember(member, False))
