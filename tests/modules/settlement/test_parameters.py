"""Parameters of settlement are those of the specification."""

from __future__ import annotations

from pathlib import Path

import pytest

from actors.ledger.parameter import Parameter
from actors.ledger.status import Status
from actors.modules.instances.commands import ExtendInstance, ProposeAct, Setting
from actors.modules.settlement.parameters import PARAMETERS
from actors.modules.settlement.terms import setting
from tests.ledger.market import PBC
from tests.modules.settlement.street import Street

SPEC = Path(__file__).parents[3] / "docs" / "spec" / "settlement.md"


@pytest.mark.parametrize("one", PARAMETERS, ids=lambda one: one.name)
def test_the_specification_gives_each_default_and_marks_what_no_rule_confirms(one: Parameter) -> None:
    rows = [
        line for line in SPEC.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{one.name}` |")
    ]
    assert len(rows) == 1
    assert rows[0].split("|")[2].strip().replace(",", "").startswith(str(one.default))
    assert ("[P]" in rows[0]) == ("[P]" in one.source)
    assert one.low <= one.default <= one.high


def test_an_instance_sets_its_own_and_the_market_keeps_the_defaults() -> None:
    street = Street()
    on = street.platform(model=3, cutoff_s=60_000)
    assert [setting(street.ledger, at, "model") for at in (0, on)] == [1, 3]
    assert [setting(street.ledger, at, "cutoff_s") for at in (0, on)] == [61_200, 60_000]
    from msgspec import structs

    from actors.modules.instances import admission

    known = admission.find(street.ledger, on)
    assert known is not None
    bad = structs.replace(known.plan, settings=(Setting("settlement.model", 4),))
    assert street.why_refused(PBC, ProposeAct(99, ExtendInstance(on, bad))) == [Status.SETTING_INVALID]
