"""Which kind of investor an owner is, and which bonds are open to which kinds (适当性)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import may, why_no_asset
from actors.ledger.status import Status
from actors.modules.dates import DateProblem, read_date
from actors.modules.instances.admission import why_not_there
from actors.modules.risk.book import NAME, books_of
from actors.modules.risk.commands import Category, RestrictBond, SetCategory
from actors.modules.risk.holdings import accounts_of
from actors.modules.risk.state import Investor, Restricted
from actors.modules.trading.module import Trading

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

_EVERY_CATEGORY: Final = (1 << len(Category)) - 1
_UINT64: Final = 1 << 64


def why_not_set(ledger: Ledger, institution: int, command: SetCategory) -> list[Status]:
    """Every reason why the owner does not get this category."""
    book = books_of(ledger)
    # AUTHORISE
    faults = why_not_there(ledger, command.instance, NAME, institution, "custodian", "venue", "regulator")
    regulator = may(ledger, institution, "regulator")
    known = book.investors.get(command.owner)
    if known is not None and known.set_by != institution and not regulator:
        faults.append(Status.NOT_THE_OWNER)
    # VALIDATE
    if not regulator and not _is_client(ledger, institution, command.owner):
        faults.append(Status.OWNER_NOT_CLIENT)
    if not 0 < command.owner < _UINT64:
        faults.append(Status.NUMBER_INVALID)
    if command.category and command.category not in set(map(int, Category)):
        faults.append(Status.CATEGORY_UNKNOWN)
    if command.until and not _is_date(command.until):
        faults.append(Status.DATE_INVALID)
    if book.investors.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def _is_client(ledger: Ledger, institution: int, owner: int) -> bool:
    """Whether the institution keeps an account of the owner, or is the venue of a member of that owner."""
    if any(account.gateway == institution for account in accounts_of(ledger, owner)):
        return True
    trading = ledger.find_module(Trading)
    return trading is not None and any(
        one.owner == owner and one.venue == institution for one in trading.members
    )


def _is_date(number: int) -> bool:
    try:
        read_date(number)
    except DateProblem:
        return False
    return True


def set_category(ledger: Ledger, institution: int, command: SetCategory) -> Status:
    """Note the category, or that there is none any more."""
    # APPLY
    investors = books_of(ledger).investors
    if command.category:
        investors.put(Investor(command.owner, command.category, institution, command.until))
    elif command.owner in investors:
        investors.drop(command.owner)
    # EMIT
    return Status.DONE


def why_not_restricted(ledger: Ledger, institution: int, command: RestrictBond) -> list[Status]:
    """Every reason why the bond is not restricted so."""
    book = books_of(ledger)
    # AUTHORISE: the platform's venue, the bond's issuer depository, a regulator
    asset = ledger.asset(command.asset)
    roles = () if asset is not None and asset.root == institution else ("venue", "regulator")
    faults = why_not_there(ledger, command.instance, NAME, institution, *roles, asset=command.asset)
    # VALIDATE
    faults += why_no_asset(ledger, command.asset)
    if not 0 <= command.categories <= _EVERY_CATEGORY:
        faults.append(Status.CATEGORY_UNKNOWN)
    known = book.restricted.get((command.instance, command.asset))
    if known is not None and known.set_by != institution and not may(ledger, institution, "regulator"):
        faults.append(Status.NOT_THE_OWNER)
    if book.restricted.is_full:
        faults.append(Status.SHELF_FULL)
    return faults


def restrict(ledger: Ledger, institution: int, command: RestrictBond) -> Status:
    """Note to whom the bond is open; 0 opens it to all."""
    # APPLY
    rows, key = books_of(ledger).restricted, (command.instance, command.asset)
    if command.categories:
        rows.put(Restricted(*key, command.categories, institution))
    elif key in rows:
        rows.drop(key)
    # EMIT
    return Status.DONE


def category_of(ledger: Ledger, owner: int) -> int:
    """The owner's category as it holds on the business date, or 0."""
    known = books_of(ledger).investors.get(owner)
    if known is None or (known.until and known.until < ledger.business_date):
        return 0
    return known.category
