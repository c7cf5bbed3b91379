"""Corporate actions: coupon and redemption, announced (seev.031), expected (seev.035) and paid (seev.036).

These messages name money by its currency alone: what is paid in is the money that is called as its currency is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults

ANNOUNCED, EXPECTED, PAID = "seev.031", "seev.035", "seev.036"
_OPTION = "001"


class Action(Enum):
    """What happens to a security, by its code in the messages."""

    COUPON = "INTR"
    REDEMPTION = "REDM"
    PARTIAL_REDEMPTION = "PRED"


@dataclass(frozen=True, slots=True)
class Event:
    """One corporate action. ``event``: its name; dates YYYYMMDD; ``rate``: percent of face that this payment makes, with
    at most ten decimals; ``cash``: the money it is paid in."""

    event: str
    action: Action
    asset: int
    record_date: int
    payment_date: int
    rate: Decimal
    cash: int


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What ``account`` with ``quantity`` units is owed of an event: ``amount`` fen."""

    event: Event
    account: int
    quantity: int
    amount: int


@dataclass(frozen=True, slots=True)
class EventPayment:
    """What ``account`` was paid of an event on ``date`` (YYYYMMDD), to ``cash_account``; ``message``: its name."""

    message: str
    entitlement: Entitlement
    cash_account: int
    date: int


def event_of_coupon(
    asset: int,
    code: str,
    record_date: int,
    payment_date: int,
    numerator: int,
    denominator: int,
    face_fen: int,
    cash: int,
) -> Event:
    """The event of a declared coupon, ``numerator / denominator`` fen per unit of ``face_fen``."""
    rate = Decimal(numerator) * 100 / (Decimal(denominator) * face_fen)
    rounded = rate.quantize(Decimal("1.0000000000")).normalize()
    return Event(f"{code}-{record_date}"[:35], Action.COUPON, asset, record_date, payment_date, rounded, cash)


def write_announcement(event: Event, directory: Directory) -> Form:
    """seev.031: to all who hold it."""
    form = Form(ANNOUNCED)
    to = Writer(form, directory)
    to.put("NtfctnGnlInf/NtfctnId", event.event)
    to.put("NtfctnGnlInf/NtfctnTp", "NEWM")
    to.put("NtfctnGnlInf/PrcgSts/Cd/EvtCmpltnsSts", "COMP")
    to.put("NtfctnGnlInf/PrcgSts/Cd/EvtConfSts", "CONF")
    _write_general(to, event)
    to.put("AcctDtls/ForAllAccts/IdCd", "GENR")
    to.date("CorpActnDtls/DtDtls/RcrdDt/Dt", event.record_date)
    to.date("CorpActnDtls/DtDtls/PmtDt/Dt", event.payment_date)
    option = _write_option(to.below(form.add("CorpActnOptnDtls")))
    _write_cash(option, event)
    if event.action is not Action.COUPON:
        _write_security(option, event)
    return form


def write_expected(owed: Entitlement, directory: Directory) -> Form:
    """seev.035: to one holder, before the payment date."""
    event = owed.event
    form = Form(EXPECTED)
    to = Writer(form, directory)
    to.put("MvmntPrlimryAdvcGnlInf/Tp", "NEWM")
    to.put("MvmntPrlimryAdvcGnlInf/Fctn", "ENTL")
    _write_general(to, event)
    account = to.below(form.add("AcctDtls/AcctsListAndBalDtls"))
    account.account("SfkpgAcct", owed.account)
    balance = "Bal/TtlElgblBal/Bal/QtyChc/SgndQty"
    account.put(f"{balance}/ShrtLngPos", "LONG")
    account.face(f"{balance}/Qty", event.asset, owed.quantity)
    to.date("CorpActnDtls/DtDtls/RcrdDt/Dt", event.record_date)
    option = _write_option(to.below(form.add("CorpActnMvmntDtls")))
    cash = _write_cash(option, event)
    cash.money("AmtDtls/EntitldAmt", event.cash, owed.amount)
    if event.action is not Action.COUPON:
        _write_security(option, event).face("EntitldQty/Qty", event.asset, owed.quantity)
    return form


