"""The model with the modules' own rules, and the real ledger with its kernel, agree on commands of the middle platform."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actors.ledger.status import Status
from actors.modules.issuance import commands as com
from actors.modules.middle_platform import new_ledger
from actors.modules.risk.commands import RunSurvey
from actors.modules.risk.module import Risk
from actors.modules.settlement import gridlock
from actors.modules.settlement.commands import MULTILATERAL, Enter, ResolveGridlock
from actors.modules.trading.commands import ConfirmDeal
from cluster.simulator.model import Model, compare
from cluster.simulator.model.modules import fresh
from cluster.simulator.model.plain import PlainLedger
from cluster.simulator.model.state import State
from cluster.simulator.module_variants import _one_leg
from tests.ledger.market import CCDC, CFETS, CSRC, Desk, make_roster
from tests.modules.corporate import test_conservation as bond_life
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.test_taps import tapped
from tests.modules.issuance.town import BILLION, CLASS_A, FRIDAY, ISSUE, MONDAY, WEDNESDAY, bidding
from tests.modules.registration import test_random as registry
from tests.modules.registration.town import town as registry_town
from tests.modules.risk.watch import HERE, platform
from tests.modules.settlement import test_random as street_life
from tests.modules.settlement.street import Street
from tests.modules.trading.floor import ANSWER, ASK, DECLARE, POST, TAKE, floor


def executed_twice(desk: Desk) -> list[str]:
    """Every difference between kernel and model over the desk's commits, and what history does not tell."""
    roster = desk.ledger.roster
    ledger, model = new_ledger(roster), Model(roster, fresh())
    found: list[str] = []
    for commit, batches in desk.log:
        found += compare(model, ledger, commit, batches, ledger.apply(commit, batches))
        assert model.plain is not None
        found += model.plain.untold()
    return found


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_random_settlement_leaves_ledger_and_model_alike(seed: int) -> None:
    """Instructions, queues, gridlocks, cycles, dates, by every DvP model."""
    chance, street = street_life.prepared(seed)
    street_life.play(chance, street, 40)
    assert executed_twice(street.desk) == []


def test_an_auction_leaves_ledger_and_model_alike() -> None:
    town = bidding(FIVE_YEAR, billions=20)
    first, second = CLASS_A[:2]
    town.bid(first, (15_400, 3 * BILLION))
    town.bid(second, (15_500, 2 * BILLION))
    town.at(FRIDAY, 11, 35)
    town.do(second, town.sealed(second, 2, (15_400, BILLION))[0])
    town.open_bids()
    assert town.ends() == [Status.BID_AWARDED, Status.BID_AWARDED]
    town.day(MONDAY)
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    town.elect_and_pay([first])
    town.day(WEDNESDAY)
    town.ok(CCDC, com.ListIssue(ISSUE))
    assert executed_twice(town) == []


def test_trades_of_each_kind_leave_ledger_and_model_alike() -> None:
    desk = floor()
    asked = [ASK, ANSWER, POST, TAKE, DECLARE, ConfirmDeal(DECLARE.number, 0), ConfirmDeal(DECLARE.number, 0)]
    statuses = [status for one in asked for status in desk.do(CFETS, one)]
    assert Status.QUEUED in statuses
    assert executed_twice(desk) == []


@pytest.mark.parametrize("seed", range(3))
def test_random_lives_of_a_bond_leave_ledger_and_model_alike(seed: int) -> None:
    """Coupons, a repayment, puts, a call and a reset, paid through a nominee or too late."""
    draw = random.Random(seed)
    town = bond_life.living(draw)
    bond_life.fund(town, draw.randrange(0, 200_000_000_00))
    for date in bond_life.DATES:
        town.day(date)
        for _ in range(6):
            town.desk.do(*bond_life.random_command(town, draw))
    bond_life.fund(town, 300_000_000_00)
    bond_life.settle_all(town)
    assert executed_twice(town.desk) == []


@pytest.mark.parametrize("seed", range(3))
def test_random_registration_leaves_ledger_and_model_alike(seed: int) -> None:
    chance, desk = random.Random(seed), registry_town()
    for number in range(1, 60):
        desk.commit(registry.tried(desk, chance, number), after_ms=500)
    assert executed_twice(desk) == []


def test_a_survey_with_its_measures_leaves_ledger_and_model_alike() -> None:
    desk = platform(issue_share_red=1_000, issue_share_measures=1, portfolio_floor_fen=0)
    assert desk.do(CSRC, RunSurvey(HERE)) == [Status.DONE]
    assert len(desk.ledger.module(Risk).stops) > 0
    assert executed_twice(desk) == []


def test_a_tap_that_joins_its_bond_leaves_ledger_and_model_alike() -> None:
    town = tapped()
    town.bid(CLASS_A[0], (1_003_000, BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    town.elect_and_pay(CLASS_A[:1])
    town.day(MONDAY)
    town.day(WEDNESDAY)
    town.ok(CCDC, com.ListIssue(ISSUE))
    assert executed_twice(town) == []


def test_a_gridlock_that_leaves_a_leg_is_seen_by_history(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledger and model are wrong alike; what the module wrote down gives it away."""
    monkeypatch.setattr(gridlock, "net_moves", _one_leg)
    street = Street(A=100, C=100)
    numbers = street.enter(street.terms("A", "C", 40, 300), street.terms("C", "A", 40, 290))
    assert street.standings(numbers) == "QQ"
    street.do(CFETS, ResolveGridlock(0, MULTILATERAL))
    assert [one for one in executed_twice(street.desk) if "their history says" in one] != []


def test_a_module_that_reads_the_kernels_columns_is_told_what_to_do() -> None:
    plain = PlainLedger(State(make_roster()), fresh())
    with pytest.raises(NotImplementedError, match="let it ask the ledger"):
        _ = plain.state.positions


def test_without_modules_their_commands_are_no_commands() -> None:
    street = Street()
    street.do(CFETS, Enter(street.terms("A", "B", 1, 0)))
    model = Model(street.ledger.roster)
    for commit, batches in street.desk.log:
        last = model.apply(commit, batches)
    assert last.direct[0].rulings is not None
    assert last.direct[0].rulings[0].acceptable == {Status.MALFORMED}
