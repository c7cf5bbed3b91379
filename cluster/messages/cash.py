"""The advice of debits and credits camt.054: what moved through one cash account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from actors.ledger.layout import Rows
from actors.ledger.movements import COUPON
from actors.ledger.records import Kind
from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults
from cluster.messages.rows import name_of
from cluster.messages.values import date_of_ms, time_ms_of, xml_time

SHORT = "camt.054"
#: What an entry is for → domain, family and sub-family of its bank transaction code.
PURPOSES: Final = {
    "trade": ("SECU", "SETT", "TRAD"),
    "coupon": ("SECU", "CUST", "INTR"),
    "credit": ("PMNT", "RCDT", "DMCT"),
    "debit": ("PMNT", "ICDT", "DMCT"),
    "other": ("PMNT", "MCOP", "OTHR"),
}
_NAMED: Final = {codes: purpose for purpose, codes in PURPOSES.items()}
_FOR: Final = {
    int(Kind.DELIVER): "trade",
    COUPON: "coupon",
    int(Kind.ISSUE): "other",
    int(Kind.REDEEM): "other",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """``amount`` fen in or out on ``date`` (YYYYMMDD). ``purpose``: a word of ``PURPOSES``."""

    reference: str
    credit: bool
    amount: int
    date: int
    purpose: str


@dataclass(frozen=True, slots=True)
class CashAdvice:
    """What moved through ``account`` in money ``cash``; ``message`` and ``time_ms``: name and Unix time."""

    message: str
    time_ms: int
    account: int
    cash: int
    entries: tuple[Entry, ...]


def of_rows(message: str, time_ms: int, account: int, cash: int, rows: Rows) -> CashAdvice:
    """The advice for one account and money, from rows of MOVEMENT; what was only set aside is in none."""
    found = []
    for row in rows[(rows["account"] == account) & (rows["asset"] == cash)]:
        amount = int(row["available"]) + int(row["earmarked"])
        if amount:
            purpose = _FOR.get(int(row["kind"]), "credit" if amount > 0 else "debit")
            day = date_of_ms(int(row["time_ms"]))
            found.append(Entry(name_of(row), amount > 0, abs(amount), day, purpose))
    return CashAdvice(message, time_ms, account, cash, tuple(found))


def write(advice: CashAdvice, directory: Directory) -> Form:
    """The message of an advice."""
    form = Form(SHORT)
    form.put("GrpHdr/MsgId", advice.message)
    form.put("GrpHdr/CreDtTm", xml_time(advice.time_ms))
    to = Writer(form.add("Ntfctn"), directory)
    to.put("Id", advice.message)
    to.account("Acct/Id/Othr/Id", advice.account)
    to.put("Acct/Tp/Prtry", to.money_code(advice.cash))
    money = directory.instrument(advice.cash)
    to.put("Acct/Ccy", money.currency if money else "")
    to.agent("Acct/Svcr", advice.account >> 48)
    for one in advice.entries:
        row = to.below(to.part.add("Ntry"))
        row.put("NtryRef", one.reference)
        row.money("Amt", advice.cash, one.amount)
        row.put("CdtDbtInd", "CRDT" if one.credit else "DBIT")
        row.put("Sts/Cd", "BOOK")
        row.date("BookgDt/Dt", one.date)
        domain, family, sub = PURPOSES[one.purpose]
        row.put("BkTxCd/Domn/Cd", domain)
        row.put("BkTxCd/Domn/Fmly/Cd", family)
        row.put("BkTxCd/Domn/Fmly/SubFmlyCd", sub)
    return form


def read(form: Form, directory: Directory) -> CashAdvice:
    """The advice in a message.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    message, listed = form.text("GrpHdr/MsgId"), form.all("Ntfctn")
    of = Reader(listed[0], directory, faults, "Ntfctn/")
    if len(listed) > 1:
        of.fault("SEVERAL", "it tells of several accounts; send a message for each", "")
    account = of.account("Acct/Id/Othr/Id")
    code, currency = of.text("Acct/Tp/Prtry"), of.text("Acct/Ccy")
    money = directory.find_money(currency, code)
    if money is None:
        told = f"{code} in {currency}" if code else currency or "-"
        of.fault("CURRENCY", f"no money on the ledger is {told}; check the currency", "Acct/Ccy")
    entries = [
        _read_entry(of.below(part, f"Ntry[{at + 1}]"), code) for at, part in enumerate(of.part.all("Ntry"))
    ]
    faults.done(form.definition.name, message)
    assert money is not None, "without it there is a fault"
    time_ms = time_ms_of(form.get("GrpHdr/CreDtTm"))
    return CashAdvice(message, time_ms, account, money.number, tuple(entries))


def _read_entry(of: Reader, code: str) -> Entry:
    _, amount = of.money("Amt", code)
    domain = "BkTxCd/Domn"
    codes = (of.text(f"{domain}/Cd"), of.text(f"{domain}/Fmly/Cd"), of.text(f"{domain}/Fmly/SubFmlyCd"))
    credit = of.part.get("CdtDbtInd") == "CRDT"
    return Entry(of.text("NtryRef"), credit, amount, of.date("BookgDt/Dt"), _NAMED.get(codes, "other"))
