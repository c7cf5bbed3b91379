"""People who build a book: orders in the window and out of it, and a lead that cuts them with reasons, or tries to without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from actors.modules.bond import BondTerms
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.module import Issuance
from actors.modules.issuance.state import Reason, Stage
from cluster.simulator.market import BOC, CCDC, CNY, ICBC, PBC
from cluster.simulator.people.modules.errands import GROSS, Errands
from cluster.simulator.people.modules.issuance import ISSUANCE, OFFERED, TREASURY, UNDERWRITERS, Issuing

LEAD: Final = ICBC


class Booking(Issuing):
    """The treasury's agent, the depository, the lead and its syndicate."""

    needs: ClassVar[tuple[type[Errands], ...]] = (Issuing,)
    deeds: ClassVar[Mapping[str, int]] = {"announce": 3, "order": 5, "cancel": 1, "allocate": 5, "go_on": 4}

    def accounts(self) -> list[tuple[int, list[object]]]:
        """Those of all issues."""
        return []

    async def announce(self) -> None:
        """An issue with a book, taken by the depository, and orders for it."""
        issue, begin_ms = 700 + self.desk.reference_next(), self.now_ms() - 100
        today = self.today()
        table = com.Timetable(begin_ms, begin_ms + self.chance.choice((700, 1_200)), 0, today, today, today)
        bond = BondTerms(issue, f"B{issue}", f"Book {issue}", 10_000, 0, 2, today, 20310323)
        members = tuple(com.Underwriter(one, 1) for one in UNDERWRITERS)
        lead = self.chance.choice((LEAD,) * 8 + (PBC,))
        terms = com.Terms(
            bond, int(Method.BOOK), OFFERED, 0, com.Limits(100, 10_000, 30_000), table, members, 0, CNY, TREASURY, CCDC, lead
        )  # fmt: skip
        self.issues.append(issue)
        await self.desk.command_and_look(PBC, com.AnnounceIssue(issue, GROSS, terms, b""))
        await self.desk.command_and_look(CCDC, com.AcceptIssue(issue, ISSUANCE, b""))
        for _ in range(3):
            await self._order(issue)

    def _book(self) -> int:
        """The newest issue with a book, or 0."""
        books = [one.number for one in self._issues(Stage.ACCEPTED) if one.terms.method == Method.BOOK]
        return books[-1] if books else 0

    async def order(self) -> None:
        """An order for the newest book."""
        issue = self._book()
        await (self._order(issue) if issue else self.announce())

    async def _order(self, issue: int) -> None:
        value, units = (
            self.chance.choice((15_000, 15_500, 16_000, 15_050, 0)),
            self.chance.choice((10, 30, 60)),
        )
        by, number = self.chance.choice((ICBC, BOC, CCDC)), self.desk.reference_next()
        await self.desk.command(by, com.PlaceOrder(issue, number, value, units))

    async def cancel(self) -> None:
        """An order is withdrawn, in time or not, by whose it is or another."""
        known = self.see(Issuance)
        orders = list(known.orders) if known else []
        if orders:
            one = self.chance.choice(orders)
            by = self.chance.choice((one.institution, one.institution, LEAD))
            await self.desk.command(by, com.CancelOrder(one.issue, one.number))

    async def allocate(self) -> None:
        """The lead, or another, closes the book: perhaps too early, at a yield that prices out, or over the offer."""
        issue, known = self._book(), self.see(Issuance)
        if not issue or known is None:
            await self.announce()
            return
        await self.desk.world.sleep(self.chance.choice((50, 400, 900)))
        value, left, parts = self.chance.choice((15_500, 16_000, 16_000, 15_000)), OFFERED, []
        careless = self.chance.random() < 0.2
        for one in known.orders.among((issue, 0, 0), (issue + 1, 0, 0)):
            if one.cancelled:
                continue
            units = one.units if careless else min(left, one.units) if one.value <= value else 0
            left -= units
            reason = (
                Reason.NONE if units == one.units else Reason.PRICE if one.value > value else Reason.PRO_RATA
            )
            parts.append(com.Allocation(one.institution, one.number, units, reason))
        by = self.chance.choice((LEAD,) * 4 + (BOC, PBC))
        await self.desk.command_and_look(by, com.AllocateBook(issue, value, tuple(parts)))

    async def wind_up(self) -> None:
        """Books wait for nobody."""
