"""Who is entitled to how much: fixed when the record date closes, level by level, exact to the fen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import structs

from actors.ledger import kernel
from actors.ledger.business.coupons import holders, levels_of
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
    accounts, quantities = _elected(ledger, event) if event.pays == Pays.PUT else holders(ledger, event.asset)
    kept = accounts["gateway"] == asset["root"]
    units = int(quantities[kept].sum())
    face = books.services[event.asset].face_fen
    total = round_half_up(units * fen_a_unit(event, int(asset["face_fen"]), face))
    if not total or total >= RATE_MAX:
        books.events.put(structs.replace(event, standing=Standing.CANCELLED))
        return True
    event = structs.replace(event, standing=Standing.FIXED, units=units, total_fen=total)
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


def _elected(ledger: Ledger, event: Event) -> tuple[Rows, Rows]:
    """Put accounts with what was elected and still stands there, and omnibus accounts with the sum of theirs."""
    state, root = ledger.state, int(ledger.state.assets[event.asset]["root"])
    units: dict[int, int] = {}
    first = (event.asset, event.number, 0)
    for one in books_of(ledger).elections.among(first, (event.asset, event.number + 1, 0)):
        held = ledger.position(one.put_account, event.asset)
        found = min(one.units, held.available)
        if found:
            units[one.put_account] = found
    rows = kernel.account_rows(state.address, np.array(sorted(units), np.uint64))
    quantities = np.array([units[number] for number in sorted(units)], np.int64)
    accounts = state.accounts[rows]
    uppers = [int(state.omnibus[one, root]) for one in sorted(set(accounts["gateway"].tolist()) - {root})]
    sums = [quantities[accounts["gateway"] == int(state.accounts[one]["lower"])].sum() for one in uppers]
    accounts = np.concatenate([accounts, state.accounts[np.array(uppers, np.int64)]])
    return accounts, np.concatenate([quantities, np.array(sums, np.int64)])


def _grace_ends(ledger: Ledger, event: Event) -> int:
    service = books_of(ledger).services[event.asset]
    days = value(ledger, service.instance, "corporate.grace_days")
    return later(ledger, service.market, event.payment_date, days)


def leaves(ledger: Ledger, asset: int) -> tuple[Rows, Rows]:
    """Accounts of end owners that hold the asset, ascending (ACCOUNT), and what each could give now (int64)."""
    accounts, quantities = holders(ledger, asset)
    owners = accounts["class_"] != Class.OMNIBUS
    accounts, quantities = accounts[owners], quantities[owners]
    order = np.argsort(accounts["number"], kind="stable")
    free = [ledger.position(number, asset).available for number in accounts["number"][order].tolist()]
    return accounts[order], np.array(free, np.int64)
