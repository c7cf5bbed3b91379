"""The settlement confirmation sese.025: what moved, as the history of the ledger tells it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from actors.ledger.layout import Rows
from actors.ledger.movements import COUPON, MERGED
from actors.ledger.records import Kind
from actors.ledger.status import Status
from actors.modules.corporate.state import PAID
from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults
from cluster.messages.rows import name_of
from cluster.messages.settlement import (
    FreeDelivery,
    Half,
    Instruction,
    read_contra,
    read_money_code,
    read_sides,
    write_money_code,
    write_parties,
)
from cluster.messages.values import date_of_ms, reference_of

SHORT = "sese.025"
#: Sorts of history that other messages tell of.
_TOLD_ELSEWHERE: Final = (MERGED, COUPON, PAID)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What of ``instruction`` settled on ``effective_date`` (YYYYMMDD), with commit ``commit`` of the ledger.

    ``received``: a free delivery, told to who received it. Which account it came from or went to that side is not
    told, only who keeps it, where the ledger does not tell it either: the lowest 48 bits of its number are 0 then.
    ``face_fen``: face of a unit then, 0: as it is now.
    """

    instruction: Instruction
    effective_date: int
    commit: int
    received: bool = False
    face_fen: int = 0

    @property
    def sells(self) -> bool:
        """Whether it is told to who delivered."""
        given = self.instruction
        return not self.received if isinstance(given, FreeDelivery) else given.sells


def of_rows(rows: Rows, faces: Rows, trades: Rows, own: Collection[int]) -> list[Confirmation]:
    """Confirmations of what came to or left the accounts ``own``, in order, to each side what is its own.

    ``rows``: of MOVEMENT; ``faces``: of a unit at each; ``trades``: of TRADE, for what was paid. What was only set aside, issued, redeemed, merged
    or paid as a corporate action (seev.036 tells of that) is not confirmed here.
    """
    paid = {key: row for row in trades if int(row["status"]) == Status.SETTLED for key in _sides(row)}
    found = (
        _of_row(row, fen, paid)
        for row, fen in zip(rows, faces.tolist(), strict=True)
        if int(row["account"]) in own
    )
    return [one for one in found if one is not None]


def _sides(trade: Rows) -> list[tuple[int, int, int]]:
    """By what the movements of a trade find it: commit, reference and either account."""
    commit, reference = int(trade["commit"]), int(trade["reference"])
    return [(commit, reference, int(trade[name])) for name in ("seller_account", "buyer_account")]


def _of_row(row: Rows, face_fen: int, paid: Mapping[tuple[int, int, int], Rows]) -> Confirmation | None:
    units = int(row["available"]) + int(row["earmarked"])
    account, contra, kind = int(row["account"]), int(row["contra"]), int(row["kind"])
    if not units or not contra or kind in _TOLD_ELSEWHERE:
        return None
    name, reference, day = name_of(row), int(row["reference"]), date_of_ms(int(row["time_ms"]))
    asset, commit = int(row["asset"]), int(row["commit"])
    trade = paid.get((commit, reference, account)) if kind == Kind.DELIVER else None
    if trade is not None:
        price = int(trade["cash"]), int(trade["amount"])
        half = Half(name, reference, units < 0, account, contra >> 48, asset, abs(units), *price, day)
        return Confirmation(half, day, commit, face_fen=face_fen)
    ends = (account, contra) if units < 0 else (contra, account)
    free = FreeDelivery(name, reference, *ends, asset, abs(units), day)
    return Confirmation(free, day, commit, units > 0, face_fen)


def write(confirmation: Confirmation, directory: Directory) -> Form:
    """The message of a confirmation."""
    given = confirmation.instruction
    form = Form(SHORT)
    to = Writer(form, directory)
    free = isinstance(given, FreeDelivery)
    to.put("TxIdDtls/AcctOwnrTxId", given.own_reference)
    to.put("TxIdDtls/MktInfrstrctrTxId", str(confirmation.commit))
    to.put("TxIdDtls/SctiesMvmntTp", "DELI" if confirmation.sells else "RECE")
    to.put("TxIdDtls/Pmt", "FREE" if free else "APMT")
    if given.reference:
        to.put("TxIdDtls/CmonId", str(given.reference))
    if isinstance(given, Half) and given.trade_date:
        to.date("TradDtls/TradDt/Dt/Dt", given.trade_date)
    to.date("TradDtls/SttlmDt/Dt/Dt", given.settlement_date)
    to.date("TradDtls/FctvSttlmDt/Dt/Dt", confirmation.effective_date)
    to.instrument("FinInstrmId", given.asset)
    to.face("QtyAndAcctDtls/SttldQty/Qty", given.asset, given.quantity, confirmation.face_fen)
    received = isinstance(given, FreeDelivery) and confirmation.received
    own = given.contra if isinstance(given, FreeDelivery) and received else given.account
    to.account("QtyAndAcctDtls/SfkpgAcct/Id", own)
    to.put("SttlmParams/SctiesTxTp/Cd", "OWNE" if free else "TRAD")
    write_parties(to, given, received=received)
    if isinstance(given, Half):
        write_money_code(to, given.cash)
        to.money("SttldAmt/Amt", given.cash, given.amount)
        to.put("SttldAmt/CdtDbtInd", "CRDT" if given.sells else "DBIT")
    return form


def read(form: Form, directory: Directory) -> Confirmation:
    """The confirmation in a message.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    own = of.text("TxIdDtls/AcctOwnrTxId")
    free = form.get("TxIdDtls/Pmt") == "FREE"
    sells = form.get("TxIdDtls/SctiesMvmntTp") == "DELI"
    common = of.text("TxIdDtls/CmonId")
    reference = reference_of(common) if common else 0
    account = of.account("QtyAndAcctDtls/SfkpgAcct/Id")
    asset = of.instrument("FinInstrmId")
    quantity = of.face("QtyAndAcctDtls/SttldQty/Qty", asset)
    place, depository = read_sides(of, sells, account)
    day = of.date("TradDtls/FctvSttlmDt/Dt/Dt")
    settlement = of.date("TradDtls/SttlmDt/Dt/Dt") if of.part.has("TradDtls/SttlmDt/Dt/Dt") else day
    if free:
        contra = read_contra(of, place)
        ends = (account, contra) if sells else (contra, account)
        given: Instruction = FreeDelivery(own, reference, *ends, asset, quantity, settlement)
    else:
        cash, amount = of.money("SttldAmt/Amt", read_money_code(of))
        traded = of.date("TradDtls/TradDt/Dt/Dt") if of.part.has("TradDtls/TradDt/Dt/Dt") else 0
        given = Half(
            own, reference, sells, account, depository, asset, quantity, cash, amount, settlement, traded
        )
    commit = of.text("TxIdDtls/MktInfrstrctrTxId")
    faults.done(form.definition.name, own)
    return Confirmation(given, day, int(commit) if commit.isdigit() else 0, free and not sells)
