"""The specification lists every parameter with its default and source, and every command and status."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from actors.modules.issuance.commands import Command
from actors.modules.issuance.parameters import PARAMETERS

SPEC = Path(__file__).parents[3] / "docs" / "spec" / "issuance.md"


def test_the_specification_lists_the_parameters_as_they_are() -> None:
    text = SPEC.read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (.+?) \| (.+?) \|$", text, re.M)
    assert rows == [(one.name, str(one.default), one.unit, one.source) for one in PARAMETERS]
    assert all(one.low <= one.default <= one.high and one.zh and one.en for one in PARAMETERS)


def test_the_specification_names_every_command() -> None:
    text = SPEC.read_text("utf-8")
    assert [kind.__name__ for kind in get_args(Command) if f"`{kind.__name__}`" not in text] == []
