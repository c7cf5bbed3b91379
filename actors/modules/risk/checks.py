"""What trading and issuance ask before anything is dealt: may this account hold it, is it within every limit.

Every reason is told at once; nothing changes. An instance that does not use the module asks nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from actors.ledger.status import Status
from actors.modules.instruments.module import instrument_of
from actors.modules.risk.book import RiskBook, value, watching
from actors.modules.risk.commands import Category, Measure, Scope
from actors.modules.risk.holdings import coming, held
from actors.modules.risk.investors import category_of
from actors.modules.risk.measures import is_stopped
from actors.modules.risk.parameters import WHOLE
from actors.modules.risk.state import Limit
from actors.modules.risk.uses import NOTHING_PENDING, Order, Pending, orders_of, used
from actors.modules.trading.state import Agreed, Deal

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_OVER: Final = {
    int(Measure.ORDER): Status.OVER_ORDER_LIMIT,
    int(Measure.GROSS): Status.OVER_GROSS_LIMIT,
    int(Measure.NET): Status.OVER_NET_LIMIT,
    int(Measure.UNITS): Status.OVER_HOLDING_LIMIT,
}


def why_not_eligible(ledger: Ledger, instance: int, account: int, asset: int) -> list[Status]:
    """Every reason why the owner of the account may not buy the bond on the instance (适当性).

    An account that is not open, and a bond without terms, are for others to refuse.
    """
    book, known = watching(ledger, instance), ledger.account(account)
    if book is None or known is None:
        return []
    category, faults = category_of(ledger, known.owner), list[Status]()
    if not category:
        return [Status.INVESTOR_UNKNOWN] if value(ledger, instance, "category_required") else []
    bond = instrument_of(ledger, asset)
    classes = value(ledger, instance, f"{Category(category).name.lower()}_classes")
    if bond is not None and not classes >> (bond.bond_class - 1) & 1:
        faults.append(Status.INVESTOR_NOT_ELIGIBLE)
    restricted = book.restricted.get((instance, asset))
    if restricted is not None and not restricted.categories >> (category - 1) & 1:
        faults.append(Status.BOND_RESTRICTED)
    return faults


def why_over_limit(
    ledger: Ledger, instance: int, account: int, asset: int, quantity: int, amount: int
) -> list[Status]:
    """Every limit and stop against the account's buying ``quantity`` units for ``amount`` fen (below zero: selling)."""
    known = ledger.account(account)
    if known is None:
        return []
    return _why_over(ledger, Order(instance, known.owner, account, asset, quantity, amount), NOTHING_PENDING)


def why_not_dealt(ledger: Ledger, deal: Deal, earlier: Sequence[Deal] = ()) -> list[Status]:
    """Every reason against a deal, on either side. ``earlier``: parts of the same command, about to be made too."""
    pending = Pending(earlier, _replaced(ledger, deal))
    faults = why_not_eligible(ledger, deal.instance, deal.buyer.account, deal.ticket.asset)
    for order in orders_of(deal):
        faults += _why_over(ledger, order, pending)
    return list(dict.fromkeys(faults))


def _replaced(ledger: Ledger, deal: Deal) -> tuple[Deal, ...]:
    """The deal of before, if this one corrects it."""
    from actors.modules.trading.books import books_of as trading_of

    old = trading_of(ledger).deals.get((deal.number, deal.part)) if deal.version else None
    return (old,) if old is not None and old.standing == Agreed.MADE else ()


def _why_over(ledger: Ledger, order: Order, pending: Pending) -> list[Status]:
    book = watching(ledger, order.instance)
    if book is None:
        return []
    faults = [
        _OVER[limit.measure]
        for place in order.places
        for limit in limits_at(book, order.instance, place)
        if _use_after(book, order, pending, limit) > limit.value
    ]
    if order.is_bought:
        faults += _why_no_more(ledger, book, order, pending)
    return list(dict.fromkeys(faults))


def limits_at(book: RiskBook, instance: int, place: tuple[int, int, int]) -> list[Limit]:
    """Everybody's limits on this scope and subject."""
    scope, subject, other = place
    return book.limits.among((instance, scope, subject, other), (instance, scope, subject, other + 1))


def _use_after(book: RiskBook, order: Order, pending: Pending, limit: Limit) -> int:
    """How much of the limit would be used after the order; an order that brings a net position down uses nothing."""
    place = (limit.scope, limit.subject, limit.other)
    if limit.measure == Measure.ORDER:
        return order.amount + pending.order.get(place, 0)
    before = used(book, order.instance, place, pending)
    if limit.measure == Measure.GROSS:
        return before.bought + before.sold + order.amount
    net = before.bought - before.sold
    after = net + (order.amount if order.is_bought else -order.amount)
    return abs(after) if abs(after) > abs(net) else 0


def _why_no_more(ledger: Ledger, book: RiskBook, order: Order, pending: Pending) -> list[Status]:
    """What stands against holding more of the bond."""
    faults: list[Status] = []
    key = (order.owner, order.asset)
    after = held(ledger, *key) + coming(ledger, *key) + pending.units.get(key, 0) + order.quantity
    place = (int(Scope.HOLDING), *key)
    if any(after > limit.value for limit in limits_at(book, order.instance, place)):
        faults.append(Status.OVER_HOLDING_LIMIT)
    asset, share = ledger.asset(order.asset), value(ledger, order.instance, "issue_share_max")
    if share < WHOLE and asset is not None and 0 < asset.issued * share < after * WHOLE:
        faults.append(Status.OVER_ISSUE_SHARE)
    if is_stopped(ledger, book, order.instance, order.owner, order.asset):
        faults.append(Status.BUYING_STOPPED)
    return faults
