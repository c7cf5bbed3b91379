"""The examples of the guide give what the guide says, and the worked examples name tests that exist."""

from __future__ import annotations

import ast
import doctest
import re

import pytest

from tests.tidy.tree import ROOT

GUIDE = ROOT / "docs" / "guide" / "pricing.md"
EXAMPLES = ROOT / "docs" / "spec" / "worked-examples.md"
LINKS = re.findall(r"\[(test_\w+)\]\(\.\./\.\./(tests/[\w/]+\.py)\)", EXAMPLES.read_text("utf-8"))


def test_what_the_guide_shows_is_what_is_computed() -> None:
    found = doctest.testfile(str(GUIDE), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0
    assert found.attempted > 20


@pytest.mark.parametrize(("test", "path"), LINKS, ids=[test for test, _ in LINKS])
def test_a_worked_example_is_a_test(test: str, path: str) -> None:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, functions)}


def test_every_worked_example_names_a_test() -> None:
    lines = EXAMPLES.read_text("utf-8").splitlines()
    heads = {at for at, line in enumerate(lines[1:]) if line.startswith("|--")}
    examples = [
        line
        for at, line in enumerate(lines)
        if line.startswith("|") and not line.startswith("|--") and at not in heads
    ]
    assert len(examples) >= 20
    assert [line for line in examples if not re.search(r"\[test_\w+\]", line)] == []
