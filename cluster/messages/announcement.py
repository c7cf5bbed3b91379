"""The announcement seev.031 of a corporate action: to all who hold the security."""

from __future__ import annotations

from dataclasses import replace

from cluster.messages.directory import Directory
from cluster.messages.event import (
    REDEEMS,
    Action,
    Event,
    read_event,
    write_cash,
    write_date,
    write_general,
    write_option,
    write_security,
)
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults

SHORT = "seev.031"
_NO_ACTION = "002"


def write(event: Event, directory: Directory) -> Form:
    """seev.031: to all who hold it."""
    form = Form(SHORT)
    to = Writer(form, directory)
    to.put("NtfctnGnlInf/NtfctnId", event.event)
    to.put("NtfctnGnlInf/NtfctnTp", "NEWM")
    to.put("NtfctnGnlInf/PrcgSts/Cd/EvtCmpltnsSts", "COMP" if event.is_complete else "INCO")
    to.put("NtfctnGnlInf/PrcgSts/Cd/EvtConfSts", "CONF" if event.confirmed else "UCON")
    write_general(to, event)
    to.put("AcctDtls/ForAllAccts/IdCd", "GENR")
    write_date(to, "CorpActnDtls/DtDtls/RcrdDt", event.record_date)
    write_date(to, "CorpActnDtls/DtDtls/PmtDt", event.payment_date)
    option = write_option(to.below(form.add("CorpActnOptnDtls")), event)
    write_cash(option, event)
    if event.elect_by:
        option.date("DtDtls/RspnDdln/Dt/Dt", event.elect_by)
    if event.action in REDEEMS:
        write_security(option, event)
    if event.action is Action.PUT:
        _write_no_action(to.below(form.add("CorpActnOptnDtls")))
    return form


def read(form: Form, directory: Directory) -> Event:
    """The event that a seev.031 announces.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    event = read_event(of, "CorpActnOptnDtls")
    faults.done(form.definition.name, event.event)
    confirmed = form.get("NtfctnGnlInf/PrcgSts/Cd/EvtConfSts") != "UCON"
    return replace(event, elect_by=_elect_by(of), confirmed=confirmed)


def _write_no_action(to: Writer) -> None:
    """What a holder gets who says nothing: it goes on holding."""
    to.put("OptnNb", _NO_ACTION)
    to.put("OptnTp/Cd", "NOAC")
    to.put("DfltPrcgOrStgInstr/DfltOptnInd", True)


def _elect_by(of: Reader) -> int:
    place = "CorpActnOptnDtls/DtDtls/RspnDdln/Dt/Dt"
    return of.date(place) if of.part.has(place) else 0
