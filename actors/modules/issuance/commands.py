"""Commands of issuance. Light: a receipt is read with these alone.

Values that are bid, coupons and prices are counted in millionths of face (1.54 % is 15,400; 99.95 per 100 is 999,500),
quantities in units of the bond, times in milliseconds of ledger time, dates as YYYYMMDD.
"""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.modules.bond import BondTerms

#: Classes of members of an underwriting syndicate: 甲类 may bid additionally, 乙类 may not.
CLASS_A, CLASS_B = 1, 2


class Underwriter(Canonical):
    """A member of the syndicate (承销团成员), of class CLASS_A or CLASS_B."""

    institution: int
    class_: int


class Limits(Canonical):
    """What may be bid. 0 means no such limit, except for ``tick``.

    ``tick`` (标位): bids are multiples of it; ``low``, ``high``: bounds of bids, inclusive; ``spread_ticks``: between the
    highest and lowest bid of one member; ``bid_ticks``: of a bid from the average of all bids (投标剔除);
    ``win_ticks``: of a winner beyond the winners' average (中标剔除).
    """

    tick: int
    low: int = 0
    high: int = 0
    spread_ticks: int = 0
    bid_ticks: int = 0
    win_ticks: int = 0


class Timetable(Canonical):
    """When what happens. ``additional_ms``: end of additional bidding by class A, 0 for none.

    ``payment``: last date of payment (缴款); ``distribution``: last date of distribution (分销); ``listing``: first date of
    trading (上市).
    """

    opens_ms: int
    closes_ms: int
    additional_ms: int
    payment: int
    distribution: int
    listing: int


class Terms(Canonical):
    """An announcement of issue (发行公告).

    ``bond``: its coupon is 0 where the auction sets it; its ``parent`` is the bond that a tap (续发行) joins at listing.
    ``method``: see :class:`actors.modules.issuance.auction.Method`. ``offered``: units by competition and
    non-competitive bids together; ``noncompetitive``: units of those kept for non-competitive bids, at most.
    ``fee``: millionths of face that the issuer pays for paid allotments (承销费). ``cash``: money of payment;
    ``issuer_cash``: account that receives it. ``lead``: who keeps the book of a book-building, else 0.
    """

    bond: BondTerms
    method: int
    offered: int
    noncompetitive: int
    limits: Limits
    timetable: Timetable
    underwriters: tuple[Underwriter, ...]
    fee: int
    cash: int
    issuer_cash: int
    depository: int
    lead: int = 0


class AnnounceIssue(Canonical, tag=60):
    """Announce an issue under a number of the issuer's choice. ``key``: the issuer's fresh public auction key."""

    issue: int
    instance: int
    terms: Terms
    key: bytes


class AcceptIssue(Canonical, tag=61):
    """The depository takes the issue: registers the bond, names the issuance account, gives its own auction key."""

    issue: int
    account: int
    key: bytes


class CancelIssue(Canonical, tag=62):
    """The issuer calls the issue off, before bidding closes."""

    issue: int


class SealBid(Canonical, tag=63):
    """Hand in a sealed sheet of bids under a number of the bidder's choice, never used before in this issue.

    ``sealed``: the sheet, sealed to the issuer's key and that to the depository's; ``commitment``: 32 bytes, see
    :func:`actors.modules.issuance.sealing.commitment`; ``replaces``: number of the own sheet that it replaces, or 0.
    """

    issue: int
    number: int
    sealed: bytes
    commitment: bytes
    replaces: int = 0


class WithdrawBid(Canonical, tag=64):
    """Withdraw an own sheet before bidding closes."""

    issue: int
    number: int


class PublishKey(Canonical, tag=65):
    """An opener publishes its private auction key after the close; with the second one all bids open."""

    issue: int
    key: bytes


class RevealBid(Canonical, tag=66):
    """A bidder opens its own sheet after the close, in case an opener fails. ``sheet``: what was committed to."""

    issue: int
    number: int
    sheet: bytes


class AddBid(Canonical, tag=67):
    """A class-A member takes more at the auction's price (甲类追加投标); a later one replaces it, 0 withdraws it."""

    issue: int
    units: int


class Part(Canonical):
    """Units of an allotment that go to this custody account."""

    account: int
    units: int


class ElectCustody(Canonical, tag=68):
    """An underwriter says which custody accounts, at which depositories, take which part of its allotment."""

    issue: int
    parts: tuple[Part, ...]


class RegisterIssue(Canonical, tag=69):
    """The depository registers what was allotted (债权登记): it is issued into the issuance account."""

    issue: int


class PayAllotment(Canonical, tag=70):
    """An underwriter pays its allotment (缴款) from this account and receives the bonds, both or neither."""

    issue: int
    cash_account: int


class OfferSale(Canonical, tag=71):
    """An underwriter offers a distribution sale (分销) to one buyer under a number of its own choice.

    ``buyer``: the institution that will answer (the buyer's custodian, or the buyer); ``account`` delivers,
    ``buyer_account`` receives; ``cash_account`` is paid; ``price``: agreed, full, millionths of face.
    """

    issue: int
    number: int
    buyer: int
    account: int
    buyer_account: int
    cash_account: int
    units: int
    price: int


class WithdrawSale(Canonical, tag=72):
    """Withdraw an own offer of sale."""

    issue: int
    number: int


class Subscribe(Canonical, tag=73):
    """The buyer takes an offered sale (认购) and pays from this account: bonds and money move, both or neither."""

    issue: int
    seller: int
    number: int
    cash_account: int


class ListIssue(Canonical, tag=74):
    """The depository lists the bond, or merges a tap into its parent; what lapsed unpaid is taken back."""

    issue: int


class PayFees(Canonical, tag=75):
    """The issuer, or its agent with a mandate, pays the underwriting fees of all paid allotments."""

    issue: int


class PlaceOrder(Canonical, tag=76):
    """An order in a book-building: ``units`` at a yield of ``value`` or more; one number once."""

    issue: int
    number: int
    value: int
    units: int


class CancelOrder(Canonical, tag=77):
    """Withdraw an own order while the book is open."""

    issue: int
    number: int


class Allocation(Canonical):
    """What an order gets. ``reason``: see :class:`actors.modules.issuance.state.Reason`; 0 for an order filled wholly."""

    institution: int
    number: int
    units: int
    reason: int


class AllocateBook(Canonical, tag=78):
    """The lead closes the book at the coupon ``value`` and decides on every order, with a reason for each cut."""

    issue: int
    value: int
    allocations: tuple[Allocation, ...]


Command = (
    AnnounceIssue
    | AcceptIssue
    | CancelIssue
    | SealBid
    | WithdrawBid
    | PublishKey
    | RevealBid
    | AddBid
    | ElectCustody
    | RegisterIssue
    | PayAllotment
    | OfferSale
    | WithdrawSale
    | Subscribe
    | ListIssue
    | PayFees
    | PlaceOrder
    | CancelOrder
    | AllocateBook
)
