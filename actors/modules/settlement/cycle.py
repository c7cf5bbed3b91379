"""Settlement cycles (结算场次): DvP models 2 and 3 of the BIS.

Model 2: securities move trade by trade, in the order of the queue, and cash by nets. Model 3: securities and cash
move by nets. Both at once in one commit, so nobody bears the credit risk that the models carry elsewhere. Whoever
would be left short has its newest instruction put off, until the rest settles; what is put off waits for the next
cycle.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import RunCycle
from actors.modules.settlement.gridlock import cash_in, note_cycle, why_not_operated
from actors.modules.settlement.netting import feasible, net_moves
from actors.modules.settlement.path import Balances, Case, moves_of
from actors.modules.settlement.queue import Sweep
from actors.modules.settlement.settling import queued_cases, settled
from actors.modules.settlement.terms import setting

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

GROSS_NET, NET_NET = 2, 3


def why_not_run(ledger: Ledger, institution: int, command: RunCycle) -> list[Status]:
    """Every reason why no cycle runs."""
    # AUTHORISE
    faults = why_not_operated(ledger, institution, command.instance)
    # VALIDATE
    if setting(ledger, command.instance, "model") == 1:
        faults.append(Status.MODEL_IS_GROSS)
    return faults


def run(ledger: Ledger, _institution: int, command: RunCycle) -> Status:
    """Settle what the cycle can, all at once; NOTHING_FEASIBLE, with every balance as it was, when that is nothing."""
    # APPLY
    model = setting(ledger, command.instance, "model")
    cases = queued_cases(ledger, command.instance)
    found = feasible(cases, Balances(ledger)) if model == NET_NET else gross_net(ledger, cases)
    gross, moves = _moves(ledger, found, model)
    status = ledger.post(moves) if found else Status.NOTHING_FEASIBLE
    if status is not Status.SETTLED:
        return status
    # EMIT
    for case in found:
        settled(ledger, books_of(ledger).instructions[case.number])
    figures = (len(cases), len(found), cash_in(ledger, gross), cash_in(ledger, moves))
    note_cycle(ledger, command.instance, RunCycle, model, figures)
    return Status.SETTLED


def gross_net(ledger: Ledger, cases: list[Case]) -> list[Case]:
    """The cases of which every delivery is covered when its turn comes and the cash nets are; in that order."""
    while True:
        deliveries = Sweep([one._replace(cash=()) for one in cases], Balances(ledger), lambda _case: None)
        deliveries.run()
        turns = [one.number for one in deliveries.settled]
        delivered = set(turns)
        covered = [one for one in cases if one.number in delivered]
        paid = feasible([one._replace(asset=()) for one in covered], Balances(ledger))
        if len(paid) == len(covered):
            by_number = {one.number: one for one in covered}
            return [by_number[number] for number in turns]
        kept = {one.number for one in paid}
        cases = [one for one in covered if one.number in kept]


def _moves(ledger: Ledger, cases: list[Case], model: int) -> tuple[list[Move], list[Move]]:
    """Every move of the cases one by one, and the moves of the cycle."""
    rows = [books_of(ledger).instructions[case.number] for case in cases]
    single = [moves_of(row, row.quantity, row.amount) for row in rows]
    gross = [move for moves in single for move in moves]
    if model == NET_NET:
        return gross, net_moves(gross)
    return gross, [moves[0] for moves in single] + net_moves(move for moves in single for move in moves[1:])
