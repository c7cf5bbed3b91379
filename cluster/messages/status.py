"""The status advice sese.024: what became of an instruction, or why it was not taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actors.ledger.status import Status
from cluster.messages.form import Form, Part
from cluster.messages.problems import Fault
from cluster.messages.reasons import FAULTS, State, meaning_of

SHORT = "sese.024"
#: A reason's text is cut to this many characters, as the schema wants.
TEXT_MAX = 210
#: What stands where the sender's own reference could not be read.
UNKNOWN = "NONREF"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code of the message's list, and a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class StatusAdvice:
    """How the instruction ``own_reference`` stands; ``reference``: the common one, 0: none or not known."""

    own_reference: str
    reference: int
    state: State
    reasons: tuple[Reason, ...] = ()


def of_status(own_reference: str, reference: int, status: Status) -> StatusAdvice:
    """The advice of a certified status."""
    meaning = meaning_of(status)
    reasons = told(meaning.code, f"{status.name}: {status.en}", status.zh) if meaning.code else ()
    return StatusAdvice(own_reference, reference, meaning.state, reasons)


def of_faults(own_reference: str, faults: Iterable[Fault]) -> StatusAdvice:
    """The rejection of a message, with all its faults."""
    reasons = [reason for one in faults for reason in told(FAULTS[one.code][0], one.told(), one.told("zh"))]
    return StatusAdvice(own_reference or UNKNOWN, 0, State.REJECTED, tuple(reasons))


def among(reasons: Iterable[Reason], codes: frozenset[str]) -> tuple[Reason, ...]:
    """The reasons for a message whose list has only ``codes``: others are OTHR."""
    return tuple(one if one.code in codes else Reason("OTHR", one.text) for one in reasons)


def told(code: str, english: str, chinese: str) -> tuple[Reason, Reason]:
    """One reason in both languages, each on its own: together they are too long for one."""
    return Reason(code, english[:TEXT_MAX]), Reason(code, chinese[:TEXT_MAX])


def write(advice: StatusAdvice) -> Form:
    """The message of an advice."""
    form = Form(SHORT)
    form.put("TxId/AcctOwnrTxId", advice.own_reference)
    if advice.reference:
        form.put("TxId/CmonId", str(advice.reference))
    write_reasons(form, advice.state.path, advice.reasons)
    return form


def read(form: Form) -> StatusAdvice:
    """The advice in a message. States that this ledger does not know are PENDING with their reasons."""
    state = next((one for one in State if form.has(one.path)), State.PENDING)
    reference = form.text("TxId/CmonId")
    number = int(reference) if reference.isdigit() else 0
    return StatusAdvice(form.text("TxId/AcctOwnrTxId"), number, state, read_reasons(form, state.path))


def write_reasons(form: Part, path: str, reasons: Iterable[Reason]) -> None:
    """The reasons of a status element, or that there is none."""
    written = False
    for reason in reasons:
        rule = form.add(f"{path}/Rsn")
        rule.put("Cd/Cd", reason.code)
        rule.put("AddtlRsnInf", reason.text)
        written = True
    if not written:
        form.put(f"{path}/NoSpcfdRsn", "NORE")


def read_reasons(form: Part, path: str) -> tuple[Reason, ...]:
    """The reasons of a status element."""
    return tuple(Reason(one.text("Cd/Cd"), one.text("AddtlRsnInf")) for one in form.all(f"{path}/Rsn"))
