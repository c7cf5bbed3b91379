"""Who is entitled to how much: fixed when the record date closes, level by level, exact to the fen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import structs

from actors.ledger.business.coupons import levels_of
from actors.ledger.coupon import RATE_MAX, Level
from actors.ledger.layout import Rows
from actors.ledger.records import Class
from actors.modules.accrued import round_half_up
from actors.modules.corporate.books import books_of
from actors.modules.corporate.business_days import later, payday
from actors.modules.corporate.rates import rate_of
from actors.modules.corporate.schedule import fen_a_unit
from actors.modules.corporate.state import ENDS, PART, Claim, Event, Job, Pays, Standing, Task
from actors.modules.instances.admission import value

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def fix(ledger: Ledger, event: Event) -> bool:
    """Fix the event's claims from the positions as they are now. False while the rate of a floater is not known."""
    books, asset = books_of(ledger), ledger.state.assets[event.asset]
    if event.pays == Pays.COUPON:
        rate = rate_of(ledger, event)
        if rate is None:
            return False
        event = structs.replace(event, rate_micro=rate)
    accounts, quantities = _entitled(ledger, event)
    kept = accounts["gateway"] == asset["root"]
    units = int(quantities[kept].sum())
    face, first_face = _face(ledger, event), books.services[event.asset].face_fen
    total = round_half_up(units * fen_a_unit(event, face, first_face))
    if not total or total >= RATE_MAX:
        books.events.put(structs.replace(event, standing=Standing.CANCELLED))
        return True
    event = structs.replace(event, standing=Standing.FIXED, units=units, total_fen=total, face_fen=face)
    books.events.put(event)
    for level in levels_of(total, int(asset["root"]), accounts, quantities):
        books.claims.put(_claim(ledger, event, level, accounts, quantities))
    if event.pays in ENDS:
        asset["listed"] = 0
    books.evenings.put(Task(_grace_ends(ledger, event), Job.GRACE, event.asset, event.number))
    return True


def _claim(ledger: Ledger, event: Event, level: Level, accounts: Rows, quantities: Rows) -> Claim:
    """The level as a statement: with the quantity that earned each amount."""
    kept = accounts["gateway"] == level.gateway
    order = np.argsort(accounts["number"][kept], kind="stable")
    shares, held = level.rows(), quantities[kept][order]
    parts = np.zeros(shares.size, PART)
    parts["account"], parts["quantity"], parts["amount"] = shares["account"], held, shares["amount"]
    day = event.payment_date
    if level.gateway != int(ledger.state.assets[event.asset]["root"]):
        day = payday(ledger, level.gateway, day)
    total = int(shares["amount"].sum())
    return Claim(event.asset, event.number, level.gateway, day, int(held.sum()), total, parts.tobytes())


def _face(ledger: Ledger, event: Event) -> int:
    """The face of a unit on which an event pays. A part of the principal that fell due and was not paid bears interest
    still; no other event pays it once more."""
    books = books_of(ledger)
    face, service = int(ledger.state.assets[event.asset]["face_fen"]), books.services[event.asset]
    if event.pays == Pays.COUPON:
        return face
    for one in books.events.among((event.asset, 0), (event.asset + 1, 0)):
        if one.pays == Pays.REPAYMENT and one.standing == Standing.FIXED:
            root = books.claims[one.asset, one.number, service.depository]
            face -= 0 if root.paid_ms else fen_a_unit(one, 0, service.face_fen).numerator
    return face


def _entitled(ledger: Ledger, event: Event) -> tuple[Rows, Rows]:
    """Accounts (ACCOUNT), omnibus accounts too, and the quantity (int64) for which each is paid."""
    if event.pays == Pays.PUT:
        return _with_omnibus(ledger, event.asset, _elected(ledger, event))
    accounts, quantities = ledger.holders(event.asset)
    given = given_back(ledger, event.asset) if event.pays != Pays.COUPON else {}
    if not given:
        return accounts, quantities
    owners = accounts["class_"] != Class.OMNIBUS
    pairs = zip(accounts["number"][owners].tolist(), quantities[owners].tolist(), strict=True)
    left = {number: quantity - given.get(number, 0) for number, quantity in pairs}
    return _with_omnibus(ledger, event.asset, left)


def _elected(ledger: Ledger, event: Event) -> dict[int, int]:
    """Put account → what was elected and still stands there; elections are cut to that."""
    found: dict[int, int] = {}
    elections = books_of(ledger).elections
    for one in elections.among((event.asset, event.number, 0), (event.asset, event.number + 1, 0)):
        units = min(one.units, ledger.position(one.put_account, event.asset).available)
        if units:
            elections.put(structs.replace(one, units=units))
            found[one.put_account] = units
        else:
            elections.drop((one.asset, one.event, one.put_account))
    return found


def given_back(ledger: Ledger, asset: int) -> dict[int, int]:
    """Put account → units that a put which is not paid yet will take: their principal is owed by it alone."""
    books = books_of(ledger)
    return {
        one.put_account: one.units
        for one in books.elections.among((asset, 0, 0), (asset + 1, 0, 0))
        if books.events[asset, one.event].standing == Standing.FIXED
    }


def _with_omnibus(ledger: Ledger, asset: int, units: dict[int, int]) -> tuple[Rows, Rows]:
    """Accounts of end owners and their quantities, and omnibus accounts with the sums of theirs."""
    root = int(ledger.state.assets[asset]["root"])
    numbers = sorted(number for number, quantity in units.items() if quantity > 0)
    accounts = ledger.accounts_at(np.array(numbers, np.uint64))
    quantities = np.array([units[number] for number in numbers], np.int64)
    lowers = sorted(set(accounts["gateway"].tolist()) - {root})
    uppers = ledger.accounts_at(np.array([ledger.omnibus(one, root) for one in lowers], np.uint64))
    sums = np.array([int(quantities[accounts["gateway"] == one].sum()) for one in lowers], np.int64)
    return np.concatenate([accounts, uppers]), np.concatenate([quantities, sums])


def _grace_ends(ledger: Ledger, event: Event) -> int:
    service = books_of(ledger).services[event.asset]
    days = value(ledger, service.instance, "corporate.grace_days")
    return later(ledger, service.market, event.payment_date, days)


def redeemable(ledger: Ledger, asset: int, gateway: int = 0) -> list[tuple[int, int]]:
    """Accounts of end owners and what each could give now, ascending; of one gateway, or of all. Without what a put
    that is not paid yet will take."""
    accounts, _ = ledger.holders(asset)
    kept = accounts["class_"] != Class.OMNIBUS
    if gateway:
        kept &= accounts["gateway"] == gateway
    given, found = given_back(ledger, asset), []
    for number in sorted(accounts["number"][kept].tolist()):
        units = ledger.position(number, asset).available - given.get(number, 0)
        if units > 0:
            found.append((number, units))
    return found
