"""How a message is answered: with its status, or with all faults of it, in the message that fits."""

from __future__ import annotations

from actors.ledger.status import Status
from cluster.messages import cancellation, hold, payment, rejection, status
from cluster.messages.cancellation import Cancellation
from cluster.messages.hold import Hold, Release
from cluster.messages.message import Noun
from cluster.messages.payment import Payment
from cluster.messages.problems import BadMessage
from cluster.messages.settlement import FreeDelivery, Half

#: What can be done at a custodian, and at a bank.
Order = Half | FreeDelivery | Cancellation | Hold | Release
ANSWER_NAME_MAX = 35


def outcome(order: Order | Payment, found: Status, time_ms: int) -> Noun:
    """The answer to what was ordered, from its certified status."""
    match order:
        case Payment():
            return payment.status_of(answer_name(order.message), time_ms, order, found)
        case Cancellation():
            return cancellation.answer_of_status(order.own_reference, found)
        case Hold() | Release():
            return hold.answer_of_status(order.own_reference, order.reference, found)
        case _:
            return status.of_status(order.own_reference, order.reference, found)


def refusal(problem: BadMessage, time_ms: int) -> Noun:
    """The answer to a message with faults: all of them, in the message that answers its kind."""
    reference, faults = problem.reference, problem.faults
    match problem.name[:8]:
        case "sese.023":
            return status.of_faults(reference, faults)
        case "sese.020":
            return cancellation.answer_of_faults(reference, faults)
        case "sese.030":
            return hold.answer_of_faults(reference, faults)
        case "pacs.008" | "pacs.009":
            name = answer_name(reference)
            return payment.status_of_faults(name, time_ms, reference, problem.name[:8], faults)
        case _:
            return rejection.of_faults(reference, time_ms, faults)


def answer_name(message: str) -> str:
    """What the answer to a message is called."""
    return f"RE-{message or 'NONREF'}"[:ANSWER_NAME_MAX]
