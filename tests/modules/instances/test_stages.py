"""The paper's four stages: what is on from which one, and a platform that goes from the first to the third at run time."""

from __future__ import annotations

import msgspec
import pytest

from actors.ledger.business import why_refused
from actors.ledger.ledger import Ledger
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.instances.commands import CreateInstance, ExtendInstance, Member, Plan, ProposeAct
from actors.modules.instances.stages import ABROAD, Stage
from actors.modules.middle_platform import new_ledger
from actors.modules.trading.handover import settles_here
from tests.ledger.market import CCDC, CFETS, CSRC, ICBC, PBC, Desk, make_roster
from tests.modules.instances.test_governance import carry_out

PLATFORM = 7
ALL = ("issuance", "trading", "settlement")
PLAN = Plan(
    "bonds",
    "Bond centre",
    "债券交易中心",
    Stage.LISTING,
    ALL,
    (Member(CCDC, ("custodian",)), Member(CFETS, ("venue",)), Member(ICBC, ("bank", ABROAD))),
    (),
    0,
    86_400,
    (PBC, CSRC),
    2,
)


@pytest.fixture
def desk() -> Desk:
    """A market with the platform at stage 1."""
    desk = Desk(new_ledger(make_roster()))
    assert carry_out(desk, 1, CreateInstance(PLATFORM, PLAN)) == [Status.DONE, Status.DONE]
    return desk


def modules_on(ledger: Ledger) -> list[str]:
    """The modules that a member may use now."""
    return [one for one in ALL if not admission.why_not_there(ledger, PLATFORM, one, CCDC)]


def test_a_platform_is_extended_stage_by_stage_while_the_market_runs(desk: Desk) -> None:
    seen = []
    for act, stage in enumerate(Stage, 2):
        plan = msgspec.structs.replace(PLAN, stage=int(stage))
        assert carry_out(desk, act, ExtendInstance(PLATFORM, plan)) == [Status.DONE, Status.DONE]
        may = not admission.why_not_there(desk.ledger, PLATFORM, "issuance", ICBC)
        seen.append((int(stage), modules_on(desk.ledger), settles_here(desk.ledger, PLATFORM), may))
    assert seen == [
        # stage, modules that are on, deals settle on the ledger, a member from abroad acts
        (1, ["issuance"], False, False),
        (2, ["issuance", "trading"], False, False),
        (3, ["issuance", "trading", "settlement"], True, False),
        (4, ["issuance", "trading", "settlement"], True, True),
    ]
    assert desk.ledger.reconcile() == []


def test_what_comes_at_a_later_stage_is_refused_with_its_reason(desk: Desk) -> None:
    assert admission.why_not_there(desk.ledger, PLATFORM, "trading", CFETS) == [Status.STAGE_TOO_EARLY]
    assert admission.why_not_there(desk.ledger, PLATFORM, "issuance", ICBC) == [Status.STAGE_TOO_EARLY]
    assert admission.why_not_there(desk.ledger, PLATFORM, "risk", ICBC) == [
        Status.MODULE_NOT_ON,
        Status.STAGE_TOO_EARLY,
    ]


def test_the_market_itself_is_at_no_stage(desk: Desk) -> None:
    assert all(admission.runs(desk.ledger, admission.MARKET, one) for one in ALL)
    assert not admission.runs(desk.ledger, admission.MARKET, "weather")
    assert not admission.runs(desk.ledger, 99, "issuance")


@pytest.mark.parametrize("stage", [0, 5])
def test_a_stage_that_there_is_not_is_refused(desk: Desk, stage: int) -> None:
    act = ExtendInstance(PLATFORM, msgspec.structs.replace(PLAN, stage=stage))
    assert why_refused(desk.ledger, PBC, ProposeAct(9, act)) == [Status.STAGE_INVALID]
