"""Payments: pacs.008 for a customer, pacs.009 between institutions, and what became of one, pacs.002."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actors.ledger.status import Status
from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Fault, Faults
from cluster.messages.reasons import FAULTS, meaning_of
from cluster.messages.status import UNKNOWN, Reason
from cluster.messages.values import account_text, time_ms_of, xml_time

CUSTOMER, INSTITUTION, STATUS = "pacs.008", "pacs.009", "pacs.002"
#: A line of a reason's text is cut to this many characters, as the schema wants.
LINE_MAX = 105


@dataclass(frozen=True, slots=True)
class Payment:
    """Pay ``amount`` fen of money ``cash`` from ``account`` to ``contra`` on ``date`` (YYYYMMDD).

    ``debtor`` and ``creditor``: names of the customers; both empty between institutions. ``end_to_end``: the name that
    the payer gave it; ``message`` and ``time_ms``: name and Unix time of the message.
    """

    message: str
    time_ms: int
    end_to_end: str
    account: int
    contra: int
    cash: int
    amount: int
    date: int
    debtor: str = ""
    creditor: str = ""


@dataclass(frozen=True, slots=True)
class PaymentStatus:
    """How the payment ``end_to_end`` of the message ``original`` (its name ``original_kind``) stands.

    ``code``: ACSC settled, PDNG waiting, RJCT refused, CANC cancelled.
    """

    message: str
    time_ms: int
    original: str
    original_kind: str
    end_to_end: str
    code: str
    reasons: tuple[Reason, ...] = ()


def kind_of(payment: Payment) -> str:
    """Which message it is: pacs.008 if it names customers, else pacs.009."""
    return CUSTOMER if payment.debtor or payment.creditor else INSTITUTION


def write(payment: Payment, directory: Directory) -> Form:
    """The message of a payment: pacs.008 if it names customers, else pacs.009."""
    kind = kind_of(payment)
    customers, form = kind == CUSTOMER, Form(kind)
    to = Writer(form, directory)
    to.put("GrpHdr/MsgId", payment.message)
    to.put("GrpHdr/CreDtTm", xml_time(payment.time_ms))
    to.put("GrpHdr/NbOfTxs", "1")
    to.put("GrpHdr/SttlmInf/SttlmMtd", "CLRG")
    one = to.below(form.add("CdtTrfTxInf"))
    one.put("PmtId/EndToEndId", payment.end_to_end)
    one.put("PmtTpInf/LclInstrm/Prtry", one.money_code(payment.cash))
    one.money("IntrBkSttlmAmt", payment.cash, payment.amount)
    one.date("IntrBkSttlmDt", payment.date)
    if customers:
        one.put("ChrgBr", "SLEV")
        one.put("Dbtr/Nm", payment.debtor)
        one.agent("DbtrAgt", payment.account >> 48)
        one.agent("CdtrAgt", payment.contra >> 48)
        one.put("Cdtr/Nm", payment.creditor)
    else:
        one.agent("Dbtr", payment.account >> 48)
        one.agent("Cdtr", payment.contra >> 48)
    one.account("DbtrAcct/Id/Othr/Id", payment.account)
    one.account("CdtrAcct/Id/Othr/Id", payment.contra)
    return form


def read(form: Form, directory: Directory) -> Payment:
    """The payment in a message.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    listed = form.all("CdtTrfTxInf")
    if len(listed) > 1:
        of.fault("SEVERAL", "it brings several payments; send a message for each", "CdtTrfTxInf")
    one = of.below(listed[0], "CdtTrfTxInf")
    customers = form.definition.short == CUSTOMER
    cash, amount = one.money("IntrBkSttlmAmt", one.text("PmtTpInf/LclInstrm/Prtry"))
    account = _read_side(one, "DbtrAgt" if customers else "Dbtr", "DbtrAcct/Id/Othr/Id", own=True)
    contra = _read_side(one, "CdtrAgt" if customers else "Cdtr", "CdtrAcct/Id/Othr/Id", own=False)
    has_date = one.part.has("IntrBkSttlmDt")
    date = one.settlement_date("IntrBkSttlmDt") if has_date else of.settlement_date("GrpHdr/IntrBkSttlmDt")
    end_to_end, message = one.text("PmtId/EndToEndId"), of.text("GrpHdr/MsgId")
    names = (one.text("Dbtr/Nm"), one.text("Cdtr/Nm")) if customers else ("", "")
    if customers:
        one.needed("Dbtr/Nm")
        one.needed("Cdtr/Nm")
    faults.done(form.definition.name, message)
    time_ms = time_ms_of(form.get("GrpHdr/CreDtTm"))
    return Payment(message, time_ms, end_to_end, account, contra, cash, amount, date, *names)


