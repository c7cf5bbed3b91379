"""The rejection admi.002 of a message that could not even be read as one: what it is cannot be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cluster.messages.form import Form
from cluster.messages.problems import Fault
from cluster.messages.status import UNKNOWN
from cluster.messages.values import time_ms_of, xml_time

SHORT = "admi.002"
_DESCRIPTION_MAX, _DATA_MAX = 350, 20_000


@dataclass(frozen=True, slots=True)
class Rejection:
    """``reference``: of the message refused, NONREF: not known; ``code``: a word of ``reasons.FAULTS``; ``text``: all
    faults as sentences in both languages, a line each."""

    reference: str
    time_ms: int
    code: str
    text: str


def of_faults(reference: str, time_ms: int, faults: Iterable[Fault]) -> Rejection:
    """The rejection of a message, with all its faults."""
    found = list(faults)
    text = "\n".join(f"{one.told()} {one.told('zh')}" for one in found)
    return Rejection(reference or UNKNOWN, time_ms, found[0].code, text[:_DATA_MAX])


def write(rejection: Rejection) -> Form:
    """The message of a rejection."""
    form = Form(SHORT)
    form.put("RltdRef/Ref", rejection.reference)
    form.put("Rsn/RjctgPtyRsn", rejection.code)
    form.put("Rsn/RjctnDtTm", xml_time(rejection.time_ms))
    form.put("Rsn/RsnDesc", rejection.text.partition("\n")[0][:_DESCRIPTION_MAX])
    form.put("Rsn/AddtlData", rejection.text)
    return form


def read(form: Form) -> Rejection:
    """The rejection in a message."""
    moment = form.get("Rsn/RjctnDtTm")
    text = form.text("Rsn/AddtlData") or form.text("Rsn/RsnDesc")
    return Rejection(
        form.text("RltdRef/Ref"),
        0 if moment is None else time_ms_of(moment),
        form.text("Rsn/RjctgPtyRsn"),
        text,
    )
