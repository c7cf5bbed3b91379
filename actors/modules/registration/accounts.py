"""Closing accounts (销户), and certificates of what they hold (持有证明)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.records import Class, gateway_of
from actors.ledger.status import Status
from actors.modules.numbers import why_no_number, why_not_new
from actors.modules.payment.books import books_of as payment_of
from actors.modules.registration.books import books_of
from actors.modules.registration.certificate import Certificate, Held
from actors.modules.registration.commands import CloseAccount, IssueCertificate
from actors.modules.registration.state import Anchored
from actors.modules.settlement.books import books_of as settlement_of
from actors.modules.settlement.commands import Terms

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_closed(ledger: Ledger, institution: int, command: CloseAccount) -> list[Status]:
    """Every reason why the account is not closed."""
    one = ledger.account(command.account)
    faults: list[Status] = []
    # AUTHORISE
    if gateway_of(command.account) != institution:
        faults.append(Status.NOT_THE_GATEWAY)
    # VALIDATE
    if one is None:
        return [*faults, Status.ACCOUNT_UNKNOWN]
    if one.class_ == Class.CLOSED:
        faults.append(Status.ACCOUNT_CLOSED)
    if one.class_ == Class.OMNIBUS:
        faults.append(Status.ONLY_ON_PATH)
    if ledger.held_on(command.account):
        faults.append(Status.ACCOUNT_NOT_EMPTY)
    if one.order or _is_waited_for(ledger, command.account):
        faults.append(Status.ACCOUNT_BUSY)
    if ledger.is_paid_into(command.account):
        faults.append(Status.ACCOUNT_LINKED)
    return faults


def _is_waited_for(ledger: Ledger, account: int) -> bool:
    """Whether a half, an earmark, an instruction, a pledge, a frozen line or a court order names the account."""
    payment = payment_of(ledger)
    if ledger.is_awaited(account):
        return True
    if payment.frozen_lines.among((account, 0), (account + 1, 0)):
        return True
    if any(account in (*one.accounts, one.target) for one in payment.court_orders if not one.ended):
        return True
    if any(account in _accounts_of(one.terms) for one in settlement_of(ledger).instructions if one.lives):
        return True
    return any(account in (one.source, one.collateral) for one in books_of(ledger).pledges)


def _accounts_of(terms: Terms) -> tuple[int, ...]:
    return terms.seller_account, terms.seller_cash, terms.buyer_account, terms.buyer_cash


def close(ledger: Ledger, _institution: int, command: CloseAccount) -> Status:
    """Close the account; its number is never given again."""
    # APPLY
    ledger.close_account(command.account)
    # EMIT
    return Status.DONE


def certificate_of(ledger: Ledger, number: int, account: int) -> Certificate:
    """What the account (open) holds now."""
    one = ledger.account(account)
    assert one is not None
    holdings = tuple(
        Held(asset, ledger.codes[asset], held.available, held.earmarked)
        for asset, held in ledger.held_on(account)
    )
    return Certificate(ledger.roster.market_id, number, account, one.owner, holdings)


def why_not_certified(ledger: Ledger, institution: int, command: IssueCertificate) -> list[Status]:
    """Every reason why the certificate is not anchored."""
    faults: list[Status] = []
    # AUTHORISE
    if gateway_of(command.account) != institution:
        faults.append(Status.NOT_THE_GATEWAY)
    # VALIDATE
    faults += why_no_number(command.number)
    faults += why_not_new((institution, command.number), books_of(ledger).certificates)
    if ledger.account(command.account) is None:
        return [*faults, Status.ACCOUNT_UNKNOWN]
    if certificate_of(ledger, command.number, command.account).digest != command.digest:
        faults.append(Status.CERTIFICATE_DIFFERS)
    return faults


def certify(ledger: Ledger, institution: int, command: IssueCertificate) -> Status:
    """Anchor it: the ledger itself found that it says what is true."""
    # APPLY
    books_of(ledger).certificates.put(
        Anchored(institution, command.number, command.account, command.digest, ledger.time_ms)
    )
    # EMIT
    return Status.DONE
