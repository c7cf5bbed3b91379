"""Issues on a platform of the first stages: the legacy register leads; native issues come with the third stage."""

from __future__ import annotations

import pytest
from msgspec import structs

from actors.ledger.status import Status
from actors.modules.instances.commands import (
    ApproveAct,
    CreateInstance,
    ExtendInstance,
    Member,
    Plan,
    ProposeAct,
)
from actors.modules.issuance import commands as com
from actors.modules.issuance.auction import Method
from actors.modules.registration.commands import Register, SetRegister
from tests.modules.issuance.bonds import FIVE_YEAR
from tests.modules.issuance.town import (
    BILLION,
    CCDC,
    CLASS_A,
    CSRC,
    DEPOSITORY_KEY,
    FRIDAY,
    ISSUANCE,
    ISSUE,
    ISSUER_KEY,
    MOF,
    PBC,
    UNDERWRITERS,
    Town,
    built,
    public,
    table,
    terms,
)

PLATFORM = 7
MEMBERS = (Member(MOF, ("issuer",)), Member(CCDC, ("custodian",)), *(Member(one, ()) for one in UNDERWRITERS))


def plan(stage: int) -> Plan:
    """The platform at this stage."""
    modules = ("issuance", "trading", "settlement")
    return Plan("p", "P", "平台", stage, modules, MEMBERS, (), 0, 86_400, (PBC, CSRC), 2)


def allotted(stage: int) -> Town:
    """A bond that was announced and allotted on the platform at ``stage``, not registered yet."""
    town = built(FRIDAY)
    town.ok(PBC, ProposeAct(1, CreateInstance(PLATFORM, plan(stage))))
    town.ok(CSRC, ApproveAct(1))
    found = terms(FIVE_YEAR, Method.UNIFORM_YIELD, 20, table())
    town.ok(MOF, com.AnnounceIssue(ISSUE, PLATFORM, found, public(ISSUER_KEY)))
    town.ok(CCDC, com.AcceptIssue(ISSUE, ISSUANCE, public(DEPOSITORY_KEY)))
    town.at(FRIDAY, 10, 35)
    town.bid(CLASS_A[0], (15_400, 3 * BILLION))
    town.at(FRIDAY, 11, 35)
    town.open_bids()
    return town


@pytest.mark.parametrize("stage", [1, 2])
def test_before_the_third_stage_the_legacy_register_leads(stage: int) -> None:
    town = allotted(stage)
    assert town.why(CCDC, com.RegisterIssue(ISSUE)) == [Status.STAGE_TOO_EARLY]
    town.ok(CCDC, SetRegister(FIVE_YEAR.asset, Register.MIRRORED))
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    assert town.ledger.reconcile() == []


def test_the_third_stage_takes_native_issues_while_one_is_under_way() -> None:
    town = allotted(1)
    assert town.why(CCDC, com.RegisterIssue(ISSUE)) == [Status.STAGE_TOO_EARLY]
    town.ok(PBC, ProposeAct(2, ExtendInstance(PLATFORM, structs.replace(plan(1), stage=3))))
    town.ok(CSRC, ApproveAct(2))
    town.ok(CCDC, com.RegisterIssue(ISSUE))
    assert town.free(ISSUANCE, FIVE_YEAR.asset) == 3 * BILLION
