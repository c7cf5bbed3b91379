"""Platform instances: made, changed and ended by acts that several approve."""

from __future__ import annotations

import msgspec
import pytest

from actors.ledger.business import why_refused
from actors.ledger.commands import RegisterAsset
from actors.ledger.ledger import Ledger
from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.instances.commands import (
    Act,
    ApproveAct,
    CloseInstance,
    CreateInstance,
    ExtendInstance,
    Member,
    Plan,
    ProposeAct,
    RejectAct,
    ResumeInstance,
    Setting,
    SuspendInstance,
)
from actors.modules.middle_platform import ledger_from_image, new_ledger
from tests.ledger.market import BOND, CCDC, CFETS, CSRC, FUND, ICBC, PBC, TAP, Desk, make_roster

PLAN = Plan(
    "bonds",
    "Bond centre",
    "债券交易中心",
    1,
    ("instances",),
    (Member(CCDC, ("custodian",)), Member(CFETS, ("venue",))),
    (),
    0,
    86_400,
    (PBC, CSRC),
    2,
)


@pytest.fixture
def desk() -> Desk:
    """A market with every module and nothing in it."""
    return Desk(new_ledger(make_roster()))


def carry_out(desk: Desk, number: int, act: Act) -> list[Status]:
    """Proposed by one regulator, approved by the other."""
    return [*desk.do(PBC, ProposeAct(number, act)), *desk.do(CSRC, ApproveAct(number))]


def there(ledger: Ledger, institution: int, *roles: str) -> list[Status]:
    """Why the institution may not use the module of instances on instance 7."""
    return admission.why_not_there(ledger, 7, "instances", institution, *roles)


def test_an_instance_opens_when_two_approvers_have_approved(desk: Desk) -> None:
    assert desk.do(PBC, ProposeAct(1, CreateInstance(7, PLAN))) == [Status.DONE]
    assert there(desk.ledger, CCDC) == [Status.INSTANCE_UNKNOWN]
    assert desk.do(PBC, ApproveAct(1)) == [Status.APPROVED_ALREADY]
    assert desk.do(FUND, ApproveAct(1)) == [Status.NOT_AN_APPROVER]
    assert desk.do(CSRC, ApproveAct(1)) == [Status.DONE]
    assert there(desk.ledger, CCDC, "custodian") == []
    assert desk.do(CSRC, ApproveAct(1)) == [Status.PROPOSAL_ENDED]


def test_members_act_in_their_roles_only_while_it_is_open(desk: Desk) -> None:
    carry_out(desk, 1, CreateInstance(7, PLAN))
    assert there(desk.ledger, FUND) == [Status.NOT_ADMITTED]
    assert there(desk.ledger, CFETS, "custodian") == [Status.NOT_ADMITTED]
    assert carry_out(desk, 2, SuspendInstance(7)) == [Status.DONE, Status.DONE]
    assert there(desk.ledger, CCDC, "custodian") == [Status.INSTANCE_NOT_OPEN]
    carry_out(desk, 3, ResumeInstance(7))
    assert there(desk.ledger, CCDC, "custodian") == []
    carry_out(desk, 4, CloseInstance(7))
    assert there(desk.ledger, FUND, "custodian") == [Status.NOT_ADMITTED, Status.INSTANCE_NOT_OPEN]
    assert desk.do(PBC, ProposeAct(5, ResumeInstance(7))) == [Status.INSTANCE_CLOSED]


def test_an_extension_admits_more_at_run_time(desk: Desk) -> None:
    carry_out(desk, 1, CreateInstance(7, PLAN))
    more = msgspec.structs.replace(PLAN, stage=2, members=(*PLAN.members, Member(ICBC, ("bank",))))
    assert carry_out(desk, 2, ExtendInstance(7, more)) == [Status.DONE, Status.DONE]
    assert there(desk.ledger, ICBC, "bank") == []


def test_hours_are_those_of_the_day_in_china(desk: Desk) -> None:
    desk.commit()
    now = admission.second_of_day(desk.ledger)
    plan = msgspec.structs.replace(PLAN, opens_s=now + 60, closes_s=now + 120)
    carry_out(desk, 1, CreateInstance(7, plan))
    assert there(desk.ledger, CCDC) == [Status.INSTANCE_HOURS]
    desk.commit(after_ms=60_000)
    assert there(desk.ledger, CCDC) == []
    desk.commit(after_ms=60_000)
    assert there(desk.ledger, CCDC) == [Status.INSTANCE_HOURS]


