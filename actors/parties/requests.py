"""What those who run a party ask of it, and what it answers: canonical bytes, signed with the party's own key.

An order is answered once: a repeat of the same number gets the answer of the first. Letters between parties
are in ``letters.py``; what nodes and institutions say to one another is in ``messages.py``.
"""

from __future__ import annotations

from typing import Final

from actors.base import keys
from actors.base.canonical import Canonical, decode, encode
from actors.base.keys import SigningKey
from actors.base.roster import Institution, SignedRoster
from actors.modules.bond import BondTerms
from actors.modules.trading.rules import TradingRules

ORDER_NUMBER_BYTES: Final = 16
ORDER_AGE_MS_MAX: Final = 120_000
ROWS_MAX: Final = 100_000


# the envelope -----------------------------------------------------------------------------------------
class Order(Canonical):
    """What is signed: for which institution of which market, under which number (16 random bytes), and what."""

    market: bytes
    institution: int
    number: bytes
    asked_ms: int
    body: bytes


class Control(Canonical, tag=80):
    """A signed order."""

    order: Order
    signature: bytes


# of any institution -----------------------------------------------------------------------------------
class WaitFor(Canonical, tag=100):
    """Answer once every record of the own batch ``sequence`` has an outcome (``completed``: a final one), at the
    latest after ``wait_ms``."""

    sequence: int
    wait_ms: int
    completed: bool


class GetReceipt(Canonical, tag=101):
    """The receipt of record ``record`` of the own batch ``sequence``."""

    sequence: int
    record: int


class SubmitRecords(Canonical, tag=102):
    """Sign these 64-byte records as they are, as one batch. For experts; the ledger alone judges them."""

    records: bytes


class Check(Canonical, tag=103):
    """Say every reason why this order would be refused, and do nothing. Values of the fields in ``unread`` could not
    be read by who asks; what is said leaves them out."""

    body: bytes
    unread: tuple[str, ...] = ()


class GetReasons(Canonical, tag=104):
    """Every reason why commands of the own batch ``sequence`` are refused, as a node tells."""

    sequence: int


class GiveCommands(Canonical, tag=105):
    """Sign these typed commands (a payload of the business lane) as one batch, if a node has nothing against them."""

    commands: bytes


# of whoever keeps accounts ----------------------------------------------------------------------------
class NewAccount(Canonical):
    """An account to open. ``owner`` 0: an opaque id is made from the client's name; else the id that the client
    brings from another institution, for custody transfers. ``cash``: (cash asset, account) pairs, the first is
    where coupons go. ``mandates``: institutions that may debit it. ``identifier``: the client's LEI or unified social
    credit code, or empty; it stays in the party's book, and accounts with the same one have the same owner id."""

    client: str
    class_: int = 1
    owner: int = 0
    cash: tuple[tuple[int, int], ...] = ()
    mandates: tuple[int, ...] = ()
    identifier: str = ""


class OpenAccounts(Canonical, tag=110):
    """Open accounts (开户), grant the mandates."""

    accounts: tuple[NewAccount, ...]


class OpenOmnibus(Canonical, tag=111):
    """Open the omnibus account (名义持有人账户, 准备金账户) of gateway ``lower``; ``cash_account`` takes its coupons."""

    lower: int
    cash_account: int = 0


class GetBook(Canonical, tag=112):
    """The party's own book of client accounts, with names."""


class SetLimit(Canonical, tag=113):
    """Set the largest position of ``asset`` that an own account takes."""

    account: int
    asset: int
    quantity: int


class Balance(Canonical):
    """So much of an asset for one account."""

    account: int
    asset: int
    quantity: int


class Issue(Canonical, tag=114):
    """Issue these balances, as the root of the assets: opening balances of securities, money minted."""

    balances: tuple[Balance, ...]


# of a custodian ---------------------------------------------------------------------------------------
class RegisterBond(Canonical, tag=120):
    """Register a bond here, and tell every custodian and venue its terms."""

    terms: BondTerms
    listed: bool


class ListBond(Canonical, tag=121):
    """List a bond for trading (上市)."""

    asset: int


class MergeBond(Canonical, tag=122):
    """Merge a tranche into its parent (续发行并券)."""

    tranche: int
    parent: int


class MoveCustody(Canonical, tag=123):
    """Custody transfer (转托管) of an own client's holding to the same owner's account elsewhere."""

    account: int
    contra: int
    asset: int
    quantity: int


class Instruct(Canonical, tag=124):
    """One side of a negotiated deal, as the own client gives it; ``account`` is the client's.

    ``sells``: deliver, else receive. ``expires_s``: Unix second, 0: the longest life allowed."""

    sells: bool
    reference: int
    counterparty: int
    account: int
    asset: int
    quantity: int
    cash: int
    amount: int
    expires_s: int = 0


class CancelHalf(Canonical, tag=125):
    """Withdraw an own half that waits."""

    reference: int
    counterparty: int


class PayCoupon(Canonical, tag=126):
    """Pay what this institution owes of a coupon."""

    asset: int
    record_date: int


class FindDeals(Canonical, tag=127):
    """What became of the deals with these references (uint64, little-endian). Where both sides are this custodian's:
    the seller's half, or the ``buyer``'s."""

    references: bytes
    buyer: bool = False


# of the central bank ----------------------------------------------------------------------------------
class RegisterMoney(Canonical, tag=130):
    """Register a money asset: central-bank money, or its digital form (数字人民币)."""

    asset: int
    code: str


class HoldReserve(Canonical, tag=131):
    """Set part of a bank's reserve aside (法定存款准备金), until released; the number names the hold."""

    bank: int
    asset: int
    quantity: int
    number: int


class ReleaseHold(Canonical, tag=132):
    """Release a hold."""

    number: int


