"""Settling what the queue lets settle: one by one (DvP model 1), at the end of every commit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from msgspec import structs

from actors.ledger.business.assets import why_no_asset
from actors.ledger.layout import AssetKind
from actors.ledger.records import Class, gateway_of
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.instances.state import Standing as InstanceStanding
from actors.modules.settlement.books import Books, Sight, books_of
from actors.modules.settlement.entry import debits
from actors.modules.settlement.path import Balances, Case, moves_of
from actors.modules.settlement.placing import end, note, place
from actors.modules.settlement.queue import Sweep, Wait
from actors.modules.settlement.state import Instruction, Standing
from actors.modules.settlement.terms import setting

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Reasons that only a change of balances, or of the queue, can remove.
_BY_BALANCE: Final = (
    Status.SECURITIES_SHORT,
    Status.NOMINEE_SHORT,
    Status.CASH_SHORT,
    Status.RESERVE_SHORT,
    Status.WAITS_BEHIND,
    Status.WAITS_FOR_CYCLE,
)
_FROZEN: Final = (Status.ACCOUNT_FROZEN, Status.CASH_ACCOUNT_FROZEN, Status.OMNIBUS_FROZEN)


def sweep(ledger: Ledger) -> None:
    """Try the whole queue, in its order, unless nothing changed that could let anything settle."""
    books = books_of(ledger)
    if not books.queue or (books.seen and books.seen == _sight(ledger, [one for one, _ in books.seen[1]])):
        return
    rows = [books.instructions[turn.number] for turn in books.queue]
    cases, waits = _cases(ledger, books, rows)
    one = Sweep(cases, Balances(ledger), lambda case: _settle(ledger, case))
    one.run()
    waits.update(one.waits)
    for number in sorted(waits):
        _note_wait(books, number, waits[number])
    calm = all(wait.reason in _BY_BALANCE for wait in waits.values())
    books.seen = _sight(ledger, sorted({row.terms.instance for row in rows})) if calm else None


def _sight(ledger: Ledger, instances: list[int]) -> Sight:
    """What decides whether another sweep could settle anything, once all wait for balances alone."""
    known = ((one, admission.find(ledger, one)) for one in instances)
    return ledger.checksum, tuple((number, one.since_ms if one else 0) for number, one in known)


def _cases(ledger: Ledger, books: Books, rows: list[Instruction]) -> tuple[list[Case], dict[int, Wait]]:
    """What may settle one by one now, and why the rest of the queue may not."""
    cases: list[Case] = []
    waits: dict[int, Wait] = {}
    why: dict[int, Status | None] = {}
    for row in rows:
        instance = row.terms.instance
        if instance not in why:
            why[instance] = _why_not_gross(ledger, instance)
        reason = why[instance] or why_not_now(ledger, row)
        case = None if reason else books.case(ledger, row)
        if case is not None:
            cases.append(case)
        else:
            waits[row.number] = Wait(reason or Status.NO_OMNIBUS)
    return cases, waits


def _why_not_gross(ledger: Ledger, instance: int) -> Status | None:
    known = admission.find(ledger, instance)
    if instance != admission.MARKET and (known is None or known.standing != InstanceStanding.OPEN):
        return Status.PLATFORM_STOPPED
    return None if setting(ledger, instance, "model") == 1 else Status.WAITS_FOR_CYCLE


def why_not_now(ledger: Ledger, row: Instruction) -> Status | None:
    """Why its assets cannot move now whatever is on the accounts, or None."""
    for asset in (row.terms.asset, row.terms.cash):
        if asset and (faults := why_no_asset(ledger, asset)):
            return faults[0]
    asset_row = ledger.state.assets[row.terms.asset]
    if asset_row["kind"] == AssetKind.SECURITY and not asset_row["listed"]:
        seller = ledger.account(row.terms.seller_account)
        if seller is None or seller.class_ != Class.ISSUANCE:
            return Status.NOT_LISTED
    return None


def signers_now(ledger: Ledger, row: Instruction) -> tuple[int, int]:
    """The row's signers, without those whose mandate was revoked since."""
    found = list(row.signers)
    for side, account in debits(row):
        if found[side] != gateway_of(account) and not ledger.may_debit(found[side], account):
            found[side] = 0
    return found[0], found[1]


def _settle(ledger: Ledger, case: Case) -> Wait | None:
    """Settle one instruction along its paths, or tell what its accounts refuse."""
    row = books_of(ledger).instructions[case.number]
    signers = signers_now(ledger, row)
    if signers != row.signers:
        place(ledger, structs.replace(row, signers=signers, turn=0))
        return Wait(Status.WAITS_FOR_AFFIRMATION)
    status = ledger.post(moves_of(row, row.quantity, row.amount))
    if status is not Status.SETTLED:
        return Wait(status, _frozen(ledger, row) if status in _FROZEN else (0, 0))
    settled(ledger, row)
    return None


def _frozen(ledger: Ledger, row: Instruction) -> tuple[int, int]:
    """The position that an order freezes: who debits it too need not be tried."""
    terms = row.terms
    for account, asset in ((terms.seller_account, terms.asset), (terms.buyer_cash, terms.cash)):
        known = ledger.account(account) if account else None
        if known is not None and known.order:
            return account, asset
    return 0, 0


def settled(ledger: Ledger, row: Instruction) -> None:
    """EMIT: the rest of the instruction has moved."""
    note(ledger, row, row.quantity, row.amount, Status.SETTLED)
    whole = structs.replace(
        row, settled=row.terms.quantity, paid=row.terms.amount, short_account=0, short_asset=0
    )
    end(ledger, whole, Standing.SETTLED, Status.SETTLED)


def _note_wait(books: Books, number: int, wait: Wait) -> None:
    """Write down why a row waits, if that changed."""
    row = books.instructions[number]
    found = (int(wait.reason), *wait.place)
    if row.standing == Standing.QUEUED and (row.reason, row.short_account, row.short_asset) != found:
        books.instructions.put(
            structs.replace(row, reason=found[0], short_account=found[1], short_asset=found[2])
        )


def queued_cases(ledger: Ledger, instance: int, numbers: Iterable[int] | None = None) -> list[Case]:
    """Of the queue of an instance (or of these numbers) what nothing but balances keeps from settling, in order."""
    books = books_of(ledger)
    frozen: dict[int, bool] = {}
    found: list[Case] = []
    chosen = (one.number for one in books.queue) if numbers is None else numbers
    for number in chosen:
        row = books.instructions[number]
        if (
            row.terms.instance != instance
            or why_not_now(ledger, row)
            or signers_now(ledger, row) != row.signers
        ):
            continue
        case = books.case(ledger, row)
        debited = [] if case is None else [flow.place[0] for flow in case.flows if flow.change < 0]
        if case is not None and not any(_is_frozen(ledger, one, frozen) for one in debited):
            found.append(case)
    return sorted(found, key=lambda one: one.order)


def _is_frozen(ledger: Ledger, account: int, known: dict[int, bool]) -> bool:
    if account not in known:
        one = ledger.account(account)
        known[account] = one is None or one.order != 0
    return known[account]