def write_payment(paid: EventPayment, directory: Directory) -> Form:
    """seev.036: to one holder, once it is paid."""
    owed, event = paid.entitlement, paid.entitlement.event
    form = Form(PAID)
    to = Writer(form, directory)
    to.put("MvmntConfId", paid.message)
    to.put("CorpActnGnlInf/CorpActnEvtId", event.event)
    to.put("CorpActnGnlInf/EvtTp/Cd", event.action.value)
    to.instrument("CorpActnGnlInf/FinInstrmId", event.asset)
    to.account("AcctDtls/SfkpgAcct", owed.account)
    to.put("AcctDtls/Bal/ConfdBal/Bal/ShrtLngPos", "LONG")
    to.face("AcctDtls/Bal/ConfdBal/Bal/QtyChc/Qty", event.asset, owed.quantity)
    to.date("CorpActnDtls/DtDtls/RcrdDt/Dt", event.record_date)
    to.put("CorpActnConfDtls/OptnNb/Nb", _OPTION)
    to.put("CorpActnConfDtls/OptnTp/Cd", "CASH")
    cash = to.below(form.add("CorpActnConfDtls/CshMvmntDtls"))
    cash.put("CdtDbtInd", "CRDT")
    cash.account("Acct/CshAcct/Prtry", paid.cash_account)
    cash.money("AmtDtls/PstngAmt", event.cash, owed.amount)
    cash.date("DtDtls/PstngDt/Dt", paid.date)
    cash.date("DtDtls/PmtDt", event.payment_date)
    cash.part.add("RateAndAmtDtls/IntrstRateUsdForPmt").put("Rate", event.rate)
    if event.action is not Action.COUPON:
        moved = to.below(form.add("CorpActnConfDtls/SctiesMvmntDtls"))
        moved.instrument("FinInstrmId", event.asset)
        moved.put("CdtDbtInd", "DBIT")
        moved.face("PstngQty/Qty", event.asset, owed.quantity)
        moved.date("DtDtls/PstngDt/Dt", paid.date)
    return form


def read_announcement(form: Form, directory: Directory) -> Event:
    """The event that a seev.031 announces.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    event = _read_event(of, "CorpActnOptnDtls")
    faults.done(form.definition.name, event.event)
    return event


def read_expected(form: Form, directory: Directory) -> Entitlement:
    """What a seev.035 says that one account is owed.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    event = _read_event(of, "CorpActnMvmntDtls")
    listed = form.all("AcctDtls/AcctsListAndBalDtls")
    amount = account = quantity = 0
    if len(listed) != 1:
        text = "it does not tell of one account; send a message for each"
        of.fault("SEVERAL", text, "AcctDtls")
    else:
        one = of.below(listed[0], "AcctDtls/AcctsListAndBalDtls")
        account = one.account("SfkpgAcct")
        quantity = one.face("Bal/TtlElgblBal/Bal/QtyChc/SgndQty/Qty", event.asset)
    cash = _only_cash(of, "CorpActnMvmntDtls")
    if cash is not None:
        _, amount = cash.money("AmtDtls/EntitldAmt")
    faults.done(form.definition.name, event.event)
    return Entitlement(event, account, quantity, amount)


