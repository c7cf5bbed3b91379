"""The settlement instruction sese.023: one half of a delivery versus payment, or a custody transfer (转托管).

Against payment it is what ``instruct`` gives; free of payment it is ``custody_transfer``; free and on hold, an
earmark (圈存) that a later release settles and a cancellation gives back.
"""

from __future__ import annotations

from dataclasses import dataclass

from cluster.messages.directory import ISSUER, Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults
from cluster.messages.values import account_text, reference_of

SHORT = "sese.023"
#: Beside the name of a money that is not called as its currency is, as e-CNY: four letters, as the schema wants.
_MONEY = "CASH"
#: The bits of an account's number that say which of its keeper's it is.
_NUMBER = (1 << 48) - 1


@dataclass(frozen=True, slots=True)
class Half:
    """One half of a delivery versus payment.

    ``own_reference``: the sender's own name for it; ``reference``: the common one that both halves match by;
    ``account``: where the security leaves or arrives; ``counterparty``: the other custodian's number; ``quantity``
    in units; ``amount`` in fen of money ``cash``; dates YYYYMMDD, ``trade_date`` 0: not told.
    """

    own_reference: str
    reference: int
    sells: bool
    account: int
    counterparty: int
    asset: int
    quantity: int
    cash: int
    amount: int
    settlement_date: int
    trade_date: int = 0


@dataclass(frozen=True, slots=True)
class FreeDelivery:
    """A security that moves free of payment from ``account`` to ``contra``, both of one owner; ``quantity`` in units.

    ``held``: it is only set aside under ``reference``, and moves once it is released.
    """

    own_reference: str
    reference: int
    account: int
    contra: int
    asset: int
    quantity: int
    settlement_date: int
    held: bool = False


Instruction = Half | FreeDelivery


def write(instruction: Instruction, directory: Directory) -> Form:
    """The message of an instruction."""
    form = Form(SHORT)
    to = Writer(form, directory)
    free = isinstance(instruction, FreeDelivery)
    sells = free or (isinstance(instruction, Half) and instruction.sells)
    to.put("TxId", instruction.own_reference)
    to.put("SttlmTpAndAddtlParams/SctiesMvmntTp", "DELI" if sells else "RECE")
    to.put("SttlmTpAndAddtlParams/Pmt", "FREE" if free else "APMT")
    if instruction.reference:
        to.put("SttlmTpAndAddtlParams/CmonId", str(instruction.reference))
    _write_trade(to, instruction)
    to.instrument("FinInstrmId", instruction.asset)
    to.face("QtyAndAcctDtls/SttlmQty/Qty", instruction.asset, instruction.quantity)
    to.account("QtyAndAcctDtls/SfkpgAcct/Id", instruction.account)
    if isinstance(instruction, FreeDelivery) and instruction.held:
        to.put("SttlmParams/HldInd/Ind", True)
    to.put("SttlmParams/SctiesTxTp/Cd", "OWNE" if free else "TRAD")
    write_parties(to, instruction)
    if isinstance(instruction, Half):
        _write_money(to, instruction)
    return form


