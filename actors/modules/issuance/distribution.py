"""Distribution (分销): underwriters sell what they were allotted before listing, also across depositories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.modules.issuance.auction import VALUE_MAX
from actors.modules.issuance.books import books_of
from actors.modules.issuance.commands import OfferSale, Part, Subscribe, WithdrawSale
from actors.modules.issuance.issue import (
    changed,
    custody_faults,
    find,
    several,
    why_not_at,
    why_not_credited,
    why_not_there,
    why_wrong_day,
)
from actors.modules.issuance.own_yield import amount_at
from actors.modules.issuance.state import Issue, Payment, Sale, SaleStanding, Stage
from actors.modules.numbers import why_no_number, why_not_new

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Sort of history that a distribution sale leaves: 100 + the command's tag.
SOLD: Final = 173


def why_not_offered(ledger: Ledger, institution: int, command: OfferSale) -> list[Status]:
    """Every reason why the sale is not offered."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.REGISTERED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    allotment = books_of(ledger).allotments.get((one.number, institution))
    if allotment is None or allotment.standing in (Payment.NOTHING, Payment.DEFAULTED):
        faults.append(Status.NO_ALLOTMENT)
    faults += _why_no_seller_account(ledger, institution, command.account)
    # VALIDATE
    faults += why_wrong_day(ledger, one.terms.timetable.distribution)
    key = (one.number, institution, command.number)
    faults += why_no_number(command.number) + why_not_new(key, books_of(ledger).sales)
    return several(faults + _why_no_sale(ledger, one, command))


def _why_no_seller_account(ledger: Ledger, institution: int, account: int) -> list[Status]:
    if ledger.account(account) is None:
        return [Status.ACCOUNT_UNKNOWN]
    return [] if ledger.may_debit(institution, account) else [Status.NO_MANDATE]


def _why_no_sale(ledger: Ledger, one: Issue, command: OfferSale) -> list[Status]:
    faults: list[Status] = []
    if ledger.roster.institution(command.buyer) is None:
        faults.append(Status.COUNTERPARTY_UNKNOWN)
    if ledger.account(command.cash_account) is None:
        faults.append(Status.CONTRA_UNKNOWN)
    if command.account == command.buyer_account:
        faults.append(Status.SAME_ACCOUNT)
    faults += custody_faults(ledger, command.buyer_account, one.terms.depository)
    if not 0 < command.units <= 2 * one.terms.offered or not 0 < command.price < VALUE_MAX:
        faults.append(Status.SALE_INVALID)
    return faults


def offer(ledger: Ledger, institution: int, command: OfferSale) -> Status:
    """The offer stands until it is taken, withdrawn, or the distribution ends."""
    # APPLY
    one = books_of(ledger).issues[command.issue]
    fen = amount_at(command.units, one.terms.bond.face_fen, command.price)
    books_of(ledger).sales.put(
        Sale(
            one.number,
            institution,
            command.number,
            command.buyer,
            command.account,
            command.buyer_account,
            command.cash_account,
            command.units,
            command.price,
            max(fen, 1),
            SaleStanding.OFFERED,
        )
    )
    # EMIT
    return Status.DONE


def _why_not_standing(sale: Sale | None) -> list[Status]:
    if sale is None:
        return [Status.SALE_UNKNOWN]
    return [] if sale.standing == SaleStanding.OFFERED else [Status.SALE_ENDED]


def why_not_withdrawn(ledger: Ledger, institution: int, command: WithdrawSale) -> list[Status]:
    """Every reason why the offer is not withdrawn."""
    one = find(ledger, command.issue)
    if one is None:
        return [Status.AUCTION_UNKNOWN]
    # AUTHORISE: the offer is the sender's own, by its key
    faults = why_not_there(ledger, one, institution)
    # VALIDATE
    return faults + _why_not_standing(books_of(ledger).sales.get((one.number, institution, command.number)))


def withdraw(ledger: Ledger, institution: int, command: WithdrawSale) -> Status:
    """End the offer."""
    # APPLY
    sales = books_of(ledger).sales
    sales.put(changed(sales[command.issue, institution, command.number], standing=SaleStanding.WITHDRAWN))
    # EMIT
    return Status.DONE


def why_not_subscribed(ledger: Ledger, institution: int, command: Subscribe) -> list[Status]:
    """Every reason why the sale is not taken (a short position shows when it is tried)."""
    one = find(ledger, command.issue)
    faults = why_not_at(one, Stage.REGISTERED)
    if one is None:
        return faults
    # AUTHORISE
    faults += why_not_there(ledger, one, institution)
    sale = books_of(ledger).sales.get((one.number, command.seller, command.number))
    if sale is not None and sale.buyer != institution:
        faults.append(Status.NOT_THE_BUYER)
    if ledger.account(command.cash_account) is None:
        faults.append(Status.ACCOUNT_UNKNOWN)
    elif not ledger.may_debit(institution, command.cash_account):
        faults.append(Status.NO_MANDATE)
    if sale is not None and not ledger.may_debit(sale.seller, sale.account):
        faults.append(Status.NO_MANDATE)
    # VALIDATE
    if sale is not None and sale.cash_account == command.cash_account:
        faults.append(Status.SAME_ACCOUNT)
    faults += why_wrong_day(ledger, one.terms.timetable.distribution)
    if sale is not None:
        faults += why_not_credited(ledger, one, (Part(sale.buyer_account, sale.units),))
    return several(faults + _why_not_standing(sale))


def subscribe(ledger: Ledger, institution: int, command: Subscribe) -> Status:
    """Bonds to the buyer and money to the seller, or neither (DvP). The seller signed the offer that stands."""
    # APPLY
    one, sales = books_of(ledger).issues[command.issue], books_of(ledger).sales
    sale = sales[command.issue, command.seller, command.number]
    moves = [
        Move(one.terms.bond.asset, sale.account, sale.buyer_account, sale.units),
        Move(one.terms.cash, command.cash_account, sale.cash_account, sale.amount_fen),
    ]
    # EMIT
    status = ledger.move(moves, SOLD, institution, one.number)
    if status is Status.SETTLED:
        sales.put(changed(sale, standing=SaleStanding.SOLD))
    return status
