"""Holding and releasing (冻结与放行): the request sese.030 and its answer sese.031.

A hold sets a security aside for a later free delivery (an earmark, 圈存); a release lets that delivery settle.
"""

from __future__ import annotations

from dataclasses import dataclass

from actors.ledger.status import Status
from cluster.messages.directory import Directory
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Fault, Faults
from cluster.messages.reasons import State
from cluster.messages.status import Reason, among, of_faults, of_status, read_reasons, write_reasons
from cluster.messages.values import reference_of

REQUEST, ANSWER = "sese.030", "sese.031"
_PATHS = {
    State.ACCEPTED: "PrcgSts/AckdAccptd",
    State.REJECTED: "PrcgSts/Rjctd",
}
#: Of the reasons that the answer's list has, those that are given.
_CODES = frozenset(("SAFE", "LATE", "REFE"))


@dataclass(frozen=True, slots=True)
class Hold:
    """Set ``quantity`` units of ``asset`` in ``account`` aside under ``reference``, for ``contra``."""

    own_reference: str
    reference: int
    account: int
    contra: int
    asset: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Release:
    """Let what is held under ``reference`` in ``account`` move."""

    own_reference: str
    reference: int
    account: int


@dataclass(frozen=True, slots=True)
class HoldAnswer:
    """What became of a request: ACCEPTED or REJECTED. ``request``: its own name."""

    request: str
    reference: int
    state: State
    reasons: tuple[Reason, ...] = ()


def write(request: Hold | Release, directory: Directory) -> Form:
    """The message of a request."""
    form = Form(REQUEST)
    to = Writer(form, directory)
    to.account("SfkpgAcct/Id", request.account)
    details = to.below(form.add("ReqDtls"))
    details.put("Ref/AcctOwnrTxId", request.own_reference)
    details.put("Ref/CmonId", str(request.reference))
    details.put("HldInd/Ind", isinstance(request, Hold))
    if isinstance(request, Hold):
        more = to.below(form.add("AddtlInf"))
        more.account("SfkpgAcct/Id", request.account)
        more.instrument("FinInstrmId", request.asset)
        more.face("Qty", request.asset, request.quantity)
        more.party("RcvgPty1", request.contra >> 48)
        more.account("RcvgPty1/SfkpgAcct/Id", request.contra)
    return form


def read(form: Form, directory: Directory) -> Hold | Release:
    """The request in a message.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    asked = form.all("ReqDtls")
    own = asked[0].text("Ref/AcctOwnrTxId") or asked[0].text("Ref/CmonId")
    if len(asked) > 1:
        of.fault("SEVERAL", "it asks for several changes at once; send a message for each", "ReqDtls")
    details = of.below(asked[0], "ReqDtls")
    reference = 0
    if details.needed("Ref/CmonId", "REFERENCE"):
        reference = reference_of(details.text("Ref/CmonId"))
    account = of.account("SfkpgAcct/Id", own=True)
    found: Hold | Release = Release(own, reference, account)
    if not details.part.has("HldInd"):
        text = "of all conditions only hold and release can be changed; give the hold indicator"
        details.fault("NOT_DONE_HERE", text, "HldInd")
    elif details.part.get("HldInd/Ind"):
        found = _read_hold(of, own, reference, account)
    faults.done(form.definition.name, own)
    return found


def _read_hold(of: Reader, own: str, reference: int, account: int) -> Hold:
    listed = of.part.all("AddtlInf")
    if len(listed) != 1:
        of.fault("MISSING", "a hold says once what is held and for whom; give that", "AddtlInf")
        return Hold(own, reference, account, 0, 0, 0)
    more = of.below(listed[0], "AddtlInf")
    asset = more.instrument("FinInstrmId")
    return Hold(
        own, reference, account, more.account("RcvgPty1/SfkpgAcct/Id"), asset, more.face("Qty", asset)
    )


def answer_of_status(request: str, reference: int, status: Status) -> HoldAnswer:
    """The answer that a certified status gives."""
    if status.good:
        return HoldAnswer(request, reference, State.ACCEPTED)
    return HoldAnswer(
        request, reference, State.REJECTED, among(of_status(request, reference, status).reasons, _CODES)
    )


def answer_of_faults(request: str, faults: tuple[Fault, ...]) -> HoldAnswer:
    """The rejection of a request, with all its faults."""
    advice = of_faults(request, faults)
    return HoldAnswer(advice.own_reference, 0, State.REJECTED, among(advice.reasons, _CODES))


def write_answer(answer: HoldAnswer) -> Form:
    """The message of an answer."""
    form = Form(ANSWER)
    form.put("ReqRef", answer.request)
    if answer.reference:
        form.put("ReqDtls/Ref/CmonId", str(answer.reference))
    write_reasons(form, _PATHS[answer.state], answer.reasons)
    return form


def read_answer(form: Form) -> HoldAnswer:
    """The answer in a message. States that this ledger does not know are ACCEPTED: not decided yet."""
    state = next((one for one, path in _PATHS.items() if form.has(path)), State.ACCEPTED)
    reference = form.text("ReqDtls/Ref/CmonId")
    number = int(reference) if reference.isdigit() else 0
    return HoldAnswer(form.text("ReqRef"), number, state, read_reasons(form, _PATHS[state]))
