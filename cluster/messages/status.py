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
    reasons = (Reason(meaning.code, f"{status.name}: {status.en} {status.zh}"),) if meaning.code else ()
    return StatusAdvice(own_reference, reference, meaning.state, reasons)


def of_faults(own_reference: str, faults: Iterable[Fault]) -> StatusAdvice:
    """The rejection of a message, with all its faults."""
    reasons = tuple(Reason(FAULTS[one.code][0], f"{one.told()} {one.told('zh')}") for one in faults)
    return StatusAdvice(own_reference or UNKNOWN, 0, State.REJECTED, reasons)


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
    """The reasons of a status element, or that there is none. A code that its list lacks is OTHR."""
    written = False
    for reason in reasons:
        rule = form.add(f"{path}/Rsn")
        rule.put("Cd/Cd", reason.code if rule.allows("Cd/Cd", reason.code) else "OTHR")
        rule.put("AddtlRsnInf", reason.text[:TEXT_MAX])
        written = True
    if not written:
        form.put(f"{path}/NoSpcfdRsn", "NORE")


def read_reasons(form: Part, path: str) -> tuple[Reason, ...]:
    """The reasons of a status element."""
    return tuple(Reason(one.text("Cd/Cd"), one.text("AddtlRsnInf")) for one in form.all(f"{path}/Rsn"))
