"""Commands about calendars, reference rates and what bonds pay. Light: a receipt is read with these alone."""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical


class Market(IntEnum):
    """Whose business days count: of the interbank market, or of the exchanges."""

    INTERBANK = 1
    EXCHANGE = 2


class Roll(IntEnum):
    """What becomes of a date that is no business day."""

    FOLLOWING = 1
    MODIFIED_FOLLOWING = 2
    PRECEDING = 3
    UNADJUSTED = 4


class SetCalendar(Canonical, tag=180):
    """Set the business days of a market in a year: ``days`` ascending, YYYYMMDD.

    ``provisional``: the year's holidays were not announced yet. A later command corrects days to come, never past ones.
    """

    market: int
    year: int
    days: tuple[int, ...]
    provisional: bool


class SetHomeMarket(Canonical, tag=181):
    """Say by which market's business days the sender, a custodian, pays its own clients; interbank if it never does."""

    market: int


class RegisterIndex(Canonical, tag=182):
    """Register a reference rate (基准利率) under a number, and who administers it."""

    index: int
    name: str
    administrator: int


class AddFixing(Canonical, tag=183):
    """Publish the fixing of a reference rate on a day, in millionths a year (2.00 % is 20,000), by its administrator."""

    index: int
    date: int
    rate_micro: int


class Repayment(Canonical):
    """A part of the principal that falls due before maturity (分期偿还): ``share_micro`` millionths of the first face."""

    due: int
    share_micro: int


class Right(IntEnum):
    """Whose choice an option is, and of what."""

    #: A holder may give its bonds back (回售).
    PUT = 1
    #: The issuer may redeem the whole issue (赎回).
    CALL = 2
    #: The issuer may set another coupon for the periods that begin then (票面利率调整).
    RESET = 3


class Option(Canonical):
    """A right that the terms give. ``due``: a coupon date, YYYYMMDD.

    ``price_micro``: of a put or call, millionths of the face then left (1,000,000 is par); ``first``, ``last``: days
    on which holders elect a put; ``notice_days``: calendar days before ``due`` by which the issuer must have spoken.
    """

    right: int
    due: int
    price_micro: int = 1_000_000
    first: int = 0
    last: int = 0
    notice_days: int = 0


class ArrangeService(Canonical, tag=184):
    """Arrange how a bond is serviced (兑付服务), by its issuer depository: every event follows from its terms.

    ``issuer``: the institution that may call and reset; ``cash``: the money that it pays in, from ``paying_account``,
    which the depository may debit; ``redemption_account``: kept by the depository, where redeemed bonds end.
    ``market`` and ``roll``: whose business days, and what becomes of other days. Of a floater: ``index``,
    ``spread_micro``, and ``reset_days``, business days before a period at which the fixing is taken; without an index
    its depository fixes the rate (FixRate).
    """

    instance: int
    asset: int
    issuer: int
    cash: int
    paying_account: int
    redemption_account: int
    market: int
    roll: int = Roll.FOLLOWING
    index: int = 0
    spread_micro: int = 0
    reset_days: int = 1
    repayments: tuple[Repayment, ...] = ()
    options: tuple[Option, ...] = ()


class PayEvent(Canonical, tag=185):
    """Pay what the sender owes of an event to the accounts that it keeps, against the bonds where they are redeemed.

    The issuer depository pays from the issuer's account, every nominee from where it was paid. Short of cash, it waits
    and is tried again in every commit until the days of grace are over.
    """

    asset: int
    event: int


class ElectPut(Canonical, tag=186):
    """Give back ``units`` of a client's bonds at a put (回售申报): they move to ``put_account``, of the same owner."""

    asset: int
    event: int
    account: int
    put_account: int
    units: int


class WithdrawPut(Canonical, tag=187):
    """Take back units that were elected, within the same days, or once the put was cancelled (回售撤销)."""

    asset: int
    event: int
    put_account: int
    units: int


class AnnounceCall(Canonical, tag=188):
    """Redeem the whole issue on the day of a call right (赎回公告): later events are cancelled."""

    asset: int
    due: int


class ResetRate(Canonical, tag=189):
    """Set the coupon of all periods from the day of a reset right on, in millionths of face a year."""

    asset: int
    due: int
    coupon_micro: int


Command = (
    SetCalendar
    | SetHomeMarket
    | RegisterIndex
    | AddFixing
    | ArrangeService
    | PayEvent
    | ElectPut
    | WithdrawPut
    | AnnounceCall
    | ResetRate
)