def read_payment(form: Form, directory: Directory) -> EventPayment:
    """What a seev.036 says that one account was paid.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    asset = of.instrument("CorpActnGnlInf/FinInstrmId")
    quantity = of.face("AcctDtls/Bal/ConfdBal/Bal/QtyChc/Qty", asset)
    account = of.account("AcctDtls/SfkpgAcct")
    action, name = _action(of), of.text("CorpActnGnlInf/CorpActnEvtId")
    rate, money, amount, cash_account, due, date = Decimal(0), 0, 0, 0, 0, 0
    cash = _only_cash(of, "CorpActnConfDtls")
    if cash is not None:
        money, amount = cash.money("AmtDtls/PstngAmt")
        cash_account = cash.account("Acct/CshAcct/Prtry")
        date, due = cash.date("DtDtls/PstngDt/Dt"), cash.date("DtDtls/PmtDt")
        rate = _rate(cash)
    event = Event(name, action, asset, of.date("CorpActnDtls/DtDtls/RcrdDt/Dt"), due, rate, money)
    faults.done(form.definition.name, of.text("MvmntConfId"))
    return EventPayment(
        of.text("MvmntConfId"), Entitlement(event, account, quantity, amount), cash_account, date
    )


def _write_general(to: Writer, event: Event) -> None:
    to.put("CorpActnGnlInf/CorpActnEvtId", event.event)
    to.put("CorpActnGnlInf/EvtTp/Cd", event.action.value)
    to.put("CorpActnGnlInf/MndtryVlntryEvtTp/Cd", "MAND")
    to.instrument("CorpActnGnlInf/UndrlygScty/FinInstrmId", event.asset)


def _write_option(to: Writer) -> Writer:
    to.put("OptnNb", _OPTION)
    to.put("OptnTp/Cd", "CASH")
    to.put("DfltPrcgOrStgInstr/DfltOptnInd", True)
    return to


def _write_cash(option: Writer, event: Event) -> Writer:
    cash = option.below(option.part.add("CshMvmntDtls"))
    cash.put("CdtDbtInd", "CRDT")
    cash.date("DtDtls/PmtDt/Dt", event.payment_date)
    cash.part.add("RateAndAmtDtls/IntrstRateUsdForPmt").put("Rate", event.rate)
    money = option.directory.instrument(event.cash)
    option.put("CcyOptn", money.currency if money else "")
    return cash


def _write_security(option: Writer, event: Event) -> Writer:
    moved = option.below(option.part.add("SctiesMvmntDtls"))
    moved.instrument("SctyDtls/FinInstrmId", event.asset)
    moved.put("CdtDbtInd", "DBIT")
    moved.date("DtDtls/PmtDt/Dt", event.payment_date)
    return moved


def _read_event(of: Reader, option: str) -> Event:
    money = of.directory.find_money(of.text(f"{option}/CcyOptn"))
    if money is None:
        told = of.text(f"{option}/CcyOptn") or "-"
        of.fault("CURRENCY", f"no money on the ledger is {told}; check the currency", f"{option}/CcyOptn")
    cash = _only_cash(of, option)
    return Event(
        of.text("CorpActnGnlInf/CorpActnEvtId"),
        _action(of),
        of.instrument("CorpActnGnlInf/UndrlygScty/FinInstrmId"),
        of.date("CorpActnDtls/DtDtls/RcrdDt/Dt"),
        cash.date("DtDtls/PmtDt/Dt") if cash is not None else 0,
        _rate(cash) if cash is not None else Decimal(0),
        money.number if money is not None else 0,
    )


def _action(of: Reader) -> Action:
    code = of.text("CorpActnGnlInf/EvtTp/Cd")
    if code in {one.value for one in Action}:
        return Action(code)
    text = f"corporate actions of the kind {code or '-'} are not done here; INTR, REDM and PRED are"
    of.fault("NOT_DONE_HERE", text, "CorpActnGnlInf/EvtTp")
    return Action.COUPON


def _only_cash(of: Reader, option: str) -> Reader | None:
    """The one cash movement of the one option."""
    listed = of.part.all(f"{option}/CshMvmntDtls")
    if len(listed) == 1:
        return of.below(listed[0], f"{option}/CshMvmntDtls")
    of.fault("SEVERAL", "it does not tell of one payment of money; send a message for each", option)
    return None


def _rate(cash: Reader) -> Decimal:
    path = "RateAndAmtDtls/IntrstRateUsdForPmt/Rate"
    found = cash.part.decimal(path)
    if found is None:
        cash.needed(path)
    return found if found is not None else Decimal(0)
