"""The statement of holdings semt.002: what one account holds, free and set aside."""

from __future__ import annotations

from dataclasses import dataclass

from actors.ledger.layout import Rows
from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults
from cluster.messages.values import time_ms_of, xml_time

SHORT = "semt.002"


@dataclass(frozen=True, slots=True)
class Position:
    """Units of one security that are free, and that are set aside (圈存)."""

    asset: int
    available: int
    earmarked: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What ``account`` holds at ``time_ms`` (Unix), under the statement's own name."""

    statement: str
    time_ms: int
    account: int
    positions: tuple[Position, ...]


def of_rows(statement: str, time_ms: int, account: int, rows: Rows, directory: Directory) -> Holdings:
    """The statement of one account, from rows of HOLDING; money is in none."""
    found = []
    for row in rows[rows["account"] == account]:
        fact = directory.instrument(int(row["asset"]))
        if fact is not None and not fact.is_money:
            found.append(Position(fact.number, int(row["available"]), int(row["earmarked"])))
    return Holdings(statement, time_ms, account, tuple(found))


def write(holdings: Holdings, directory: Directory) -> Form:
    """The message of a statement."""
    form = Form(SHORT)
    to = Writer(form, directory)
    to.put("Pgntn/PgNb", "1")
    to.put("Pgntn/LastPgInd", True)
    to.put("StmtGnlDtls/StmtId", holdings.statement)
    to.put("StmtGnlDtls/StmtDtTm/DtTm", xml_time(holdings.time_ms))
    to.put("StmtGnlDtls/Frqcy/Cd", "ADHO")
    to.put("StmtGnlDtls/UpdTp/Cd", "COMP")
    to.put("StmtGnlDtls/StmtBsis/Cd", "SETT")
    to.put("StmtGnlDtls/ActvtyInd", bool(holdings.positions))
    to.put("StmtGnlDtls/SubAcctInd", False)
    to.party("AcctSvcr", holdings.account >> 48)
    to.account("SfkpgAcct/Id", holdings.account)
    for one in holdings.positions:
        row = to.below(form.add("BalForAcct"))
        row.instrument("FinInstrmId", one.asset)
        row.put("AggtBal/ShrtLngInd", "LONG")
        row.face("AggtBal/Qty/Qty/Qty", one.asset, one.available + one.earmarked)
        row.face("AvlblBal/Qty/Qty", one.asset, one.available)
        row.face("NotAvlblBal/Qty", one.asset, one.earmarked)
    return form


def read(form: Form, directory: Directory) -> Holdings:
    """The statement in a message.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    statement = of.text("StmtGnlDtls/StmtId")
    time_ms = 0
    if of.needed("StmtGnlDtls/StmtDtTm/DtTm", "DATE"):
        time_ms = time_ms_of(form.get("StmtGnlDtls/StmtDtTm/DtTm"))
    if form.text("Pgntn/PgNb").lstrip("0") != "1" or not form.get("Pgntn/LastPgInd"):
        of.fault("SEVERAL", "the statement has several pages; send it as one", "Pgntn")
    found = []
    for at, part in enumerate(form.all("BalForAcct")):
        row = of.below(part, f"BalForAcct[{at + 1}]")
        asset = row.instrument("FinInstrmId")
        total = row.face("AggtBal/Qty/Qty/Qty", asset)
        held = row.face("NotAvlblBal/Qty", asset) if part.has("NotAvlblBal") else 0
        found.append(Position(asset, total - held, held))
    account = of.account("SfkpgAcct/Id")
    faults.done(form.definition.name, statement)
    return Holdings(statement, time_ms, account, tuple(found))
