"""The contracts of import-linter catch what they are there to catch: a planted import breaks the right one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.tree import ROOT

MODULES = (
    "actors",
    "actors.base",
    "actors.base.keys",
    "actors.consensus",
    "actors.ledger",
    "actors.modules",
    "actors.parties",
    "cluster",
    "cluster.cli",
    "cluster.hosts",
    "cluster.hosts.on_ray",
    "cluster.market",
    "cluster.storage",
)
LAYERS = "An import goes only down"
PURE = "The ground floors are pure"


def lint(tree: Path, planted: dict[str, str]) -> str:
    """What import-linter says of a tree of empty packages in which some import something."""
    for module in MODULES:
        package = tree.joinpath(*module.split("."))
        package.mkdir()
        (package / "__init__.py").write_text("".join(f"{planted[module]}\n" if module in planted else ""))
    program = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(config_filename=sys.argv[1], cache_dir=None, is_debug_mode=False))"
    )
    command = [sys.executable, "-c", program, str(ROOT / "pyproject.toml")]
    ran = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert "Contracts:" in ran.stdout, ran.stdout + ran.stderr
    return ran.stdout


def test_imports_that_go_down_are_kept(tmp_path: Path) -> None:
    said = lint(
        tmp_path,
        {
            "cluster.cli": "import cluster.market",
            "cluster.market": "import cluster.hosts",
            "cluster.hosts": "import actors.parties",
            "cluster.hosts.on_ray": "import ray",
            "actors.parties": "import asyncio, actors.ledger",
            "actors.ledger": "import numpy, actors.base",
        },
    )
    assert "Contracts: 5 kept, 0 broken." in said


@pytest.mark.parametrize(
    ("where", "imported", "contract"),
    [
        ("actors.base", "import actors.ledger", LAYERS),
        ("actors.ledger", "from actors import consensus", LAYERS),
        ("actors.consensus", "import actors.modules", LAYERS),
        ("cluster.storage", "def f() -> None:\n    import cluster.hosts", LAYERS),
        ("cluster.market", "from cluster.cli import x", LAYERS),
        ("actors.parties", "import cluster.storage", "Actors know nothing of where they run"),
        ("actors.base.keys", "from time import time", PURE),
        ("actors.consensus", "import asyncio", PURE),
        ("actors.ledger", "import os.path", PURE),
        ("actors.modules", "import random", PURE),
        ("actors.base.keys", "import numpy", "Checking a receipt stays light"),
        ("cluster.hosts", "import ray", "Only cluster.hosts.on_ray imports ray"),
        ("actors.parties", "from ray.util import metrics", "Only cluster.hosts.on_ray imports ray"),
    ],
)
def test_a_planted_import_breaks_the_contract(
    tmp_path: Path, where: str, imported: str, contract: str
) -> None:
    assert f"{contract} BROKEN" in lint(tmp_path, {where: imported})
