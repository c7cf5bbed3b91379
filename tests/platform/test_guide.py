"""The guide's platform: its plan is read from the guide, opens on a ledger, and goes from stage to stage as told."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from actors.ledger.status import Status
from actors.modules.instances import admission
from actors.modules.instances.commands import ApproveAct, CreateInstance, ExtendInstance, ProposeAct
from actors.modules.middle_platform import new_ledger
from cluster.blueprint import BlueprintProblem
from cluster.platform import plan as plans
from cluster.platform.naming import numbered
from tests.ledger.market import Desk
from tests.platform.offline import roster_of

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "platforms.md"


def in_guide() -> str:
    """The YAML of the guide."""
    found = re.search(r"```yaml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_platform_of_the_guide_opens_and_grows() -> None:
    roster = roster_of("treasury")
    number = {one.name: one.index for one in roster.institutions}
    plan = numbered(plans.parse(in_guide(), "green-notes.yaml"), roster.institutions, {})
    desk = Desk(new_ledger(roster))
    csrc, pboc, cfets = number["CSRC"], number["PBoC-supervision"], number["CFETS"]
    seen = []
    for act, stage in enumerate((1, 2, 3), 1):
        wanted = msgspec.structs.replace(plan, stage=stage, opens_s=0, closes_s=86_400)
        what = CreateInstance(1, wanted) if stage == 1 else ExtendInstance(1, wanted)
        assert desk.do(csrc, ProposeAct(act, what)) == [Status.DONE]
        assert desk.do(pboc, ApproveAct(act)) == [Status.DONE]
        on = [one for one in plan.modules if not admission.why_not_there(desk.ledger, 1, one, cfets)]
        seen.append(on)
    assert [[one for one in plan.modules if one not in on] for on in seen] == [
        ["trading", "settlement"],
        ["settlement"],
        [],
    ]
    assert admission.value(desk.ledger, 1, "settlement.cutoff_s") == 17 * 3600
    assert admission.value(desk.ledger, 1, "issuance.lot_fen") == 100_000_000


def test_every_field_of_a_plan_is_told_in_the_guide() -> None:
    text = GUIDE.read_text("utf-8")
    assert [name for name in plans.PlatformPlan.__struct_fields__ if f"`{name}`" not in text] == []


def test_the_guides_misspelt_plan_is_refused_as_the_guide_says() -> None:
    bad = in_guide().replace("stage: 1", "stage: 5").replace("cutoff_s", "cutof_s")
    with pytest.raises(BlueprintProblem) as caught:
        plans.parse(bad, "green-notes.yaml")
    lines = GUIDE.read_text("utf-8").splitlines()
    shown = [line.removeprefix("Error: ") for line in lines if "green-notes.yaml, line " in line]
    assert len(shown) == len(caught.value.faults) == 2
    for fault, told in zip(caught.value.faults, shown, strict=True):
        assert fault.startswith(told.removesuffix("…"))
