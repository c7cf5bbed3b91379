"""Negotiated deals (协商成交, 成交申报): one side's venue declares, the other side's confirms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from actors.ledger.status import Status
from actors.modules.instances.admission import why_not_there
from actors.modules.trading import dues
from actors.modules.trading.books import books_of
from actors.modules.trading.commands import (
    ConfirmDeal,
    DeclareDeal,
    Mode,
    RejectDeal,
    RouteOrder,
    Side,
    WithdrawDeal,
)
from actors.modules.trading.deal import Leg, Plan, draft, make
from actors.modules.trading.eligibility import why_not_across
from actors.modules.trading.membership import NAME, readers_of
from actors.modules.trading.numbers import why_no_deal_number
from actors.modules.trading.state import Declared, Standing, What

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def why_not_declared(ledger: Ledger, institution: int, command: DeclareDeal) -> list[Status]:
    """Every reason why the deal is not declared."""
    # AUTHORISE
    faults = why_not_there(ledger, command.instance, NAME, institution, "venue", asset=command.ticket.asset)
    # VALIDATE
    faults += why_no_deal_number(ledger, institution, command.number)
    faults += dues.why_no_expiry(ledger, command.instance, command.expires_s)
    if command.side not in set(map(int, Side)):
        return [*faults, Status.SIDE_UNKNOWN]
    return faults + draft(ledger, plan_of(row_of(ledger, institution, institution, command), 0))[1]


def declare(ledger: Ledger, institution: int, command: DeclareDeal) -> Status:
    """Let the declared deal wait for the other side."""
    # APPLY
    enter(ledger, row_of(ledger, institution, institution, command))
    # EMIT
    return Status.DONE


def row_of(ledger: Ledger, venue: int, host: int, command: DeclareDeal | RouteOrder) -> Declared:
    """The row that the command enters."""
    members = books_of(ledger).members
    known = [one for one in (command.member, command.counterparty) if one in members]
    return Declared(
        command.number,
        command.instance,
        venue,
        host,
        command.member,
        command.account,
        command.side,
        command.counterparty,
        command.ticket,
        dues.expiry(ledger, command.instance, command.expires_s),
        Standing.OPEN,
        readers_of(ledger, *known),
    )


def enter(ledger: Ledger, row: Declared) -> None:
    """Put the row on its shelf, to expire in time."""
    books_of(ledger).declared.put(row)
    dues.begin(ledger, row.expires_s, What.DECLARED, row.number)


def plan_of(row: Declared, account: int) -> Plan:
    """The deal that the row becomes when the counterparty confirms it with ``account`` (0: its first)."""
    declaring, confirming = Leg(row.member, row.account, row.venue), Leg(row.counterparty, account, row.host)
    buys = row.side == Side.BUY
    seller, buyer = (confirming, declaring) if buys else (declaring, confirming)
    return Plan(row.number, 0, row.instance, row.host, Mode.NEGOTIATED, seller, buyer, row.ticket)


def why_not_confirmed(ledger: Ledger, institution: int, command: ConfirmDeal) -> list[Status]:
    """Every reason why the counterparty's venue does not confirm; of a routed order also the regulators' list."""
    row = books_of(ledger).declared.get(command.number)
    if row is None:
        return [Status.DECLARATION_UNKNOWN]
    # AUTHORISE
    faults = _why_not_answered(row, institution, row.host)
    faults += why_not_there(ledger, row.instance, NAME, institution, "venue", asset=row.ticket.asset)
    # VALIDATE
    if row.host != row.venue:
        for member in (row.member, row.counterparty):
            faults += why_not_across(ledger, row.instance, member, row.ticket.asset)
    return faults + draft(ledger, plan_of(row, command.account))[1]


def confirm(ledger: Ledger, _institution: int, command: ConfirmDeal) -> Status:
    """Make the deal."""
    # APPLY
    row = books_of(ledger).declared[command.number]
    deal, _ = draft(ledger, plan_of(row, command.account))
    assert deal is not None, "judged before"
    _end(ledger, row, Standing.DEALT)
    # EMIT
    return make(ledger, deal)


def why_not_rejected(ledger: Ledger, institution: int, command: RejectDeal) -> list[Status]:
    """Every reason why the counterparty's venue does not reject."""
    row = books_of(ledger).declared.get(command.number)
    return [Status.DECLARATION_UNKNOWN] if row is None else _why_not_answered(row, institution, row.host)


def reject(ledger: Ledger, _institution: int, command: RejectDeal) -> Status:
    """End it for the counterparty."""
    # APPLY
    _end(ledger, books_of(ledger).declared[command.number], Standing.DECLINED)
    # EMIT
    return Status.DONE


def why_not_withdrawn(ledger: Ledger, institution: int, command: WithdrawDeal) -> list[Status]:
    """Every reason why the venue that declared it does not withdraw."""
    row = books_of(ledger).declared.get(command.number)
    return [Status.DECLARATION_UNKNOWN] if row is None else _why_not_answered(row, institution, row.venue)


def withdraw(ledger: Ledger, _institution: int, command: WithdrawDeal) -> Status:
    """End it for who declared it."""
    # APPLY
    _end(ledger, books_of(ledger).declared[command.number], Standing.CANCELLED)
    # EMIT
    return Status.DONE


def _why_not_answered(row: Declared, institution: int, by: int) -> list[Status]:
    faults = [] if institution == by else [Status.MEMBER_ELSEWHERE]
    return faults if row.standing == Standing.OPEN else [*faults, Status.DECLARATION_ENDED]


def _end(ledger: Ledger, row: Declared, standing: Standing) -> None:
    books_of(ledger).declared.put(msgspec.structs.replace(row, standing=standing))
    dues.end(ledger, row.expires_s, What.DECLARED, row.number)
