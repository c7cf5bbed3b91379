"""The typed client of issuance: announce, bid sealed, open, pay, distribute, list. Specification: docs/spec/issuance.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from actors.modules.bond import BondTerms
from actors.modules.dates import number_of, read_date
from actors.modules.instances.state import Instance
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.issuance.parameters import PARAMETERS, SHARE
from actors.modules.issuance.sealing import SheetLine, binding
from actors.modules.issuance.sheet import SheetRules
from actors.modules.issuance.state import Allotment, Bid, Issue, OpenedLine, Order, Sale
from cluster.market.instruction import Instruction
from cluster.market.platform.bid_file import read_bids
from cluster.market.platform.sealing import AuctionKey, SealedSheet, seal
from cluster.market.platform.values import read_institution, read_moment, read_per_hundred, read_units
from cluster.market.problems import RequestRefused

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

Number = str | int | Decimal
Moment = str | datetime


class IssuanceClient:
    """Issues, in the name of one party. Faces in yuan, yields in percent, prices per 100, as text, int or Decimal."""

    def __init__(self, party: PartyClient) -> None:
        """Acts as ``party``."""
        self._party = party

    # the issuer and its depository

    async def draft(
        self,
        bond: BondTerms,
        method: Method,
        face: Number,
        *,
        opens: Moment,
        closes: Moment,
        payment: str | int,
        listing: str | int,
        underwriters: Mapping[str, str],
        cash: str | int,
        issuer_cash: int,
        depository: str,
        distribution: str | int = "",
        additional: Moment | None = None,
        noncompetitive: Number = 0,
        limits: com.Limits | None = None,
        fee_pct: Number = 0,
        lead: str = "",
    ) -> com.Terms:
        """Terms of an issue. ``underwriters``: name → ``"A"`` or ``"B"``; ``distribution``: by default the payment date.

        Raises:
            PriceProblem, DateProblem, UnknownParty, UnknownAsset: a value that cannot be read.
        """
        roster, face_fen = self._party.line.roster, bond.face_fen
        classes = {"A": com.CLASS_A, "B": com.CLASS_B}
        dates = [number_of(read_date(one)) for one in (payment, distribution or payment, listing)]
        moments = [read_moment(one) if one is not None else 0 for one in (opens, closes, additional)]
        return com.Terms(
            bond,
            int(method),
            read_units(face, face_fen),
            read_units(noncompetitive, face_fen),
            limits or com.Limits(100),
            com.Timetable(*moments, *dates),
            tuple(
                com.Underwriter(read_institution(roster, name), classes.get(class_, 0))
                for name, class_ in underwriters.items()
            ),
            read_per_hundred(fee_pct),
            (await self._party.assets.get(cash)).number,
            issuer_cash,
            read_institution(roster, depository),
            read_institution(roster, lead) if lead else 0,
        )

    async def announce(
        self, issue: int, terms: com.Terms, key: AuctionKey | None = None, instance: int = 0
    ) -> Instruction:
        """Announce an issue. ``key``: the issuer's fresh pair, to be kept until the close; none for a book."""
        public = key.public if key else b""
        return await self._party.give(com.AnnounceIssue(issue, instance, terms, public))

    async def accept(self, issue: int, account: int, key: AuctionKey | None = None) -> Instruction:
        """Take an issue as its depository, with the issuance account and an auction key of its own."""
        return await self._party.give(com.AcceptIssue(issue, account, key.public if key else b""))

    async def cancel(self, issue: int) -> Instruction:
        """Call an own issue off before bidding closes."""
        return await self._party.give(com.CancelIssue(issue))

    async def publish(self, issue: int, key: AuctionKey) -> Instruction:
        """Publish the own auction key after the close; with the second one every bid opens."""
        return await self._party.give(com.PublishKey(issue, key.private))

    async def register(self, issue: int) -> Instruction:
        """Register what was allotted in the issuance account, as the depository."""
        return await self._party.give(com.RegisterIssue(issue))

    async def list(self, issue: int) -> Instruction:
        """List the bond, or merge a tap into its parent, as the depository."""
        return await self._party.give(com.ListIssue(issue))

    async def pay_fees(self, issue: int) -> Instruction:
        """Pay the underwriting fees."""
        return await self._party.give(com.PayFees(issue))

    # underwriters

    async def bid(
        self, issue: int, number: int, bids: Iterable[tuple[Number | None, Number]], replaces: int = 0
    ) -> SealedSheet:
        """Seal and hand in bids: (yield or price, face); None instead of a yield for a non-competitive bid.

        Returns what was sealed: keep it, it is what :meth:`reveal` needs if an opener fails.

        Raises:
            RequestRefused: every reason of the ledger.
        """
        one = await self.issue(issue)
        face = one.terms.bond.face_fen
        lines = tuple(
            SheetLine(0 if value is None else read_per_hundred(value), read_units(units, face))
            for value, units in bids
        )
        return await self._hand_in(one, number, lines, replaces)

    async def bid_file(
        self, issue: int, number: int, path: Path, replaces: int = 0, report: Path | None = None
    ) -> SealedSheet:
        """Seal and hand in the bids of a CSV file; see :func:`cluster.market.platform.bid_file.read_bids`.

        Raises:
            BidFileRefused: with all errors of all rows, written to ``report``; nothing was sealed.
            RequestRefused: every reason of the ledger.
        """
        one = await self.issue(issue)
        lines = read_bids(path, await self.rules(one), one.terms.bond.face_fen, report)
        return await self._hand_in(one, number, lines, replaces)

    async def _hand_in(
        self, one: Issue, number: int, lines: tuple[SheetLine, ...], replaces: int
    ) -> SealedSheet:
        bound = binding(self._party.line.roster.market_id, one.number, self._party.index, number)
        if not one.depository_public:
            raise RequestRefused(
                [f"issue {one.number} has no keys to seal to; wait until its depository takes it"]
            )
        sheet = seal(lines, one.issuer_public, one.depository_public, bound)
        await self._party.give(com.SealBid(one.number, number, sheet.sealed, sheet.commitment, replaces))
        return sheet

    async def rules(self, one: Issue) -> SheetRules:
        """What this party may bid in the issue, by the parameters of its instance."""
        values = {parameter.name: parameter.default for parameter in PARAMETERS}
        for instance in await self._party.rows("instances.instances", Instance):
            if instance.number == one.instance:
                values |= {
                    setting.name.partition(".")[2]: setting.value
                    for setting in instance.plan.settings
                    if setting.name.startswith("issuance.")
                }
        mine = next((m for m in one.terms.underwriters if m.institution == self._party.index), None)
        share = values["member_max_b" if mine and mine.class_ == com.CLASS_B else "member_max_a"]
        face = one.terms.bond.face_fen
        return SheetRules(
            one.terms.limits,
            max(1, values["lot_fen"] // face),
            values["line_max_fen"] // face,
            one.terms.offered * share // SHARE,
            one.terms.noncompetitive,
            values["sheet_lines_max"],
        )

    async def withdraw(self, issue: int, number: int) -> Instruction:
        """Withdraw an own sheet before bidding closes."""
        return await self._party.give(com.WithdrawBid(issue, number))

    async def reveal(self, issue: int, number: int, sheet: SealedSheet) -> Instruction:
        """Open an own sheet after the close, in case an opener fails."""
        return await self._party.give(com.RevealBid(issue, number, sheet.sheet))

    async def add(self, issue: int, face: Number) -> Instruction:
        """Take ``face`` yuan in addition, as a class-A member."""
        return await self._party.give(com.AddBid(issue, await self._units(issue, face)))

    async def elect(self, issue: int, parts: Mapping[int, Number]) -> Instruction:
        """Say which custody account takes which face of the own allotment."""
        found = [com.Part(account, await self._units(issue, face)) for account, face in parts.items()]
        return await self._party.give(com.ElectCustody(issue, tuple(found)))

    async def pay(self, issue: int, cash_account: int) -> Instruction:
        """Pay the own allotment and receive the bonds."""
        return await self._party.give(com.PayAllotment(issue, cash_account))

    async def offer(
        self,
        issue: int,
        number: int,
        buyer: str,
        face: Number,
        price: Number,
        *,
        account: int,
        buyer_account: int,
        cash_account: int,
    ) -> Instruction:
        """Offer a distribution sale of ``face`` yuan at a full price per 100; ``buyer``: who will answer."""
        to, units = read_institution(self._party.line.roster, buyer), await self._units(issue, face)
        value = read_per_hundred(price)
        return await self._party.give(
            com.OfferSale(issue, number, to, account, buyer_account, cash_account, units, value)
        )

    async def withdraw_sale(self, issue: int, number: int) -> Instruction:
        """Withdraw an own offer of sale."""
        return await self._party.give(com.WithdrawSale(issue, number))

    async def subscribe(self, issue: int, seller: str, number: int, cash_account: int) -> Instruction:
        """Take an offered sale and pay from this account."""
        by = read_institution(self._party.line.roster, seller)
        return await self._party.give(com.Subscribe(issue, by, number, cash_account))

    # books

    async def order(self, issue: int, number: int, yield_pct: Number, face: Number) -> Instruction:
        """Place an order in a book: ``face`` yuan at this yield or more."""
        units = await self._units(issue, face)
        return await self._party.give(com.PlaceOrder(issue, number, read_per_hundred(yield_pct), units))

    async def cancel_order(self, issue: int, number: int) -> Instruction:
        """Withdraw an own order while the book is open."""
        return await self._party.give(com.CancelOrder(issue, number))

    async def allocate(
        self, issue: int, yield_pct: Number, allocations: Iterable[com.Allocation]
    ) -> Instruction:
        """Close the book at this coupon and decide on every order, as the lead."""
        value = read_per_hundred(yield_pct)
        return await self._party.give(com.AllocateBook(issue, value, tuple(allocations)))

    # what stands on the ledger

    async def issues(self) -> tuple[Issue, ...]:
        """All issues."""
        return await self._party.rows("issuance.issues", Issue)

    async def issue(self, issue: int) -> Issue:
        """The issue of this number.

        Raises:
            RequestRefused: there is none.
        """
        for one in await self.issues():
            if one.number == issue:
                return one
        raise RequestRefused([f"no issue {issue} was announced; check its number"])

    async def bids(self) -> tuple[Bid, ...]:
        """All sheets that were handed in, sealed, with how they ended."""
        return await self._party.rows("issuance.bids", Bid)

    async def lines(self) -> tuple[OpenedLine, ...]:
        """Opened bids that this party may see."""
        return await self._party.rows("issuance.lines", OpenedLine)

    async def allotments(self) -> tuple[Allotment, ...]:
        """Allotments that this party may see."""
        return await self._party.rows("issuance.allotments", Allotment)

    async def sales(self) -> tuple[Sale, ...]:
        """Distribution sales that this party may see."""
        return await self._party.rows("issuance.sales", Sale)

    async def orders(self) -> tuple[Order, ...]:
        """Orders of books that this party may see."""
        return await self._party.rows("issuance.orders", Order)

    async def _units(self, issue: int, face: Number) -> int:
        return read_units(face, (await self.issue(issue)).terms.bond.face_fen)