def read(form: Form, directory: Directory) -> Instruction:
    """The instruction in a message.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    own = of.text("TxId")
    if form.get("SttlmTpAndAddtlParams/Pmt") == "FREE":
        found: Instruction = _read_free(of, own)
    else:
        found = _read_half(of, own)
    faults.done(form.definition.name, own)
    return found


def sides(sells: bool, below: str = "") -> tuple[str, str]:
    """The elements of the own side and of the other one."""
    deliverer, receiver = f"{below}DlvrgSttlmPties", f"{below}RcvgSttlmPties"
    return (deliverer, receiver) if sells else (receiver, deliverer)


def write_parties(to: Writer, instruction: Instruction, *, received: bool = False) -> None:
    """Both custodians, and free of payment the account at the other. ``received``: as the receiver is told."""
    if isinstance(instruction, Half):
        ours, theirs = sides(instruction.sells)
        to.party(f"{ours}/Dpstry", instruction.account >> 48)
        to.party(f"{theirs}/Dpstry", instruction.counterparty)
        return
    ours, theirs = sides(not received)
    own, other = instruction.account, instruction.contra
    own, other = (other, own) if received else (own, other)
    to.party(f"{ours}/Dpstry", own >> 48)
    to.party(f"{theirs}/Dpstry", other >> 48)
    if other & _NUMBER:
        to.party(f"{theirs}/Pty1", other >> 48)
        to.account(f"{theirs}/Pty1/SfkpgAcct/Id", other)


def read_contra(of: Reader, place: str) -> int:
    """The account on the other side of a free delivery, or where none is told the number of its keeper alone."""
    if of.part.has(f"{place}/Pty1"):
        return of.account(f"{place}/Pty1/SfkpgAcct/Id")
    return of.party(f"{place}/Dpstry") << 48


def read_sides(of: Reader, sells: bool, account: int, below: str = "") -> tuple[str, int]:
    """Where the counterparty stands, and its custodian; the own custodian must be the one that keeps ``account``."""
    ours, theirs = sides(sells, below)
    mine = of.party(f"{ours}/Dpstry") if of.part.has(f"{ours}/Dpstry") else account >> 48
    if mine and account and mine != account >> 48:
        text = f"the own side names another depository than who keeps the account {account_text(account)}; correct one"
        of.fault("NOT_A_PARTY", text, f"{ours}/Dpstry")
    if mine and of.directory.me and mine != of.directory.me:
        me = of.directory.party(of.directory.me)
        text = f"{me.name if me else of.directory.me} is no party to it on the own side; send it to who is"
        of.fault("NOT_A_PARTY", text, f"{ours}/Dpstry")
    return theirs, of.party(f"{theirs}/Dpstry")


def write_money_code(to: Writer, cash: int) -> None:
    """Which money it is, where the currency alone does not say: e-CNY is CNY too."""
    code = to.money_code(cash)
    if code:
        to.put("SttlmParams/CshClrSys/Prtry/Id", _MONEY)
        to.put("SttlmParams/CshClrSys/Prtry/Issr", ISSUER)
        to.put("SttlmParams/CshClrSys/Prtry/SchmeNm", code)


def read_money_code(of: Reader) -> str:
    """What :func:`write_money_code` wrote; empty: nothing."""
    return of.text("SttlmParams/CshClrSys/Prtry/SchmeNm")


def _write_trade(to: Writer, instruction: Instruction) -> None:
    if to.directory.mic:
        to.put("TradDtls/PlcOfTrad/MktTpAndId/Id/MktIdrCd", to.directory.mic)
        to.put("TradDtls/PlcOfTrad/MktTpAndId/Tp/Cd", "VARI")
    if isinstance(instruction, Half) and instruction.trade_date:
        to.date("TradDtls/TradDt/Dt/Dt", instruction.trade_date)
    to.date("TradDtls/SttlmDt/Dt/Dt", instruction.settlement_date)


def _write_money(to: Writer, half: Half) -> None:
    write_money_code(to, half.cash)
    to.money("SttlmAmt/Amt", half.cash, half.amount)
    to.put("SttlmAmt/CdtDbtInd", "CRDT" if half.sells else "DBIT")


def _read_half(of: Reader, own: str) -> Half:
    sells = of.part.get("SttlmTpAndAddtlParams/SctiesMvmntTp") == "DELI"
    account = of.account("QtyAndAcctDtls/SfkpgAcct/Id", own=True)
    asset = of.instrument("FinInstrmId")
    quantity = of.face("QtyAndAcctDtls/SttlmQty/Qty", asset)
    cash, amount = of.money("SttlmAmt/Amt", read_money_code(of))
    direction = of.part.get("SttlmAmt/CdtDbtInd")
    if direction and direction != ("CRDT" if sells else "DBIT"):
        of.fault(
            "DIRECTION", "who delivers is credited and who receives is debited; exchange one", "SttlmAmt"
        )
    if of.part.get("SttlmParams/HldInd/Ind"):
        text = (
            "a half against payment waits for its counterpart and cannot be held; send it when it may settle"
        )
        of.fault("NOT_DONE_HERE", text, "SttlmParams/HldInd")
    _, counterparty = read_sides(of, sells, account)
    reference = _common(of)
    date = of.settlement_date("TradDtls/SttlmDt/Dt/Dt")
    traded = of.date("TradDtls/TradDt/Dt/Dt") if of.part.has("TradDtls/TradDt/Dt/Dt") else 0
    return Half(own, reference, sells, account, counterparty, asset, quantity, cash, amount, date, traded)


def _read_free(of: Reader, own: str) -> FreeDelivery:
    if of.part.get("SttlmTpAndAddtlParams/SctiesMvmntTp") == "RECE":
        text = "free of payment only who delivers instructs, and both sides move; leave the receipt out"
        of.fault("NOT_DONE_HERE", text, "SttlmTpAndAddtlParams/SctiesMvmntTp")
    if of.part.has("SttlmAmt"):
        of.fault("DIRECTION", "it is free of payment and names an amount; leave out one", "SttlmAmt")
    account = of.account("QtyAndAcctDtls/SfkpgAcct/Id", own=True)
    asset = of.instrument("FinInstrmId")
    quantity = of.face("QtyAndAcctDtls/SttlmQty/Qty", asset)
    place, depository = read_sides(of, True, account)
    contra = of.account(f"{place}/Pty1/SfkpgAcct/Id")
    if contra and depository and contra >> 48 != depository:
        text = (
            f"the account {account_text(contra)} is not kept by the depository named beside it; correct one"
        )
        of.fault("UNKNOWN_ACCOUNT", text, f"{place}/Pty1/SfkpgAcct/Id")
    held = bool(of.part.get("SttlmParams/HldInd/Ind"))
    named = held or of.part.has("SttlmTpAndAddtlParams/CmonId")
    reference = _common(of) if named else 0
    return FreeDelivery(
        own, reference, account, contra, asset, quantity, of.settlement_date("TradDtls/SttlmDt/Dt/Dt"), held
    )


def _common(of: Reader) -> int:
    path = "SttlmTpAndAddtlParams/CmonId"
    return reference_of(of.text(path)) if of.needed(path, "REFERENCE") else 0
