"""The settlement confirmation sese.025: what moved, as the history of the ledger tells it."""

from __future__ import annotations

from dataclasses import dataclass

from actors.ledger.layout import Rows
from actors.ledger.records import Kind
from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults
from cluster.messages.rows import has_moved, name_of
from cluster.messages.settlement import (
    FreeDelivery,
    Half,
    Instruction,
    read_money_code,
    read_sides,
    write_money_code,
    write_parties,
)
from cluster.messages.values import date_of_ms, reference_of

SHORT = "sese.025"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What of ``instruction`` settled on ``effective_date`` (YYYYMMDD), with commit ``commit`` of the ledger.

    ``received``: a free delivery, told to who received it.
    """

    instruction: Instruction
    effective_date: int
    commit: int
    received: bool = False

    @property
    def sells(self) -> bool:
        """Whether it is told to who delivered."""
        given = self.instruction
        return not self.received if isinstance(given, FreeDelivery) else given.sells


def of_row(row: Rows, institution: int) -> Confirmation | None:
    """The confirmation that a row of TRADE is for ``institution``, as deliverer if it is both sides.

    None where nothing moved, or neither side is its, or it entered or left the market.
    """
    day = date_of_ms(int(row["time_ms"]))
    seller, buyer = int(row["seller_account"]), int(row["buyer_account"])
    sells = seller >> 48 == institution
    if not (has_moved(row) and seller and buyer and (sells or buyer >> 48 == institution)):
        return None
    reference, asset, quantity = int(row["reference"]), int(row["asset"]), int(row["quantity"])
    if int(row["kind"]) == Kind.DELIVER:
        given: Instruction = Half(
            name_of(row),
            reference,
            sells,
            seller if sells else buyer,
            (buyer if sells else seller) >> 48,
            asset,
            quantity,
            int(row["cash"]),
            int(row["amount"]),
            day,
        )
        return Confirmation(given, day, int(row["commit"]))
    given = FreeDelivery(name_of(row), reference, seller, buyer, asset, quantity, day)
    return Confirmation(given, day, int(row["commit"]), not sells)


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
    to.face("QtyAndAcctDtls/SttldQty/Qty", given.asset, given.quantity)
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
        contra = of.account(f"{place}/Pty1/SfkpgAcct/Id")
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
