"""Paying an event, one gateway's part at a time: cash to every account, and bonds taken where they are redeemed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import structs

from actors.ledger import records
from actors.ledger.business.assets import change_face
from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.modules.corporate.books import books_of
from actors.modules.corporate.business_days import days_later
from actors.modules.corporate.commands import PayEvent
from actors.modules.corporate.entitlement import redeemable
from actors.modules.corporate.freezes import why_bonds_stopped, why_cash_stopped
from actors.modules.corporate.schedule import fen_a_unit
from actors.modules.corporate.state import (
    ENDS,
    PAID,
    REDEEMS,
    Claim,
    Event,
    Job,
    Pays,
    Service,
    Standing,
    Task,
    Waiting,
)
from actors.modules.instances.admission import value

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: What only more cash can mend: the payment waits for it.
_SHORT: Final = (Status.CASH_SHORT, Status.RESERVE_SHORT)


def why_not_paid(ledger: Ledger, institution: int, command: PayEvent) -> list[Status]:
    """Every reason why the sender's part is not paid now (short positions show when it is tried)."""
    books = books_of(ledger)
    event = books.events.get((command.asset, command.event))
    if event is None:
        return [Status.EVENT_UNKNOWN]
    if event.standing == Standing.SCHEDULED:
        return [Status.EVENT_NOT_FIXED]
    if event.standing == Standing.CANCELLED:
        return [Status.EVENT_CANCELLED]
    claim = books.claims.get((command.asset, command.event, institution))
    if claim is None:
        return [Status.CLAIM_NONE]
    if claim.paid_ms:
        return [Status.CLAIM_PAID]
    faults = _why_not_now(ledger, claim)
    if (claim.asset, claim.event, claim.gateway) in books.waiting:
        faults.append(Status.CLAIM_WAITING)
    return faults


def _why_not_now(ledger: Ledger, claim: Claim) -> list[Status]:
    books, faults = books_of(ledger), []
    root = books.services[claim.asset].depository
    source = paying_account(ledger, claim)
    # AUTHORISE
    if not ledger.may_debit(claim.gateway, source):
        faults.append(Status.NO_MANDATE)
    # VALIDATE
    if claim.gateway != root and not books.claims[claim.asset, claim.event, root].paid_ms:
        faults.append(Status.CLAIM_NOT_RECEIVED)
    if ledger.business_date < claim.payment_date:
        faults.append(Status.EVENT_NOT_DUE)
    service = books.services[claim.asset]
    faults += why_cash_stopped(ledger, source, service.cash)
    if books.events[claim.asset, claim.event].pays in REDEEMS:
        faults += why_bonds_stopped(ledger, service.redemption_account, claim.asset)
    rows = claim.rows()
    if not ledger.cash_accounts(rows["account"][rows["amount"] != 0]).all():
        faults.append(Status.NO_CASH_ACCOUNT)
    return faults


def paying_account(ledger: Ledger, claim: Claim) -> int:
    """The account that pays a claim: the issuer's, or where the gateway's omnibus account is paid; 0 if there is none."""
    service = books_of(ledger).services[claim.asset]
    if claim.gateway == service.depository:
        return service.paying_account
    omnibus = ledger.account(ledger.omnibus(claim.gateway, service.depository))
    return omnibus.cash_account if omnibus else 0


def pay(ledger: Ledger, institution: int, command: PayEvent) -> Status:
    """Pay all of the sender's part or nothing; short of cash, it waits."""
    # APPLY
    books = books_of(ledger)
    claim = books.claims[command.asset, command.event, institution]
    status = _settle(ledger, claim)
    if status in _SHORT and not claim.late and not books.waiting.is_full:
        books.waiting.put(Waiting(claim.asset, claim.event, claim.gateway, ledger.origin))
        return Status.QUEUED
    # EMIT
    return status


def retry(ledger: Ledger) -> None:
    """Try again what waits for cash, now that the commit's batches are executed."""
    books = books_of(ledger)
    for one in books.waiting:
        key = (one.asset, one.event, one.gateway)
        claim = books.claims[key]
        free = ledger.position(paying_account(ledger, claim), books.services[one.asset].cash).available
        if free < claim.total_fen or _why_not_now(ledger, claim):
            continue
        status = _settle(ledger, claim)
        if status is Status.SETTLED:
            books.waiting.drop(key)
            ledger.late(one.origin, status)


