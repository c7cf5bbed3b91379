"""The module of issuance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from actors.ledger.business import assets
from actors.ledger.commands import ListAsset, MergeAsset
from actors.ledger.module import Module, Rule, Rules, Shelf
from actors.ledger.parameter import Parameter
from actors.ledger.records import gateway_of
from actors.modules.issuance import (
    additional,
    allotment,
    announcement,
    bidding,
    book,
    distribution,
    listing,
    opening,
)
from actors.modules.issuance import commands as com
from actors.modules.issuance.parameters import PARAMETERS
from actors.modules.issuance.state import (
    Allotment,
    Bid,
    Issue,
    Moment,
    OpenedLine,
    Order,
    Sale,
    UnderIssue,
)

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

ISSUES_MAX: Final = 100_000
_NEVER_MS: Final = 1 << 63


class Issuance(Module):
    """Issues from their announcement to their listing."""

    name: ClassVar[str] = "issuance"
    parameters: ClassVar[tuple[Parameter, ...]] = PARAMETERS
    rules: ClassVar[Rules] = {
        com.AnnounceIssue: Rule(announcement.why_not_announced, announcement.announce),
        com.AcceptIssue: Rule(announcement.why_not_accepted, announcement.accept),
        com.CancelIssue: Rule(announcement.why_not_cancelled, announcement.cancel),
        com.SealBid: Rule(bidding.why_not_sealed, bidding.seal),
        com.WithdrawBid: Rule(bidding.why_not_withdrawn, bidding.withdraw),
        com.PublishKey: Rule(opening.why_not_published, opening.publish),
        com.RevealBid: Rule(opening.why_not_revealed, opening.reveal),
        com.AddBid: Rule(additional.why_not_added, additional.add),
        com.ElectCustody: Rule(allotment.why_not_elected, allotment.elect),
        com.RegisterIssue: Rule(allotment.why_not_registered, allotment.register),
        com.PayAllotment: Rule(allotment.why_not_paid, allotment.pay),
        com.OfferSale: Rule(distribution.why_not_offered, distribution.offer),
        com.WithdrawSale: Rule(distribution.why_not_withdrawn, distribution.withdraw),
        com.Subscribe: Rule(distribution.why_not_subscribed, distribution.subscribe),
        com.ListIssue: Rule(listing.why_not_listed, listing.list_),
        com.PayFees: Rule(listing.why_not_fees_paid, listing.pay_fees),
        com.PlaceOrder: Rule(book.why_not_placed, book.place),
        com.CancelOrder: Rule(book.why_not_cancelled, book.cancel),
        com.AllocateBook: Rule(book.why_not_allocated, book.allocate),
        # The ledger's own, tightened for bonds under issue.
        ListAsset: Rule(listing.why_not_listed_alone, assets.list_),
        MergeAsset: Rule(listing.why_not_merged_alone, assets.merge),
    }

    def __init__(self) -> None:
        """No issue."""
        self.issues = Shelf(Issue, lambda one: one.number, rows_max=ISSUES_MAX)
        self.moments = Shelf(Moment, lambda one: (one.time_ms, one.issue, one.what))
        self.under_issue = Shelf(UnderIssue, lambda one: one.asset)
        self.bids = Shelf(Bid, lambda one: (one.issue, one.institution, one.number))
        self.lines = Shelf(OpenedLine, lambda one: (one.issue, one.institution, one.at), self._concerned)
        self.allotments = Shelf(Allotment, lambda one: (one.issue, one.institution), self._concerned)
        self.sales = Shelf(Sale, lambda one: (one.issue, one.seller, one.number), self._party_to)
        self.orders = Shelf(Order, lambda one: (one.issue, one.institution, one.number), self._concerned)

    def _concerned(self, _ledger: Ledger, institution: int, row: OpenedLine | Allotment | Order) -> bool:
        """What a member bid and won is its own, the issuer's, the depository's and the lead's to see."""
        terms = self.issues[row.issue].terms
        may = (row.institution, self.issues[row.issue].issuer, terms.depository, terms.lead)
        return institution in may

    def _party_to(self, _ledger: Ledger, institution: int, row: Sale) -> bool:
        """A sale is for its two sides, their custodians and the depository to see."""
        keepers = (gateway_of(row.account), gateway_of(row.buyer_account))
        return institution in (row.seller, row.buyer, *keepers, self.issues[row.issue].terms.depository)

    def date_closed(self, ledger: Ledger) -> None:
        """What was to be paid by the date that closes has lapsed."""
        allotment.lapse(ledger, ledger.business_date)

    def date_opened(self, ledger: Ledger) -> None:
        """What was to be paid before the date that opens has lapsed."""
        allotment.lapse(ledger, ledger.business_date - 1)

    def time_passed(self, ledger: Ledger) -> None:
        """Moments have come; auctions whose time for keys is over are concluded."""
        opening.time_passed(ledger)

    def due_s(self) -> int:
        """The second of the next moment of any issue, so that an idle market notices that a window opens or closes."""
        first = next(self.moments.walk((0, 0, 0), (_NEVER_MS, 0, 0)), None)
        return first.time_ms // 1000 if first else 0
