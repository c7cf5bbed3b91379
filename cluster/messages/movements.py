"""The statement of transactions semt.017: what moved through one account between two days."""

from __future__ import annotations

from dataclasses import dataclass

from actors.ledger.layout import Rows
from actors.ledger.records import Kind
from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults
from cluster.messages.rows import name_of
from cluster.messages.values import date_of_ms

SHORT = "semt.017"


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of ``quantity`` units on ``date`` (YYYYMMDD); ``cash`` 0: free of payment. ``reference``: its name,
    the common reference or the ledger's commit; ``face_fen``: face of a unit then, 0: as it is now."""

    reference: str
    receives: bool
    asset: int
    quantity: int
    cash: int
    amount: int
    date: int
    face_fen: int = 0


@dataclass(frozen=True, slots=True)
class Movements:
    """What moved through ``account`` from ``first`` to ``last`` (YYYYMMDD), by security and then in order."""

    statement: str
    first: int
    last: int
    account: int
    movements: tuple[Movement, ...]


def of_rows(
    statement: str,
    first: int,
    last: int,
    account: int,
    rows: Rows,
    faces: Rows,
    trades: Rows,
    directory: Directory,
) -> Movements:
    """The statement of one account, from its rows of MOVEMENT, the face of a unit at each, and rows of TRADE (for what
    was paid); money is in none, nor what was only set aside."""
    paid = {(int(row["commit"]), int(row["reference"])): row for row in trades}
    found = []
    for row, face_fen in zip(rows, faces.tolist(), strict=True):
        day, asset = date_of_ms(int(row["time_ms"])), directory.instrument(int(row["asset"]))
        units = int(row["available"]) + int(row["earmarked"])
        if asset is None or asset.is_money or not units or not first <= day <= last:
            continue
        key = (int(row["commit"]), int(row["reference"]))
        trade = paid.get(key) if int(row["kind"]) == Kind.DELIVER else None
        price = (0, 0) if trade is None else (int(trade["cash"]), int(trade["amount"]))
        found.append(Movement(name_of(row), units > 0, asset.number, abs(units), *price, day, face_fen))
    return Movements(statement, first, last, account, tuple(sorted(found, key=lambda one: one.asset)))


def write(movements: Movements, directory: Directory) -> Form:
    """The message of a statement."""
    form = Form(SHORT)
    to = Writer(form, directory)
    to.put("Pgntn/PgNb", "1")
    to.put("Pgntn/LastPgInd", True)
    to.put("StmtGnlDtls/StmtId", movements.statement)
    to.date("StmtGnlDtls/StmtPrd/FrDtToDt/FrDt", movements.first)
    to.date("StmtGnlDtls/StmtPrd/FrDtToDt/ToDt", movements.last)
    to.put("StmtGnlDtls/StmtBsis/Cd", "SETT")
    to.put("StmtGnlDtls/ActvtyInd", bool(movements.movements))
    to.put("StmtGnlDtls/SubAcctInd", False)
    to.account("SfkpgAcct/Id", movements.account)
    for asset in sorted({one.asset for one in movements.movements}):
        group = to.below(form.add("FinInstrmDtls"))
        group.instrument("FinInstrmId", asset)
        for one in movements.movements:
            if one.asset == asset:
                _write_one(group.below(group.part.add("Tx")), one)
    return form


def _write_one(to: Writer, one: Movement) -> None:
    to.put("AcctOwnrTxId", one.reference)
    to.put("TxDtls/TxActvty/Cd", "SETT")
    to.put("TxDtls/SctiesMvmntTp", "RECE" if one.receives else "DELI")
    to.put("TxDtls/Pmt", "APMT" if one.cash else "FREE")
    to.face("TxDtls/PstngQty/Qty", one.asset, one.quantity, one.face_fen)
    if one.cash:
        to.money("TxDtls/PstngAmt/Amt", one.cash, one.amount)
        to.put("TxDtls/PstngAmt/CdtDbt", "DBIT" if one.receives else "CRDT")
        to.put("TxDtls/TxAddtlDtls", to.money_code(one.cash))
    to.date("TxDtls/FctvSttlmDt/Dt", one.date)


def read(form: Form, directory: Directory) -> Movements:
    """The statement in a message.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    statement = of.text("StmtGnlDtls/StmtId")
    found = []
    for at, group in enumerate(form.all("FinInstrmDtls")):
        rows = of.below(group, f"FinInstrmDtls[{at + 1}]")
        asset = rows.instrument("FinInstrmId")
        found += [
            _read_one(rows.below(part, f"Tx[{number + 1}]"), asset)
            for number, part in enumerate(group.all("Tx"))
        ]
    first = of.date("StmtGnlDtls/StmtPrd/FrDtToDt/FrDt")
    last = of.date("StmtGnlDtls/StmtPrd/FrDtToDt/ToDt")
    account = of.account("SfkpgAcct/Id")
    faults.done(form.definition.name, statement)
    return Movements(statement, first, last, account, tuple(found))


def _read_one(of: Reader, asset: int) -> Movement:
    cash, amount = 0, 0
    if of.needed("TxDtls") and of.part.get("TxDtls/Pmt") == "APMT":
        cash, amount = of.money("TxDtls/PstngAmt/Amt", of.text("TxDtls/TxAddtlDtls"))
    quantity = of.face("TxDtls/PstngQty/Qty", asset)
    receives = of.part.get("TxDtls/SctiesMvmntTp") == "RECE"
    return Movement(
        of.text("AcctOwnrTxId"), receives, asset, quantity, cash, amount, of.date("TxDtls/FctvSttlmDt/Dt")
    )