def test_a_rejected_act_is_over(desk: Desk) -> None:
    desk.do(CFETS, ProposeAct(1, CreateInstance(7, PLAN)))
    assert desk.do(FUND, RejectAct(1)) == [Status.NOT_AN_APPROVER]
    assert desk.do(CSRC, RejectAct(1)) == [Status.DONE]
    assert desk.do(PBC, ApproveAct(1)) == [Status.PROPOSAL_ENDED]
    assert desk.do(PBC, RejectAct(9)) == [Status.PROPOSAL_UNKNOWN]


def test_all_faults_of_a_plan_are_told_at_once(desk: Desk) -> None:
    bad = Plan("", "", "", 9, (), (Member(99, ()),), (55,), 5, 5, (PBC,), 1, (Setting("no.such", 1),))
    assert why_refused(desk.ledger, FUND, ProposeAct(0, CreateInstance(0, bad))) == [
        Status.NOT_PERMITTED,
        Status.NUMBER_INVALID,
        Status.TEXT_INVALID,
        Status.STAGE_INVALID,
        Status.MODULES_INVALID,
        Status.COUNTERPARTY_UNKNOWN,
        Status.APPROVERS_INVALID,
        Status.ASSET_UNKNOWN,
        Status.HOURS_INVALID,
        Status.SETTING_UNKNOWN,
    ]


def test_instances_survive_in_an_image(desk: Desk) -> None:
    carry_out(desk, 1, CreateInstance(7, PLAN))
    again = ledger_from_image(desk.ledger.image(), desk.ledger.roster)
    assert again.image() == desk.ledger.image()
    assert there(again, CCDC, "custodian") == []


def test_no_plan_lets_others_decide_without_a_regulator(desk: Desk) -> None:
    among_friends = msgspec.structs.replace(PLAN, approvers=(CFETS, ICBC, CSRC))
    assert desk.do(CFETS, ProposeAct(1, CreateInstance(7, among_friends))) == [Status.REGULATOR_MISSING]
    all_three = msgspec.structs.replace(among_friends, approvals_needed=3)
    assert desk.do(CFETS, ProposeAct(1, CreateInstance(7, all_three))) == [Status.DONE]


def test_approvals_of_those_who_are_approvers_no_more_do_not_count(desk: Desk) -> None:
    three = msgspec.structs.replace(PLAN, approvers=(PBC, CSRC, CFETS))
    carry_out(desk, 1, CreateInstance(7, msgspec.structs.replace(three, approvals_needed=3)))
    assert desk.do(CFETS, ApproveAct(1)) == [Status.DONE]
    assert desk.do(CFETS, ProposeAct(2, SuspendInstance(7))) == [Status.DONE]
    carry_out(desk, 3, ExtendInstance(7, PLAN))
    assert desk.do(CFETS, ApproveAct(3)) == [Status.DONE]
    assert desk.do(PBC, ApproveAct(2)) == [Status.DONE]
    assert there(desk.ledger, CCDC, "custodian") == []
    assert desk.do(CSRC, ApproveAct(2)) == [Status.DONE]
    assert there(desk.ledger, CCDC, "custodian") == [Status.INSTANCE_NOT_OPEN]


def test_what_is_open_is_not_resumed(desk: Desk) -> None:
    carry_out(desk, 1, CreateInstance(7, PLAN))
    assert why_refused(desk.ledger, PBC, ProposeAct(2, ResumeInstance(7))) == [Status.INSTANCE_OPEN]


def test_a_plan_names_each_member_and_each_bond_once(desk: Desk) -> None:
    desk.do(CCDC, RegisterAsset(BOND, "260003", 1, 10_000))
    twice = msgspec.structs.replace(PLAN, members=PLAN.members * 2, assets=(BOND, BOND))
    assert why_refused(desk.ledger, PBC, ProposeAct(1, CreateInstance(7, twice))) == [
        Status.MEMBERS_INVALID,
        Status.ASSETS_INVALID,
    ]


def test_a_bond_that_is_not_on_the_plan_is_not_on_the_platform(desk: Desk) -> None:
    desk.do(CCDC, RegisterAsset(BOND, "260003", 1, 10_000), RegisterAsset(TAP, "260003X", 1, 10_000))
    carry_out(desk, 1, CreateInstance(7, msgspec.structs.replace(PLAN, assets=(BOND,))))
    asked = (desk.ledger, 7, "instances", CCDC)
    assert admission.why_not_there(*asked, asset=BOND) == []
    assert admission.why_not_there(*asked, asset=TAP) == [Status.NOT_ON_INSTANCE]
