"""What is published about plans is what the code says."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from cluster.platform import plan as plans
from cluster.platform import schema
from cluster.platform.modules import parameters
from tests.platform import pages
from tests.platform.test_plan import GOOD

ANEW = "write it anew: python -m tests.platform.pages"


def test_the_published_schema_is_current() -> None:
    assert pages.SCHEMA.read_text("utf-8") == schema.text(), ANEW


def test_the_table_of_parameters_is_current() -> None:
    assert pages.PARAMETERS.read_text("utf-8") == pages.parameters_page(), ANEW


def test_every_parameter_is_in_the_table_and_open_ones_are_marked() -> None:
    lines = pages.PARAMETERS.read_text("utf-8").splitlines()
    for name, one in parameters().items():
        (line,) = [line for line in lines if line.startswith(f"| `{name}` ")]
        assert ("[P]" in line) == pages.is_open(one)


def faults(plain: Any) -> list[str]:
    """What the schema has against plain values, by place."""
    found = Draft202012Validator(schema.schema()).iter_errors(plain)
    return sorted("/".join(map(str, one.absolute_path)) for one in found)


@pytest.mark.parametrize("name", plans.built_in())
def test_built_in_plans_keep_to_the_schema(name: str) -> None:
    assert faults(msgspec.json.decode(msgspec.json.encode(plans.load(name).plan))) == []


def test_the_schema_finds_what_the_reader_finds() -> None:
    plain = plans.parse(GOOD, "plan.yaml").file.value
    assert faults(plain) == []
    wrong = {
        "stage": 5,
        "modules": ["weather"],
        "settings": {"settlement.model": 4, "settlement.cutoff_s": "late", "no.such": 1},
    }
    assert faults(plain | wrong) == [
        "modules/0",
        "settings",
        "settings/settlement.cutoff_s",
        "settings/settlement.model",
        "stage",
    ]
