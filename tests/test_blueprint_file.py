"""A YAML file whose values remember their lines."""

from __future__ import annotations

import msgspec

from cluster.blueprint_file import BlueprintFile


class Inner(msgspec.Struct):
    """A part."""

    size: int


class Outer(msgspec.Struct):
    """A whole."""

    parts: tuple[Inner, ...]
    note: str | None = None
    inner: Inner | None = None


def test_faults_name_the_innermost_line_that_is_known() -> None:
    file = BlueprintFile.read("parts:\n  - size: 1\n  - size: x\nnote: 5\ninner: {}\n", "f")
    file.check(Outer)
    assert [fault.split(":")[0] for fault in file.faults] == ["f, line 3", "f, line 4", "f, line 5"]
    file.fault(("parts", 0, "weight", "deep"), "odd")
    assert file.faults[-1] == "f, line 2: odd"


def test_a_good_file_has_no_faults() -> None:
    file = BlueprintFile.read("parts: [{size: 1}]\nnote: a\ninner: {size: 2}\n", "f")
    assert file.check(Outer) == {"parts": [{"size": 1}], "note": "a", "inner": {"size": 2}}
    assert file.faults == []
