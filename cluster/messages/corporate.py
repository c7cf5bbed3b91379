"""The ledger's events (``actors.modules.corporate``) as messages tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from actors.ledger.layout import Rows
from actors.modules.corporate import state
from actors.modules.corporate.commands import Right
from actors.modules.corporate.schedule import fen_a_unit
from actors.modules.corporate.state import Claim, Pays, Service, Standing
from cluster.messages.entitlement import Entitlement
from cluster.messages.event import Action, Event
from cluster.messages.event_payment import EventPayment
from cluster.messages.values import account_text, date_of_ms

_ACTIONS: Final = {
    Pays.COUPON: Action.COUPON,
    Pays.REPAYMENT: Action.PARTIAL_REDEMPTION,
    Pays.PUT: Action.PUT,
    Pays.CALL: Action.CALL,
    Pays.REDEMPTION: Action.REDEMPTION,
}
_NAME_MAX: Final = 35
_TEN_DECIMALS: Final = Decimal("1.0000000000")


def name_of(one: state.Event, code: str) -> str:
    """What an event is called: the bond's code and the event's number; a long code gives way to the bond's number."""
    name = f"{code}-{one.number}"
    return name if len(name) <= _NAME_MAX else f"{one.asset}-{one.number}"


def announced(one: state.Event, events: Iterable[state.Event], service: Service, code: str) -> Event:
    """An event as it is announced. ``events``: all of the bond; ``code``: of the bond.

    Nobody is asked any more once the record date has closed.
    """
    face = one.face_fen or expected_face(one, events, service)
    option = service.option(Right.PUT, one.due) if one.pays == Pays.PUT else None
    asked = option is not None and one.standing == Standing.SCHEDULED
    return Event(
        name_of(one, code),
        _ACTIONS[Pays(one.pays)],
        one.asset,
        one.record_date,
        one.payment_date,
        _percent(one, face, service.face_fen),
        service.cash,
        option.last if option is not None and asked else 0,
        not one.provisional,
    )


def expected_face(one: state.Event, events: Iterable[state.Event], service: Service) -> int:
    """Face of a unit, in fen, on which an event will pay if everything before it is paid."""
    earlier = (
        fen_a_unit(other, 0, service.face_fen)
        for other in events
        if other.pays == Pays.REPAYMENT
        and other.standing != Standing.CANCELLED
        and (other.due, other.pays) < (one.due, one.pays)
    )
    return service.face_fen - int(sum(earlier, Fraction(0)))


def _percent(one: state.Event, face_fen: int, first_face_fen: int) -> Decimal | None:
    """Percent of the face that it pays; None while the rate of a floater is not known."""
    if one.pays == Pays.COUPON and not one.rate_micro and one.standing == Standing.SCHEDULED:
        return None
    share = fen_a_unit(one, face_fen, first_face_fen) * 100 / face_fen
    return (Decimal(share.numerator) / share.denominator).quantize(_TEN_DECIMALS).normalize()


def entitlements(event: Event, claim: Claim, face_fen: int) -> dict[int, Entitlement]:
    """Account → what it is owed, of every account of one gateway. ``face_fen``: of a unit, on which the event pays."""
    return {
        account: Entitlement(event, account, quantity, fen, face_fen)
        for account, quantity, fen in claim.rows().tolist()
    }


def cash_accounts(claim: Claim, cash: int, history: Rows) -> list[int] | None:
    """To which cash account each part of a claim was paid that is not nothing, in their order; None where the history
    does not tell. ``cash``: the money; ``history``: rows of TRADE, among them those of the payment."""
    paid = (history["kind"] == state.PAID) & (history["reference"] == claim.asset << 32 | claim.event)
    paid &= (history["asset"] == cash) & (history["seller"] == claim.gateway)
    found: list[int] = history["buyer_account"][paid].tolist()
    return found if len(found) == int((claim.rows()["amount"] != 0).sum()) else None


def payments(event: Event, claim: Claim, face_fen: int, paid_to: list[int]) -> dict[int, EventPayment]:
    """Account → what it was paid, of every account of one gateway that was. ``paid_to``: as :func:`cash_accounts`."""
    owed = [one for one in entitlements(event, claim, face_fen).values() if one.amount]
    day = date_of_ms(claim.paid_ms)
    return {
        one.account: EventPayment(f"{claim.asset}-{claim.event}-{account_text(one.account)}", one, to, day)
        for one, to in zip(owed, paid_to, strict=True)
    }
