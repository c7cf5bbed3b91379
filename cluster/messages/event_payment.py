"""What one holder was paid of a corporate action: seev.036."""

from __future__ import annotations

from dataclasses import dataclass

from cluster.messages.directory import Directory
from cluster.messages.entitlement import Entitlement
from cluster.messages.event import OPTION, REDEEMS, Event, only_cash, read_action, read_rate, write_rate
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults

SHORT = "seev.036"


@dataclass(frozen=True, slots=True)
class EventPayment:
    """What ``account`` was paid of an event on ``date`` (YYYYMMDD), to ``cash_account``; ``message``: its name."""

    message: str
    entitlement: Entitlement
    cash_account: int
    date: int


def write(paid: EventPayment, directory: Directory) -> Form:
    """seev.036: to one holder, once it is paid."""
    owed, event = paid.entitlement, paid.entitlement.event
    form = Form(SHORT)
    to = Writer(form, directory)
    to.put("MvmntConfId", paid.message)
    to.put("CorpActnGnlInf/CorpActnEvtId", event.event)
    to.put("CorpActnGnlInf/EvtTp/Cd", event.action.value)
    to.instrument("CorpActnGnlInf/FinInstrmId", event.asset)
    to.account("AcctDtls/SfkpgAcct", owed.account)
    to.put("AcctDtls/Bal/ConfdBal/Bal/ShrtLngPos", "LONG")
    to.face("AcctDtls/Bal/ConfdBal/Bal/QtyChc/Qty", event.asset, owed.quantity, owed.face_fen)
    to.date("CorpActnDtls/DtDtls/RcrdDt/Dt", event.record_date)
    to.put("CorpActnConfDtls/OptnNb/Nb", OPTION)
    to.put("CorpActnConfDtls/OptnTp/Cd", "CASH")
    cash = to.below(form.add("CorpActnConfDtls/CshMvmntDtls"))
    cash.put("CdtDbtInd", "CRDT")
    cash.account("Acct/CshAcct/Prtry", paid.cash_account)
    cash.money("AmtDtls/PstngAmt", event.cash, owed.amount)
    cash.date("DtDtls/PstngDt/Dt", paid.date)
    cash.date("DtDtls/PmtDt", event.payment_date)
    write_rate(cash, event)
    if event.action in REDEEMS:
        moved = to.below(form.add("CorpActnConfDtls/SctiesMvmntDtls"))
        moved.instrument("FinInstrmId", event.asset)
        moved.put("CdtDbtInd", "DBIT")
        moved.face("PstngQty/Qty", event.asset, owed.quantity, owed.face_fen)
        moved.date("DtDtls/PstngDt/Dt", paid.date)
    return form


def read(form: Form, directory: Directory) -> EventPayment:
    """What a seev.036 says that one account was paid.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    asset = of.instrument("CorpActnGnlInf/FinInstrmId")
    quantity = of.face("AcctDtls/Bal/ConfdBal/Bal/QtyChc/Qty", asset)
    account = of.account("AcctDtls/SfkpgAcct")
    action, name = read_action(of), of.text("CorpActnGnlInf/CorpActnEvtId")
    rate, money, amount, cash_account, due, date = None, 0, 0, 0, 0, 0
    cash = only_cash(of, "CorpActnConfDtls")
    if cash is not None:
        money, amount = cash.money("AmtDtls/PstngAmt")
        cash_account = cash.account("Acct/CshAcct/Prtry")
        date, due = cash.date("DtDtls/PstngDt/Dt"), cash.date("DtDtls/PmtDt")
        rate = read_rate(cash, action)
    event = Event(name, action, asset, of.date("CorpActnDtls/DtDtls/RcrdDt/Dt"), due, rate, money)
    faults.done(form.definition.name, of.text("MvmntConfId"))
    return EventPayment(
        of.text("MvmntConfId"), Entitlement(event, account, quantity, amount), cash_account, date
    )
