"""A small bond market for messages: three depositories, two banks, two bonds, two kinds of money. BICs and LEIs are
made up and have the right form; so has the ISIN."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from actors.ledger.status import Status
from cluster.messages import cancellation, hold, payment, rejection, status
from cluster.messages.cash import CashAdvice, Entry
from cluster.messages.confirmation import Confirmation
from cluster.messages.directory import Directory, InstrumentFact, PartyFact
from cluster.messages.entitlement import Entitlement
from cluster.messages.event import Action, Event
from cluster.messages.event_payment import EventPayment
from cluster.messages.hold import Hold, Release
from cluster.messages.holdings import Holdings, Position
from cluster.messages.message import Noun
from cluster.messages.movements import Movement, Movements
from cluster.messages.payment import Payment
from cluster.messages.problems import Fault
from cluster.messages.settlement import FreeDelivery, Half

CCDC, SHCH, CSDC, ICBC, CCB = 1, 2, 3, 4, 5
CNY, ECNY, TREASURY, CORPORATE = 1, 2, 10, 11
ISIN: Final = "CND10006GTZ0"
NOON_MS: Final = 1_774_238_400_000  # 2026-03-23 12:00 in China


def account(gateway: int, number: int) -> int:
    """An account's full number."""
    return gateway << 48 | number


def make_directory(me: int = 0, accounts: frozenset[int] | None = None) -> Directory:
    """The directory, as ``me`` sees it."""
    parties = [
        PartyFact(CCDC, "CCDC", "CDCCCNBJXXX", lei_of("CCDC")),
        PartyFact(SHCH, "SHCH", "SHCHCNSH"),
        PartyFact(CSDC, "CSDC"),
        PartyFact(ICBC, "ICBC", "ICBKCNBJ"),
        PartyFact(CCB, "CCB"),
    ]
    instruments = [
        InstrumentFact(CNY, "CNY", 1, is_money=True),
        InstrumentFact(ECNY, "e-CNY", 1, is_money=True),
        InstrumentFact(TREASURY, "2024-T6", 10_000, ISIN),
        InstrumentFact(CORPORATE, "2025-C1", 10_000),
    ]
    return Directory(parties, instruments, me=me, accounts=accounts, mic="XCFE")


def lei_of(name: str) -> str:
    """A made-up LEI with right check digits (ISO 7064, mod 97-10)."""
    base = f"{name:0<18}"
    number = int("".join(str(int(one, 36)) for one in base + "00"))
    return f"{base}{98 - number % 97:02}"


SELL: Final = Half(
    "SELL-1", 7001, True, account(CCDC, 17), CSDC, TREASURY, 1_000_000, CNY, 9_958_290_055, 20260323, 20260322
)
BUY: Final = Half(
    "BUY-1", 7001, False, account(CSDC, 5), CCDC, TREASURY, 1_000_000, ECNY, 9_958_290_055, 20260323
)
FREE: Final = FreeDelivery("FREE-1", 0, account(CCDC, 17), account(CSDC, 5), CORPORATE, 250, 20260323)
HELD: Final = FreeDelivery(
    "HELD-1", 7002, account(CCDC, 17), account(SHCH, 9), TREASURY, 3, 20260323, held=True
)
COUPON: Final = Event("2024-T6-20260324", Action.COUPON, TREASURY, 20260324, 20260325, Decimal("1.095"), CNY)
REDEMPTION: Final = Event(
    "2025-C1-20280601", Action.REDEMPTION, CORPORATE, 20280531, 20280601, Decimal(100), CNY
)
#: A floater's coupon of a year whose holidays and whose rate are not known yet.
FLOATING: Final = Event("2025-C1-1", Action.COUPON, CORPORATE, 0, 0, None, CNY, confirmed=False)
PUT: Final = Event(
    "2025-C1-2", Action.PUT, CORPORATE, 20280531, 20280601, Decimal("100.5"), CNY, elect_by=20280515
)
CALL: Final = Event("2025-C1-3", Action.CALL, CORPORATE, 20280531, 20280601, Decimal(101), CNY)
#: A fifth of the first face when four fifths are left.
REPAYMENT: Final = Event(
    "2025-C1-4", Action.PARTIAL_REDEMPTION, CORPORATE, 20280531, 20280601, Decimal(25), CNY
)
GIVEN: Final = replace(PUT, elect_by=0)
OWED: Final = Entitlement(COUPON, account(CCDC, 17), 999_999, 109_499_891)
PAY: Final = Payment(
    "PAY-1",
    NOON_MS,
    "INVOICE-9",
    account(ICBC, 3),
    account(CCB, 8),
    CNY,
    12_345,
    20260323,
    "Li Lei",
    "韩梅梅",
)
FAULTS: Final = (
    Fault("UNKNOWN_INSTRUMENT", "XX is no registered security; check the ISIN and the code", "FinInstrmId"),
    Fault("AMOUNT", "the amount 1.001 has more than two decimals; round it", "SttlmAmt/Amt"),
)

