"""What the ledger knows of issues: announcements, bids, allotments, sales, orders."""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical
from actors.ledger.module import Origin
from actors.modules.bond import BondTerms
from actors.modules.issuance.commands import Part, Terms


class Stage(IntEnum):
    """How far an issue has come. Whether bids are taken follows from the stage and ledger time."""

    ANNOUNCED = 1
    #: The depository took it: bids are taken within the window, keys after it.
    ACCEPTED = 2
    #: The result stands: additional bids, election of custody.
    ALLOTTED = 3
    #: The bonds stand on the issuance account: payment, distribution.
    REGISTERED = 4
    LISTED = 5
    CANCELLED = 6
    #: Nothing was won (流标).
    FAILED = 7


class Result(Canonical):
    """What the auction gave. ``value``: coupon or issue price, ``marginal``: last winning value, both in millionths.

    The winners' average is ``average_numerator / average_denominator``, exact; ``marginal_won`` of ``marginal_bid``
    units were filled at the last winning value.
    """

    value: int
    average_numerator: int
    average_denominator: int
    marginal: int
    marginal_bid: int
    marginal_won: int
    bid: int
    won: int


NO_RESULT = Result(0, 0, 1, 0, 0, 0, 0, 0)


class Issue(Canonical):
    """One issue. ``issuer_public``, ``depository_public``: auction keys; ``…_private``: empty until published.

    ``account``: issuance account at the depository, 0 before it took the issue; ``coupon``: of the bond, set by the
    auction or announced; ``price``: what non-competitive and additional bids pay; ``bids``: sheets handed in so far.
    """

    number: int
    instance: int
    issuer: int
    terms: Terms
    stage: int
    issuer_public: bytes
    depository_public: bytes = b""
    issuer_private: bytes = b""
    depository_private: bytes = b""
    account: int = 0
    coupon: int = 0
    price: int = 0
    result: Result = NO_RESULT
    bids: int = 0
    fees_paid: bool = False

    @property
    def bond(self) -> BondTerms:
        """Terms of the bond, with the coupon that the auction set."""
        one = self.terms.bond
        return BondTerms(
            one.asset,
            one.code,
            one.name,
            one.face_fen,
            self.coupon,
            one.frequency,
            one.dated,
            one.maturity,
            one.parent,
        )


class What(IntEnum):
    """What happens at a moment of an issue."""

    OPENS = 1
    CLOSES = 2
    ADDITIONAL_ENDS = 3
    #: Bids that nobody opened are left out.
    KEYS_DUE = 4


class Moment(Canonical):
    """A moment ahead at which the market has to notice the time; the row goes when it has come."""

    time_ms: int
    issue: int
    what: int


class UnderIssue(Canonical):
    """Which issue brings an asset; the row goes when it is listed, so that nobody lists or merges it before."""

    asset: int
    issue: int


class BidStanding(IntEnum):
    """How a sealed sheet stands."""

    SEALED = 1
    WITHDRAWN = 2
    OPENED = 3
    REFUSED = 4


class Bid(Canonical):
    """A sealed sheet. ``serial``: order of arrival in the issue; ``faults``: statuses for which it was refused.

    ``revealed``: the sheet, if its bidder opened it himself.
    """

    issue: int
    institution: int
    number: int
    serial: int
    sealed: bytes
    commitment: bytes
    standing: int
    origin: Origin
    faults: tuple[int, ...] = ()
    revealed: bytes = b""


class OpenedLine(Canonical):
    """One bid at one tick, opened. ``value`` 0: non-competitive. ``fate``: see auction.Fate; ``price``: of what was won."""

    issue: int
    institution: int
    at: int
    value: int
    units: int
    fate: int
    won: int
    price: int


class Payment(IntEnum):
    """How an allotment stands."""

    DUE = 1
    PAID = 2
    #: Not paid by its date: it has lapsed.
    DEFAULTED = 3
    #: Nothing was won; the row tells of duties that were missed.
    NOTHING = 4


class Allotment(Canonical):
    """What an institution was allotted. Units by kind of bid; ``amount_fen``: what it pays for all of them.

    ``duties``: 1 for a least bid, 2 for a least underwriting that was missed; ``penalty_fen``: owed for a default;
    ``fee_fen``: paid to it; ``cash_account``: from which it paid.
    """

    issue: int
    institution: int
    competitive: int
    noncompetitive: int
    additional: int
    amount_fen: int
    standing: int = Payment.DUE
    parts: tuple[Part, ...] = ()
    cash_account: int = 0
    duties: int = 0
    penalty_fen: int = 0
    fee_fen: int = 0

    @property
    def units(self) -> int:
        """Units of all kinds of bids together."""
        return self.competitive + self.noncompetitive + self.additional


#: Duties of an underwriter that were missed: bits of ``Allotment.duties``.
BID_TOO_LITTLE, WON_TOO_LITTLE = 1, 2


class SaleStanding(IntEnum):
    """How an offered distribution sale stands."""

    OFFERED = 1
    SOLD = 2
    WITHDRAWN = 3


class Sale(Canonical):
    """A distribution sale; see OfferSale."""

    issue: int
    seller: int
    number: int
    buyer: int
    account: int
    buyer_account: int
    cash_account: int
    units: int
    price: int
    amount_fen: int
    standing: int


class Reason(IntEnum):
    """Why an order of a book was not filled wholly."""

    NONE = 0
    PRO_RATA = 1
    PRICE = 2
    CONCENTRATION = 3
    INVESTOR_KIND = 4
    LATE = 5
    ISSUER_REQUEST = 6


class Order(Canonical):
    """An order in a book. ``won`` and ``reason``: the lead's decision, once the book is allocated."""

    issue: int
    institution: int
    number: int
    value: int
    units: int
    cancelled: bool
    decided: bool
    won: int
    reason: int
