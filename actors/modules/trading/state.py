"""What the ledger knows of trading: a row a venue, member, request, quote, declared deal and deal."""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical
from actors.modules.trading.commands import ModeRules, Purse, Ticket


class Standing(IntEnum):
    """How a request, quote or declared deal stands."""

    OPEN = 1
    DEALT = 2
    CANCELLED = 3
    DECLINED = 4
    EXPIRED = 5


class Venue(Canonical):
    """The market of a venue on an instance, and its own rules."""

    instance: int
    venue: int
    market: int
    own: tuple[ModeRules, ...]


class Member(Canonical):
    """A member of a venue. ``owner``: as the custodians' accounts name it."""

    number: int
    instance: int
    venue: int
    owner: int
    kind: int
    is_dealer: bool
    institution: int
    purses: tuple[Purse, ...]
    suspended: bool


class Request(Canonical):
    """A request for quote. ``readers``: institutions of the two sides' members that may read it."""

    number: int
    instance: int
    venue: int
    member: int
    account: int
    side: int
    dealers: tuple[int, ...]
    asset: int
    cash: int
    quantity: int
    day: int
    expires_s: int
    standing: int
    readers: tuple[int, ...]


class Quote(Canonical):
    """A dealer's firm answer to a request, read by its two sides alone."""

    number: int
    request: int
    venue: int
    dealer: int
    account: int
    quantity: int
    price: int
    expires_s: int
    standing: int
    readers: tuple[int, ...]


class Asked(Canonical):
    """Which quote of a dealer stands on a request."""

    request: int
    dealer: int
    quote: int


class TwoWay(Canonical):
    """A dealer's two-way quote; quantities are what is left. ``serial``: its place in time."""

    number: int
    instance: int
    venue: int
    dealer: int
    account: int
    asset: int
    cash: int
    day: int
    bid_price: int
    bid_quantity: int
    ask_price: int
    ask_quantity: int
    expires_s: int
    serial: int


class BookLine(Canonical):
    """One side of a two-way quote in the book, in the order of dealing: ``rank`` is the ask's price, or the bid's
    below zero, so that the best comes first."""

    instance: int
    venue: int
    asset: int
    cash: int
    day: int
    side: int
    rank: int
    serial: int
    number: int


class Declared(Canonical):
    """A declared deal, or an order routed to ``host``, that waits for the counterparty's venue."""

    number: int
    instance: int
    venue: int
    host: int
    member: int
    account: int
    side: int
    counterparty: int
    ticket: Ticket
    expires_s: int
    standing: int
    readers: tuple[int, ...]


class Admitted(Canonical):
    """A bond on the list for trading across markets, and the regulators that put it there."""

    instance: int
    asset: int
    regulators: tuple[int, ...]


class Party(Canonical):
    """One side of a deal. ``venue``: where the member trades."""

    member: int
    owner: int
    venue: int
    account: int
    cash_account: int


class Agreed(IntEnum):
    """How a deal stands: it goes to settlement when it is made."""

    MADE = 1
    CANCELLED = 2
    SETTLED = 3
    FAILED = 4


class Deal(Canonical):
    """A deal. ``accrued``: 10⁻⁸ yuan per 100, by the convention of ``venue``'s market; ``amount_fen``: the full price
    of all units; ``version``: how often it was corrected; ``instruction``: its number in the settlement module, 0
    where the instance settles elsewhere."""

    number: int
    part: int
    version: int
    instance: int
    venue: int
    mode: int
    seller: Party
    buyer: Party
    ticket: Ticket
    accrued: int
    amount_fen: int
    trade_date: int
    time_ms: int
    standing: int
    instruction: int
    readers: tuple[int, ...]


class Handed(Canonical):
    """Which deal an instruction in the settlement module settles."""

    instruction: int
    number: int
    part: int


class Change(Canonical):
    """A change of a deal that one side proposed. ``ticket`` None: cancel it."""

    number: int
    part: int
    member: int
    ticket: Ticket | None
    readers: tuple[int, ...]


class Due(Canonical):
    """Something that expires: ``what`` is one of :class:`What`."""

    at_s: int
    what: int
    number: int


class What(IntEnum):
    """Kinds of things that expire."""

    REQUEST = 1
    QUOTE = 2
    TWO_WAY = 3
    DECLARED = 4


class Counter(Canonical):
    """The last serial number under a name: quotes of the book in time, references of deals."""

    name: str
    value: int