#: One of everything that is spoken, by the name of its example file.
EXAMPLES: Final[dict[str, Noun]] = {
    "sese.023-sell": SELL,
    "sese.023-buy-ecny": BUY,
    "sese.023-custody-transfer": FREE,
    "sese.023-held": HELD,
    "sese.024-pending": status.of_status("SELL-1", 7001, Status.PENDING),
    "sese.024-settled": status.of_status("SELL-1", 7001, Status.SETTLED),
    "sese.024-short": status.of_status("SELL-1", 7001, Status.SECURITIES_SHORT),
    "sese.024-refused": status.of_faults("SELL-1", FAULTS),
    "sese.025-sell": Confirmation(SELL, 20260323, 4711),
    "sese.025-custody-transfer": Confirmation(FREE, 20260323, 4712),
    "sese.025-custody-transfer-received": Confirmation(FREE, 20260323, 4712, received=True),
    "sese.025-received-from-a-depository": Confirmation(
        replace(FREE, account=CCDC << 48), 20260323, 4713, received=True
    ),
    "sese.020-half": cancellation.of_instruction(SELL),
    "sese.020-held": cancellation.of_instruction(HELD),
    "sese.027-cancelled": cancellation.answer_of_status("SELL-1", Status.DONE),
    "sese.027-refused": cancellation.answer_of_status("SELL-1", Status.HALF_UNKNOWN),
    "sese.030-hold": Hold("HOLD-1", 7003, account(CCDC, 17), account(SHCH, 9), TREASURY, 3),
    "sese.030-release": Release("RELEASE-1", 7003, account(CCDC, 17)),
    "sese.031-accepted": hold.answer_of_status("HOLD-1", 7003, Status.EARMARKED),
    "sese.031-refused": hold.answer_of_status("RELEASE-1", 7003, Status.EARMARK_UNKNOWN),
    "semt.002": Holdings(
        "STATEMENT-1",
        NOON_MS,
        account(CCDC, 17),
        (Position(TREASURY, 999_996, 3), Position(CORPORATE, 0, 250)),
    ),
    "semt.017": Movements(
        "STATEMENT-2",
        20260301,
        20260331,
        account(CCDC, 17),
        (
            Movement("7001", False, TREASURY, 1_000_000, CNY, 9_958_290_055, 20260323),
            Movement("7004", True, TREASURY, 3, ECNY, 30_123, 20260324),
            Movement("commit-88", False, CORPORATE, 250, 0, 0, 20260325),
        ),
    ),
    "pacs.008": PAY,
    "pacs.009-ecny": Payment(
        "PAY-2", NOON_MS, "NOTPROVIDED", account(ICBC, 3), account(CCB, 8), ECNY, 100, 20260323
    ),
    "pacs.002-settled": payment.status_of("STATUS-1", NOON_MS, PAY, Status.SETTLED),
    "pacs.002-short": payment.status_of("STATUS-2", NOON_MS, PAY, Status.CASH_SHORT),
    "pacs.002-refused": payment.status_of_faults("STATUS-3", NOON_MS, "PAY-3", "pacs.008", FAULTS),
    "camt.054": CashAdvice(
        "ADVICE-1",
        NOON_MS,
        account(ICBC, 3),
        CNY,
        (
            Entry("7001", True, 9_958_290_055, 20260323, "trade"),
            Entry("commit-9", True, 109_499_891, 20260325, "coupon"),
            Entry("INVOICE-9", False, 12_345, 20260323, "debit"),
        ),
    ),
    "seev.031-coupon": COUPON,
    "seev.031-redemption": REDEMPTION,
    "seev.031-floating": FLOATING,
    "seev.031-put": PUT,
    "seev.031-call": CALL,
    "seev.031-repayment": REPAYMENT,
    "seev.035-coupon": OWED,
    "seev.035-redemption": Entitlement(REDEMPTION, account(CSDC, 5), 250, 2_500_000),
    "seev.035-put": Entitlement(GIVEN, account(CSDC, 5), 250, 2_512_500),
    "seev.036-put": EventPayment(
        "PAID-3", Entitlement(GIVEN, account(CSDC, 5), 250, 2_512_500), account(ICBC, 4), 20280601
    ),
    "seev.036-repayment": EventPayment(
        "PAID-4", Entitlement(REPAYMENT, account(CSDC, 5), 250, 625_000), account(ICBC, 4), 20280601
    ),
    "seev.036-coupon": EventPayment("PAID-1", OWED, account(ICBC, 3), 20260325),
    "seev.036-redemption": EventPayment(
        "PAID-2", Entitlement(REDEMPTION, account(CSDC, 5), 250, 2_500_000), account(ICBC, 4), 20280601
    ),
    "admi.002": rejection.of_faults(
        "", NOON_MS, [Fault("NOT_XML", "the message is not well-formed XML: boom")]
    ),
}
