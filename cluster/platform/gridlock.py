"""The best set of queued instructions that can settle together, by integer programming with HiGHS.

One binary variable an instruction, one row a position: what the chosen ones take from it and give to it must leave
it neither short nor above its limit. The aim is how many settle or how much cash they settle. The solver reckons in
floating point, so it never runs on the ledger and is never believed: its set is cut to what fits in integers, and
the ledger judges the proposal (``SettleTogether``) once more. Source: Güntzer, Jungnickel and Leclerc, Efficient
algorithms for the clearing of interbank payments, European Journal of Operational Research 106 (1998).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from actors.ledger.moves import Move
from actors.ledger.status import Status
from actors.modules.settlement.netting import feasible
from actors.modules.settlement.path import Case, Flow, Place, moves_of
from actors.modules.settlement.settling import queued_cases
from actors.modules.settlement.state import Instruction, Standing

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

Aim = Literal["count", "value"]


class Held(NamedTuple):
    """Copies of positions: what is free on each, and what each may still take (no limit where it is not known)."""

    available: Mapping[Place, int]
    limits: Mapping[Place, int]

    def free(self, place: Place) -> int:
        """What is available."""
        return self.available.get(place, 0)

    def room(self, place: Place) -> int:
        """What the position may still take within its limit."""
        return self.limits.get(place, 2**62)


class Problem(NamedTuple):
    """Instructions that wait, in the order of the queue, with the worth of each, and the positions they touch."""

    cases: tuple[Case, ...]
    worth: tuple[int, ...]
    held: Held


class Proposal(NamedTuple):
    """What to propose: numbers for ``SettleTogether``, in the order of the queue. how many it ``settles`` and their
    ``value`` in units of cash; ``is_best``: the solver proved that there is no better set."""

    numbers: tuple[int, ...]
    settles: int
    value: int
    is_best: bool


def problem_of(ledger: Ledger, instance: int) -> Problem:
    """The queue of an instance, from a replica of the ledger."""
    cases = queued_cases(ledger, instance)
    available, limits = {}, {}
    for place in dict.fromkeys(flow.place for case in cases for flow in case.flows):
        one = ledger.position(*place)
        available[place], limits[place] = one.available, one.limit - one.available - one.earmarked
    return Problem(tuple(cases), tuple(_worth(case) for case in cases), Held(available, limits))


def problem_from_rows(
    instructions: Sequence[Instruction], instance: int, available: Mapping[Place, int], money: Collection[int]
) -> Problem:
    """The same from what a regulator reads: instructions, free quantities by account and asset, which assets are money.

    Omnibus accounts and limits are left out; the ledger minds them.
    """
    cases: list[Case] = []
    worth: list[int] = []
    for row in sorted(instructions, key=lambda one: one.order):
        if row.standing == Standing.QUEUED and row.terms.instance == instance:
            legs = [_ends(move) for move in moves_of(row, row.quantity, row.amount)]
            cases.append(Case(row.number, row.order, legs[0], legs[1] if len(legs) > 1 else ()))
            worth.append(row.amount if row.terms.cash else row.quantity if row.terms.asset in money else 0)
    return Problem(tuple(cases), tuple(worth), Held(available, {}))


def best_set(problem: Problem, aim: Aim = "count", seconds_max: float = 10.0) -> Proposal:
    """The set that settles most, by ``aim``; the best found when ``seconds_max`` are over.

    Raises:
        ImportError: HiGHS is not installed (``pip install 'lianjie[gridlock]'``).
    """
    chosen, is_best = _solve(problem, aim, seconds_max)
    kept = feasible(chosen, problem.held)
    worth = dict(zip((case.number for case in problem.cases), problem.worth, strict=True))
    numbers = tuple(case.number for case in kept)
    return Proposal(
        numbers, len(numbers), sum(worth[one] for one in numbers), is_best and len(kept) == len(chosen)
    )


def _solve(problem: Problem, aim: Aim, seconds_max: float) -> tuple[list[Case], bool]:
    """The cases that the solver chose, and whether it proved them best."""
    import highspy

    model = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in (
        ("output_flag", False),
        ("threads", 1),
        ("time_limit", seconds_max),
        ("mip_rel_gap", 0.0),
    ):
        model.setOptionValue(name, value)
    top = max(problem.worth, default=0) or 1
    for worth in problem.worth:
        # Of equal value the larger number: a share that a whole set cannot add up to a unit of value.
        gain = 1.0 if aim == "count" else worth / top + 1e-9
        model.addCol(-gain, 0.0, 1.0, 0, [], [])
    for at in range(len(problem.cases)):
        model.changeColIntegrality(at, highspy.HighsVarType.kInteger)
    for low, high, columns, coefficients in _rows(problem):
        model.addRow(low, high, len(columns), columns, coefficients)
    model.run()
    values = model.getSolution().col_value
    chosen = [case for case, value in zip(problem.cases, values, strict=False) if value > 0.5]
    return chosen, model.getModelStatus() == highspy.HighsModelStatus.kOptimal


def _rows(problem: Problem) -> list[tuple[float, float, list[int], list[float]]]:
    """Bounds, columns and coefficients of every position that could break, scaled to its largest coefficient."""
    changes: dict[Place, dict[int, int]] = defaultdict(dict)
    for at, case in enumerate(problem.cases):
        for place, change, _ in case.flows:
            changes[place][at] = change
    found = []
    for place, row in changes.items():
        free, room = problem.held.free(place), max(0, problem.held.room(place))
        gives = -sum(change for change in row.values() if change < 0)
        takes = sum(change for change in row.values() if change > 0)
        if gives <= free and takes <= room:
            continue
        scale = max(abs(change) for change in row.values())
        coefficients = [change / scale for change in row.values()]
        found.append((-min(free, gives) / scale, min(room, takes) / scale, list(row), coefficients))
    return found


def _worth(case: Case) -> int:
    """The cash that an instruction settles: its cash leg, or what it pays free of delivery."""
    money = case.asset[0].short is Status.CASH_SHORT
    leg = case.cash or (case.asset if money else ())
    return -leg[0].change if leg else 0


def _ends(move: Move) -> tuple[Flow, ...]:
    """A move's flows on the accounts of its clients alone."""
    giver, taker = (move.source, move.asset), (move.target, move.asset)
    return (Flow(giver, -move.quantity, Status.CASH_SHORT), Flow(taker, move.quantity, Status.CASH_SHORT))
