"""Resolving a gridlock (僵局化解): settling together what is stuck one by one.

Bilateral: what the clients of one pair owe each other is offset, pair by pair. Multilateral: of all that waits, the
newest of whoever is left short is removed until the rest fits. A set that is best by count or by value is found
elsewhere, by integer programming, and proposed (``SettleTogether``): the ledger checks it in integers. Whatever the
method, what is found settles at once by its net postings, all or nothing.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from actors.ledger.business.assets import may
from actors.ledger.layout import AssetKind
from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.settlement.books import CYCLES_MAX, books_of
from actors.modules.settlement.commands import BILATERAL, MULTILATERAL, ResolveGridlock, SettleTogether
from actors.modules.settlement.netting import all_fit, feasible, net_moves
from actors.modules.settlement.path import Balances, Case, moves_of
from actors.modules.settlement.settling import queued_cases, settled
from actors.modules.settlement.state import Cycle, Standing
from actors.modules.settlement.terms import NAME, setting

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

#: Who may settle others' instructions together: each was agreed to by its sides.
OPERATORS: Final = ("venue", "clearing_house", "central_bank", "regulator")
#: Instructions in one proposal, at most.
SET_MAX: Final = 100_000
#: Fewer settle by themselves.
TOGETHER_MIN: Final = 2


def why_not_operated(ledger: Ledger, institution: int, instance: int) -> list[Status]:
    """Why the institution does not operate settlement on the instance now."""
    faults = admission.why_not_there(ledger, instance, NAME, institution, *OPERATORS)
    if Status.NOT_ADMITTED in faults and may(ledger, institution, "central_bank", "regulator"):
        faults.remove(Status.NOT_ADMITTED)
    return faults


def _why_not_gross(ledger: Ledger, instance: int) -> list[Status]:
    return [Status.MODEL_IS_NET] if setting(ledger, instance, "model") != 1 else []


def why_not_resolved(ledger: Ledger, institution: int, command: ResolveGridlock) -> list[Status]:
    """Every reason why no resolution is tried."""
    # AUTHORISE
    faults = why_not_operated(ledger, institution, command.instance)
    # VALIDATE
    if command.method not in (BILATERAL, MULTILATERAL):
        faults.append(Status.GRIDLOCK_METHOD_UNKNOWN)
    return faults + _why_not_gross(ledger, command.instance)


def resolve(ledger: Ledger, _institution: int, command: ResolveGridlock) -> Status:
    """Settle what the method finds; NOTHING_FEASIBLE, with every balance as it was, when it finds nothing."""
    # APPLY, EMIT
    return resolve_by(ledger, command.instance, command.method)


def resolve_by(ledger: Ledger, instance: int, method: int) -> Status:
    """As :func:`resolve`, without a command."""
    cases, balances = queued_cases(ledger, instance), Balances(ledger)
    groups = _pairs(ledger, cases) if method == BILATERAL else [cases]
    done, gross, net = 0, 0, 0
    for group in groups:
        found = feasible(group, balances)
        moves = _moves(ledger, found)
        if len(found) < TOGETHER_MIN or ledger.post(net_moves(moves)) is not Status.SETTLED:
            continue
        for case in found:
            balances.apply(case.flows)
            settled(ledger, books_of(ledger).instructions[case.number])
        done += len(found)
        gross, net = gross + cash_in(ledger, moves), net + cash_in(ledger, net_moves(moves))
    if not done:
        return Status.NOTHING_FEASIBLE
    note_cycle(ledger, instance, ResolveGridlock, 1, (len(cases), done, gross, net))
    return Status.SETTLED


def _pairs(ledger: Ledger, cases: list[Case]) -> list[list[Case]]:
    """The cases between each two owners, as far as both owe each other; the pair with the oldest case first."""
    owners: dict[int, int] = {}

    def owner(account: int) -> int:
        if account not in owners:
            known = ledger.account(account)
            owners[account] = known.owner if known else 0
        return owners[account]

    pairs: dict[tuple[int, int], list[Case]] = defaultdict(list)
    for case in cases:
        terms = books_of(ledger).instructions[case.number].terms
        first, second = sorted((owner(terms.seller_account), owner(terms.buyer_account)))
        pairs[first, second].append(case)
    return list(pairs.values())


def _moves(ledger: Ledger, cases: list[Case]) -> list[Move]:
    rows = (books_of(ledger).instructions[case.number] for case in cases)
    return [move for row in rows for move in moves_of(row, row.quantity, row.amount)]


def cash_in(ledger: Ledger, moves: list[Move]) -> int:
    """Money moved, of all moneys added up."""
    return sum(one.quantity for one in moves if ledger.state.assets[one.asset]["kind"] == AssetKind.MONEY)


def note_cycle(
    ledger: Ledger, instance: int, sort: type[object], model: int, figures: tuple[int, int, int, int]
) -> None:
    """EMIT: one row of what was done; ``figures``: tried, settled, gross and net cash."""
    books = books_of(ledger)
    if books.cycles.is_full:
        books.cycles.drop(books.peek("cycle") - CYCLES_MAX)
    tag = int(sort.__struct_config__.tag)  # type: ignore[attr-defined]
    books.cycles.put(Cycle(books.next("cycle"), instance, tag, model, ledger.time_ms, *figures))


def why_not_together(ledger: Ledger, institution: int, command: SettleTogether) -> list[Status]:
    """Every reason why the proposed set does not settle now."""
    books, numbers = books_of(ledger), command.numbers
    # AUTHORISE
    faults = why_not_operated(ledger, institution, command.instance)
    # VALIDATE
    if not 1 <= len(numbers) <= SET_MAX or len(set(numbers)) != len(numbers):
        faults.append(Status.SET_INVALID)
    rows = [books.instructions.get(one) for one in numbers[:SET_MAX]]
    if any(
        one is None or one.standing != Standing.QUEUED or one.terms.instance != command.instance
        for one in rows
    ):
        faults.append(Status.NOT_QUEUED)
    return faults + _why_not_gross(ledger, command.instance)


def settle_together(ledger: Ledger, _institution: int, command: SettleTogether) -> Status:
    """Settle the whole set by its net postings, if it fits to the last unit."""
    # APPLY
    cases = queued_cases(ledger, command.instance, command.numbers)
    if len(cases) != len(command.numbers) or not all_fit(cases, Balances(ledger)):
        return Status.NOT_FEASIBLE
    moves = _moves(ledger, cases)
    status = ledger.post(net_moves(moves))
    if status is not Status.SETTLED:
        return status
    # EMIT
    for case in cases:
        settled(ledger, books_of(ledger).instructions[case.number])
    figures = (len(cases), len(cases), cash_in(ledger, moves), cash_in(ledger, net_moves(moves)))
    note_cycle(ledger, command.instance, SettleTogether, 1, figures)
    return Status.SETTLED