def _settle(ledger: Ledger, claim: Claim) -> Status:
    """Cash to every account and, where bonds are redeemed, the bonds out of the market: all or nothing."""
    books = books_of(ledger)
    service, event = books.services[claim.asset], books.events[claim.asset, claim.event]
    rows = claim.rows()
    rows = rows[rows["amount"] != 0]
    source, targets = paying_account(ledger, claim), ledger.cash_accounts(rows["account"])
    cash = [
        Move(service.cash, source, target, fen)
        for target, fen in zip(targets.tolist(), rows["amount"].tolist(), strict=True)
    ]
    status = _take(ledger, service, event, cash, _redeemed(ledger, service, event, claim), claim.gateway)
    if status is Status.SETTLED:
        books.claims.put(structs.replace(claim, paid_ms=ledger.time_ms))
        _after(ledger, service, event, claim)
    return status


def _redeemed(ledger: Ledger, service: Service, event: Event, claim: Claim) -> list[Move]:
    """Bonds that go to the redemption account: at the end whatever the gateway's clients hold, of a put what was given."""
    if event.pays not in REDEEMS:
        return []
    if event.pays in ENDS:
        pairs = redeemable(ledger, event.asset, claim.gateway)
    else:
        first = (event.asset, event.number)
        elections = books_of(ledger).elections
        pairs = [row[:2] for row in claim.rows().tolist() if (*first, row[0]) in elections]
    return [Move(event.asset, account, service.redemption_account, units) for account, units in pairs]


def _take(
    ledger: Ledger, service: Service, event: Event, cash: list[Move], bonds: list[Move], by: int
) -> Status:
    """Make the moves, a frozen holder's too, and take the bonds out of the issue. Frozen money was judged before."""
    status = ledger.post([*cash, *bonds], forced=bool(bonds))
    if status is not Status.SETTLED:
        return status
    ledger.note([*cash, *bonds], PAID, by, event.reference)
    units = sum(one.quantity for one in bonds)
    if units:
        redeem = records.redeem(service.redemption_account, event.asset, units)
        done = ledger.run(service.depository, redeem)
        assert done is Status.SETTLED, f"bonds that just came cannot be redeemed: {done.name}"
    return status


def _after(ledger: Ledger, service: Service, event: Event, claim: Claim) -> None:
    """What follows from a payment: a lower face, given bonds struck off, an event that is over."""
    books = books_of(ledger)
    if event.pays == Pays.REPAYMENT and claim.gateway == service.depository:
        part = fen_a_unit(event, 0, service.face_fen)
        change_face(ledger, event.asset, -part.numerator, claim.gateway, event.reference)
    for account in claim.rows()["account"].tolist() if event.pays == Pays.PUT else []:
        if (event.asset, event.number, account) in books.elections:
            books.elections.drop((event.asset, event.number, account))
    claims = books.claims.among((event.asset, event.number, 0), (event.asset, event.number + 1, 0))
    if not all(one.paid_ms for one in claims):
        return
    books.events.put(structs.replace(event, standing=Standing.PAID))
    if event.pays in ENDS and not sweep(ledger, event):
        books.mornings.put(Task(ledger.business_date, Job.SWEEP, event.asset, event.number))
    kept = value(ledger, service.instance, "corporate.statement_days")
    gone = days_later(ledger.business_date, kept)
    books.mornings.put(Task(gone, Job.FORGET, event.asset, event.number))


def sweep(ledger: Ledger, event: Event) -> bool:
    """Take bonds of a redeemed issue that stood earmarked or moved on meanwhile. Whether none is left."""
    service = books_of(ledger).services[event.asset]
    if why_bonds_stopped(ledger, service.redemption_account, event.asset):
        return False
    pairs = redeemable(ledger, event.asset)
    bonds = [Move(event.asset, number, service.redemption_account, units) for number, units in pairs]
    if bonds:
        _take(ledger, service, event, [], bonds, service.depository)
    return int(ledger.state.assets[event.asset]["issued"]) == 0
