"""Panels and notebooks know one door: what ``lianjie`` gives. No panel reaches an actor, a file or Ray."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BEHIND_THE_DOOR = {"actors", "cluster", "ray"}
SOURCES = {
    **{path.name: path.read_text("utf-8") for path in sorted((ROOT / "notebooks" / "widgets").glob("*.py"))},
    **{
        f"{path.name}, cell {at}": "".join(cell["source"])
        for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
        for at, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"])
        if cell["cell_type"] == "code"
    },
}


def imported(source: str) -> Iterator[str]:
    """Top-level packages that the source imports."""
    for node in ast.walk(
        compile(source, "source", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    ):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_behind_the_door_is_imported(name: str) -> None:
    assert BEHIND_THE_DOOR.isdisjoint(imported(SOURCES[name]))
