"""Cancelling an instruction (撤销指令): the request sese.020 and its answer sese.027.

A half that waits is withdrawn; a free delivery on hold is given back. What moved already stays moved.
"""

from __future__ import annotations

from dataclasses import dataclass

from actors.ledger.status import Status
from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Fault, Faults
from cluster.messages.reasons import State
from cluster.messages.settlement import FreeDelivery, Instruction, read_sides, sides
from cluster.messages.status import Reason, among, of_faults, of_status, read_reasons, told, write_reasons
from cluster.messages.values import reference_of

REQUEST, ANSWER = "sese.020", "sese.027"
_TX = "AcctOwnrTxId/SctiesSttlmTxId"
_PATHS = {
    State.ACCEPTED: "PrcgSts/AckdAccptd",
    State.CANCELLED: "PrcgSts/Canc",
    State.REJECTED: "PrcgSts/Rjctd",
}
#: Of the reasons that the answer's list has, those that are given.
_CODES = frozenset(("SAFE", "LATE", "REFE"))


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Cancel what was instructed under ``own_reference`` and the common ``reference``.

    ``free``: a free delivery on hold, else a half against payment; ``account``: the sender's; ``counterparty``: the
    other custodian's number; ``quantity`` in units; the date YYYYMMDD.
    """

    own_reference: str
    reference: int
    sells: bool
    free: bool
    account: int
    counterparty: int
    asset: int
    quantity: int
    settlement_date: int


@dataclass(frozen=True, slots=True)
class CancellationAnswer:
    """What became of a request: CANCELLED, ACCEPTED (it is under way) or REJECTED. ``request``: its own name."""

    request: str
    state: State
    reasons: tuple[Reason, ...] = ()


def of_instruction(given: Instruction) -> Cancellation:
    """The request that cancels an instruction."""
    free = isinstance(given, FreeDelivery)
    return Cancellation(
        given.own_reference,
        given.reference,
        isinstance(given, FreeDelivery) or given.sells,
        free,
        given.account,
        given.contra >> 48 if isinstance(given, FreeDelivery) else given.counterparty,
        given.asset,
        given.quantity,
        given.settlement_date,
    )


def write(cancellation: Cancellation, directory: Directory) -> Form:
    """The message of a request."""
    form = Form(REQUEST)
    to = Writer(form, directory)
    to.put(f"{_TX}/TxId", cancellation.own_reference)
    to.put(f"{_TX}/SctiesMvmntTp", "DELI" if cancellation.sells else "RECE")
    to.put(f"{_TX}/Pmt", "FREE" if cancellation.free else "APMT")
    to.put("MktInfrstrctrTxId", str(cancellation.reference))
    to.account("SfkpgAcct/Id", cancellation.account)
    to.instrument("TxDtls/FinInstrmId", cancellation.asset)
    to.date("TxDtls/SttlmDt/Dt/Dt", cancellation.settlement_date)
    to.face("TxDtls/SttlmQty/Qty", cancellation.asset, cancellation.quantity)
    ours, theirs = sides(cancellation.sells, "TxDtls/")
    to.party(f"{ours}/Dpstry", cancellation.account >> 48)
    to.party(f"{theirs}/Dpstry", cancellation.counterparty)
    to.put("CxlRsn/Cd/Cd", "CANI")
    return form


def read(form: Form, directory: Directory) -> Cancellation:
    """The request in a message.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    own = form.text(f"{_TX}/TxId")
    of.needed(_TX)
    account = of.account("SfkpgAcct/Id", own=True)
    reference = 0
    if of.needed("MktInfrstrctrTxId", "REFERENCE"):
        reference = reference_of(form.text("MktInfrstrctrTxId"))
    sells = form.get(f"{_TX}/SctiesMvmntTp") == "DELI"
    depository = asset = quantity = date = 0
    if of.needed("TxDtls"):
        _, depository = read_sides(of, sells, account, "TxDtls/")
        asset = of.instrument("TxDtls/FinInstrmId")
        quantity = of.face("TxDtls/SttlmQty/Qty", asset)
        date = of.date("TxDtls/SttlmDt/Dt/Dt")
    faults.done(form.definition.name, own)
    free = form.get(f"{_TX}/Pmt") == "FREE"
    return Cancellation(own, reference, sells, free, account, depository, asset, quantity, date)


def answer_of_status(request: str, status: Status) -> CancellationAnswer:
    """The answer that a certified status gives."""
    if status.good:
        return CancellationAnswer(request, State.CANCELLED, told("CANI", status.en, status.zh))
    return CancellationAnswer(request, State.REJECTED, among(of_status(request, 0, status).reasons, _CODES))


def answer_of_faults(request: str, faults: tuple[Fault, ...]) -> CancellationAnswer:
    """The rejection of a request, with all its faults."""
    advice = of_faults(request, faults)
    return CancellationAnswer(advice.own_reference, State.REJECTED, among(advice.reasons, _CODES))


def write_answer(answer: CancellationAnswer) -> Form:
    """The message of an answer."""
    form = Form(ANSWER)
    form.put("CxlReqRef", answer.request)
    write_reasons(form, _PATHS[answer.state], answer.reasons)
    return form


def read_answer(form: Form) -> CancellationAnswer:
    """The answer in a message. States that this ledger does not know are ACCEPTED: not decided yet."""
    state = next((one for one, path in _PATHS.items() if form.has(path)), State.ACCEPTED)
    return CancellationAnswer(form.text("CxlReqRef"), state, read_reasons(form, _PATHS[state]))