# of venues and the treasury ---------------------------------------------------------------------------
class TakeDeals(Canonical, tag=140):
    """Deals (rows of DEAL) agreed by members; confirmed to both custodians. ``amount`` 0: computed here."""

    deals: bytes


class OpenDay(Canonical, tag=141):
    """Open a business date, YYYYMMDD."""

    date: int


class CloseDay(Canonical, tag=142):
    """Close the open business date."""

    date: int


class SetRules(Canonical, tag=143):
    """Trade under these rules from now on."""

    rules: TradingRules


class AnnounceCoupon(Canonical, tag=150):
    """Tell the issuer depository that a coupon is due; it declares it and names the paying account."""

    asset: int
    record_date: int
    payment_date: int
    cash: int


# of a regulator ---------------------------------------------------------------------------------------
class Freeze(Canonical, tag=160):
    """Freeze (or lift the freeze of) an account under an order number."""

    account: int
    order: int
    lift: bool = False


class SubmitRoster(Canonical, tag=161):
    """Carry the next epoch's roster to the ledger."""

    signed: SignedRoster


# answers ----------------------------------------------------------------------------------------------
class Ticket(Canonical, tag=200):
    """Signed and durable here as batch ``sequence`` with ``records`` records; its outcomes follow."""

    sequence: int
    records: int


class Outcomes(Canonical, tag=201):
    """Statuses (uint16) and commits (uint64) of a batch's records, as far as they are certified."""

    statuses: bytes
    commits: bytes
    executed: bool
    completed: bool


class ReceiptBytes(Canonical, tag=202):
    """A receipt file, as `lianjie receipt` checks it."""

    data: bytes


class Opened(Canonical, tag=203):
    """Accounts on their way: numbers and opaque owners in order, and the batch that opens them."""

    accounts: tuple[int, ...]
    owners: tuple[int, ...]
    sequence: int


class Client(Canonical):
    """One line of the book. ``identifier``: the client's LEI or unified social credit code, if it gave one."""

    name: str
    account: int
    owner: int
    class_: int
    cash: tuple[tuple[int, int], ...]
    identifier: str = ""


class Book(Canonical, tag=204):
    """The book of client accounts."""

    clients: tuple[Client, ...]


class Confirmed(Canonical, tag=205):
    """Deals on their way: first reference, amounts in fen (int64), and (custodian, sequence) of the batches."""

    first: int
    amounts: bytes
    batches: tuple[tuple[int, int], ...]


class DealOutcomes(Canonical, tag=206):
    """Rows of DEAL_OUTCOME, one a reference asked for; sequence 0: not known here."""

    rows: bytes


class Refusal(Canonical, tag=207):
    """Not done, for all these reasons; nothing changed."""

    reasons: tuple[str, ...]


class Checked(Canonical, tag=208):
    """Every reason why what was asked would be refused here; none if it would be done."""

    reasons: tuple[str, ...]


class Reason(Canonical):
    """Why record ``record`` of a batch is refused: every status that fits, and what more there is to say."""

    record: int
    statuses: tuple[int, ...]
    texts: tuple[str, ...]


class Reasons(Canonical, tag=209):
    """Reasons of the records that a node refuses now. Not certified: the receipts are."""

    reasons: tuple[Reason, ...]


Body = (
    WaitFor
    | GetReceipt
    | SubmitRecords
    | Check
    | GetReasons
    | GiveCommands
    | OpenAccounts
    | OpenOmnibus
    | GetBook
    | SetLimit
    | Issue
    | RegisterBond
    | ListBond
    | MergeBond
    | MoveCustody
    | Instruct
    | CancelHalf
    | PayCoupon
    | FindDeals
    | RegisterMoney
    | HoldReserve
    | ReleaseHold
    | TakeDeals
    | OpenDay
    | CloseDay
    | SetRules
    | AnnounceCoupon
    | Freeze
    | SubmitRoster
)
#: Orders that only ask, and may be repeated at will.
QUESTIONS: Final = (WaitFor, GetReceipt, GetReasons, Check, GetBook, FindDeals)
Answer = (
    Ticket | Outcomes | ReceiptBytes | Opened | Book | Confirmed | DealOutcomes | Refusal | Checked | Reasons
)


def order(key: SigningKey, market: bytes, institution: int, number: bytes, now_ms: int, body: Body) -> bytes:
    """A signed order as message bytes."""
    one = Order(market, institution, number, now_ms, encode(body))
    return encode(Control(one, key.sign("control", one)))


def why_refused(control: Control, market: bytes, institution: Institution, now_ms: int) -> list[str]:
    """Every reason why ``institution`` does not obey this order."""
    one = control.order
    faults: list[str] = []
    if one.market != market:
        faults.append("the order names another market; sign it for this one")
    if one.institution != institution.index:
        faults.append(
            f"the order is for institution {one.institution}; this is {institution.name!r}, {institution.index}"
        )
    if len(one.number) != ORDER_NUMBER_BYTES:
        faults.append(f"an order number has {ORDER_NUMBER_BYTES} bytes, this one {len(one.number)}")
    if abs(now_ms - one.asked_ms) > ORDER_AGE_MS_MAX:
        faults.append(f"the order was signed at {one.asked_ms} ms and it is {now_ms} ms; sign it again")
    if not keys.verify(institution.key, "control", one, control.signature):
        faults.append(f"the order is not signed by the key of {institution.name!r}: use its own key file")
    return faults


def read_body(data: bytes) -> Body:
    """The request in an order.

    Raises:
        MalformedBytes: it is none.
    """
    return decode(data, Body)  # type: ignore[arg-type]


def read_answer(data: bytes) -> Answer:
    """Decode an answer.

    Raises:
        MalformedBytes: it is none.
    """
    return decode(data, Answer)  # type: ignore[arg-type]