def _read_side(of: Reader, agent: str, path: str, *, own: bool) -> int:
    """The account of one side, which its institution must keep."""
    keeper, account = of.agent(agent), of.account(path, own=own)
    if keeper and account and keeper != account >> 48:
        text = (
            f"the account {account_text(account)} is not kept by the institution named beside it; correct one"
        )
        of.fault("NOT_A_PARTY", text, agent)
    return account


def status_of(message: str, time_ms: int, payment: Payment, status: Status) -> PaymentStatus:
    """The message of a payment's certified status."""
    meaning = meaning_of(status)
    kind = kind_of(payment)
    code = meaning.payment or "NARR"
    reasons = () if status.good else (Reason(code, f"{status.name}: {status.en} {status.zh}"),)
    return PaymentStatus(
        message, time_ms, payment.message, kind, payment.end_to_end, meaning.state.payment, reasons
    )


def status_of_faults(
    message: str, time_ms: int, original: str, kind: str, faults: Iterable[Fault]
) -> PaymentStatus:
    """The rejection of a payment's message, with all its faults."""
    reasons = tuple(Reason(FAULTS[one.code][1], f"{one.told()} {one.told('zh')}") for one in faults)
    return PaymentStatus(message, time_ms, original or UNKNOWN, kind, UNKNOWN, "RJCT", reasons)


def write_status(status: PaymentStatus) -> Form:
    """The message of a payment's status."""
    form = Form(STATUS)
    form.put("GrpHdr/MsgId", status.message)
    form.put("GrpHdr/CreDtTm", xml_time(status.time_ms))
    one = form.add("TxInfAndSts")
    one.put("OrgnlGrpInf/OrgnlMsgId", status.original)
    one.put("OrgnlGrpInf/OrgnlMsgNmId", status.original_kind)
    one.put("OrgnlEndToEndId", status.end_to_end)
    one.put("TxSts", status.code)
    for reason in status.reasons:
        told = one.add("StsRsnInf")
        told.put("Rsn/Cd", reason.code)
        told.object.addtl_inf = [
            reason.text[at : at + LINE_MAX] for at in range(0, len(reason.text), LINE_MAX)
        ]
    return form


def read_status(form: Form, directory: Directory) -> PaymentStatus:
    """The status in a message.

    Raises:
        BadMessage: it tells of no one payment.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    message, listed = form.text("GrpHdr/MsgId"), form.all("TxInfAndSts")
    if len(listed) != 1:
        of.fault("SEVERAL", "it does not tell of one payment; send a message for each", "TxInfAndSts")
        faults.done(form.definition.name, message)
    one = of.below(listed[0], "TxInfAndSts")
    one.needed("OrgnlGrpInf/OrgnlMsgId")
    one.needed("TxSts")
    faults.done(form.definition.name, message)
    reasons = tuple(
        Reason(part.text("Rsn/Cd"), "".join(part.object.addtl_inf)) for part in one.part.all("StsRsnInf")
    )
    return PaymentStatus(
        message,
        time_ms_of(form.get("GrpHdr/CreDtTm")),
        one.text("OrgnlGrpInf/OrgnlMsgId"),
        one.text("OrgnlGrpInf/OrgnlMsgNmId"),
        one.text("OrgnlEndToEndId"),
        one.text("TxSts"),
        reasons,
    )
