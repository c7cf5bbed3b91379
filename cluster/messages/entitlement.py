"""What one holder is owed of a corporate action, told before the payment date: seev.035."""

from __future__ import annotations

from dataclasses import dataclass

from cluster.messages.directory import Directory
from cluster.messages.event import (
    REDEEMS,
    Event,
    only_cash,
    read_event,
    write_cash,
    write_general,
    write_option,
    write_security,
)
from cluster.messages.form import Form
from cluster.messages.parts import Reader, Writer
from cluster.messages.problems import Faults

SHORT = "seev.035"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What ``account`` with ``quantity`` units is owed of an event: ``amount`` fen. ``face_fen``: face of a unit on which
    the event pays, 0: as it is now."""

    event: Event
    account: int
    quantity: int
    amount: int
    face_fen: int = 0


def write(owed: Entitlement, directory: Directory) -> Form:
    """seev.035: to one holder, before the payment date."""
    event = owed.event
    form = Form(SHORT)
    to = Writer(form, directory)
    to.put("MvmntPrlimryAdvcGnlInf/Tp", "NEWM")
    to.put("MvmntPrlimryAdvcGnlInf/Fctn", "ENTL")
    write_general(to, event)
    account = to.below(form.add("AcctDtls/AcctsListAndBalDtls"))
    account.account("SfkpgAcct", owed.account)
    balance = "Bal/TtlElgblBal/Bal/QtyChc/SgndQty"
    account.put(f"{balance}/ShrtLngPos", "LONG")
    account.face(f"{balance}/Qty", event.asset, owed.quantity, owed.face_fen)
    to.date("CorpActnDtls/DtDtls/RcrdDt/Dt", event.record_date)
    option = write_option(to.below(form.add("CorpActnMvmntDtls")), event)
    cash = write_cash(option, event)
    cash.money("AmtDtls/EntitldAmt", event.cash, owed.amount)
    if event.action in REDEEMS:
        moved = write_security(option, event)
        moved.face("EntitldQty/Qty", event.asset, owed.quantity, owed.face_fen)
    return form


def read(form: Form, directory: Directory) -> Entitlement:
    """What a seev.035 says that one account is owed.

    Raises:
        BadMessage: every reason why there is none.
    """
    faults = Faults()
    of = Reader(form, directory, faults)
    event = read_event(of, "CorpActnMvmntDtls")
    listed = form.all("AcctDtls/AcctsListAndBalDtls")
    amount = account = quantity = 0
    if len(listed) != 1:
        text = "it does not tell of one account; send a message for each"
        of.fault("SEVERAL", text, "AcctDtls")
    else:
        one = of.below(listed[0], "AcctDtls/AcctsListAndBalDtls")
        account = one.account("SfkpgAcct")
        quantity = one.face("Bal/TtlElgblBal/Bal/QtyChc/SgndQty/Qty", event.asset)
    cash = only_cash(of, "CorpActnMvmntDtls")
    if cash is not None:
        _, amount = cash.money("AmtDtls/EntitldAmt")
    faults.done(form.definition.name, event.event)
    return Entitlement(event, account, quantity, amount)
