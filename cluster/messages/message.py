"""One message in bytes to what it says, and back: :func:`read` and :func:`write` for all that are spoken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from cluster.messages import (
    announcement,
    cancellation,
    cash,
    confirmation,
    entitlement,
    event,
    event_payment,
    hold,
    holdings,
    movements,
    payment,
    rejection,
    settlement,
    status,
)
from cluster.messages import header as headers
from cluster.messages.definitions import DEFINITIONS
from cluster.messages.directory import Directory
from cluster.messages.envelope import read_envelope, write_with_header
from cluster.messages.envelope import write as write_form
from cluster.messages.form import Form
from cluster.messages.header import Header
from cluster.messages.problems import BadMessage, Fault

Noun = (
    settlement.Half
    | settlement.FreeDelivery
    | status.StatusAdvice
    | confirmation.Confirmation
    | cancellation.Cancellation
    | cancellation.CancellationAnswer
    | hold.Hold
    | hold.Release
    | hold.HoldAnswer
    | holdings.Holdings
    | movements.Movements
    | payment.Payment
    | payment.PaymentStatus
    | cash.CashAdvice
    | event.Event
    | entitlement.Entitlement
    | event_payment.EventPayment
    | rejection.Rejection
)


class Message(NamedTuple):
    """A message that was read. ``name``: which one, with version; ``noun``: what it says."""

    name: str
    noun: Noun
    header: Header | None = None


_READERS: Final[dict[str, Callable[[Form, Directory], Any]]] = {
    settlement.SHORT: settlement.read,
    status.SHORT: lambda form, _: status.read(form),
    confirmation.SHORT: confirmation.read,
    cancellation.REQUEST: cancellation.read,
    cancellation.ANSWER: lambda form, _: cancellation.read_answer(form),
    hold.REQUEST: hold.read,
    hold.ANSWER: lambda form, _: hold.read_answer(form),
    holdings.SHORT: holdings.read,
    movements.SHORT: movements.read,
    payment.CUSTOMER: payment.read,
    payment.INSTITUTION: payment.read,
    payment.STATUS: payment.read_status,
    cash.SHORT: cash.read,
    announcement.SHORT: announcement.read,
    entitlement.SHORT: entitlement.read,
    event_payment.SHORT: event_payment.read,
    rejection.SHORT: lambda form, _: rejection.read(form),
}
_WRITERS: Final[dict[type, Callable[[Any, Directory], Form]]] = {
    settlement.Half: settlement.write,
    settlement.FreeDelivery: settlement.write,
    status.StatusAdvice: lambda noun, _: status.write(noun),
    confirmation.Confirmation: confirmation.write,
    cancellation.Cancellation: cancellation.write,
    cancellation.CancellationAnswer: lambda noun, _: cancellation.write_answer(noun),
    hold.Hold: hold.write,
    hold.Release: hold.write,
    hold.HoldAnswer: lambda noun, _: hold.write_answer(noun),
    holdings.Holdings: holdings.write,
    movements.Movements: movements.write,
    payment.Payment: payment.write,
    payment.PaymentStatus: lambda noun, _: payment.write_status(noun),
    cash.CashAdvice: cash.write,
    event.Event: announcement.write,
    entitlement.Entitlement: entitlement.write,
    event_payment.EventPayment: event_payment.write,
    rejection.Rejection: lambda noun, _: rejection.write(noun),
}
_SHORTS: Final = {
    settlement.Half: settlement.SHORT,
    settlement.FreeDelivery: settlement.SHORT,
    status.StatusAdvice: status.SHORT,
    confirmation.Confirmation: confirmation.SHORT,
    cancellation.Cancellation: cancellation.REQUEST,
    cancellation.CancellationAnswer: cancellation.ANSWER,
    hold.Hold: hold.REQUEST,
    hold.Release: hold.REQUEST,
    hold.HoldAnswer: hold.ANSWER,
    holdings.Holdings: holdings.SHORT,
    movements.Movements: movements.SHORT,
    payment.PaymentStatus: payment.STATUS,
    cash.CashAdvice: cash.SHORT,
    event.Event: announcement.SHORT,
    entitlement.Entitlement: entitlement.SHORT,
    event_payment.EventPayment: event_payment.SHORT,
    rejection.Rejection: rejection.SHORT,
}


def read(data: bytes, directory: Directory) -> Message:
    """What a message says.

    Raises:
        BadMessage: every reason why it says nothing that could be done.
    """
    envelope = read_envelope(data)
    definition = envelope.form.definition
    faults: list[Fault] = []
    header: Header | None = None
    noun: Noun | None = None
    reference = ""
    try:
        header = None if envelope.header is None else headers.read(envelope.header, directory)
    except BadMessage as problem:
        faults += problem.faults
    try:
        noun = _READERS[definition.short](envelope.form, directory)
    except BadMessage as problem:
        faults += problem.faults
        reference = problem.reference
    if faults:
        raise BadMessage(faults, definition.name, reference)
    assert noun is not None, "without it there is a fault"
    return Message(definition.name, noun, header)


def name_of(noun: Noun) -> str:
    """The full name of the message that says ``noun``."""
    if isinstance(noun, payment.Payment):
        return DEFINITIONS[payment.kind_of(noun)].name
    return DEFINITIONS[_SHORTS[type(noun)]].name


def write(noun: Noun, directory: Directory, header: Header | None = None) -> bytes:
    """The message that says ``noun``, as UTF-8 XML; behind ``header``, if there is one.

    Raises:
        BadMessage: it is not as its schema says, because a text in it is too long, say.
    """
    form = _WRITERS[type(noun)](noun, directory)
    if header is None:
        return write_form(form)
    return write_with_header(form, headers.write(header, directory))
