"""Rules over the text of any file: left-overs, paths of one machine, hosts of one network, notebooks."""

from __future__ import annotations

import json
import re
from os.path import normpath
from pathlib import PurePosixPath

# Written in pieces, so that this file does not break its own rules.
_LEFT_OVERS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
_MACHINES = re.compile(
    r"(?<![\w.:/~*-])/(" + "|".join(("work", "tmp", "root", "home", "Users", "mnt")) + r")/[\w.-]"
)
_HOSTS = re.compile(r"://|--(?:extra-)?index-url|--find-links|\bfile:|@ ")

_LINKS = re.compile(r"\]\(([^)#:\s]+)(?:#[^)\s]*)?\)")

TOP = frozenset(
    {
        ".ci",
        ".gitattributes",
        ".gitignore",
        ".python-version",
        "CHANGELOG.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "README.zh.md",
        "actors",
        "cluster",
        "docs",
        "lianjie.py",
        "notebooks",
        "pyproject.toml",
        "ray-configs",
        "requirements",
        "tests",
    }
)


def left_overs(path: PurePosixPath, text: str) -> list[str]:
    """What is committed is finished."""
    return [f"{path}:{line}: {found.group()}; finish it" for line, found in _found(_LEFT_OVERS, text)]


def machine_paths(path: PurePosixPath, text: str) -> list[str]:
    """No file knows the machine on which it was written."""
    return [
        f"{path}:{line}: {found.group()}… is a path of one machine" for line, found in _found(_MACHINES, text)
    ]


def lock_hosts(path: PurePosixPath, text: str) -> list[str]:
    """A lock holds names, versions and hashes; where they come from is each installation's own choice."""
    if path.suffix != ".lock":
        return []
    return [
        f"{path}:{line}: {found.group()!r} names where packages come from"
        for line, found in _found(_HOSTS, text)
    ]


def kernelspecs(path: PurePosixPath, text: str) -> list[str]:
    """A notebook without a kernelspec opens a dialog first."""
    if path.suffix != ".ipynb":
        return []
    metadata = json.loads(text).get("metadata", {})
    return [] if metadata.get("kernelspec", {}).get("name") else [f"{path}: the notebook names no kernel"]


def links(path: PurePosixPath, text: str, tracked: frozenset[str]) -> list[str]:
    """A relative link in a page leads to a file of the project. ``tracked``: paths of all files."""
    if path.suffix != ".md":
        return []
    faults: list[str] = []
    for line, found in _found(_LINKS, text):
        target = normpath(path.parent / found.group(1))
        if target not in tracked:
            faults.append(f"{path}:{line}: the link to {found.group(1)} leads nowhere")
    return faults


def top_level(path: PurePosixPath) -> list[str]:
    """The top of the tree holds what was asked for and nothing else."""
    return [] if path.parts[0] in TOP else [f"{path.parts[0]}: not an entry of the top level; see docs/adr"]


def mirror(path: PurePosixPath, tests: frozenset[str]) -> list[str]:
    """Each part of the product has tests of its own under the same word. ``tests``: paths of all test files."""
    parts = path.parts
    if parts[0] not in {"actors", "cluster"} or path.suffix != ".py" or path.name == "__init__.py":
        return []
    words = [path.stem, *parts[1:-1]]
    if any(_tests_of(word, one) for word in words for one in tests):
        return []
    return [f"{path}: no tests/{words[-1]}/test_*.py and no test_{path.stem}*.py"]


def _tests_of(word: str, test: str) -> bool:
    path = PurePosixPath(test)
    if not path.name.startswith("test_"):
        return False
    return word in path.parts[1:-1] or path.stem == f"test_{word}" or path.stem.startswith(f"test_{word}_")


def _found(pattern: re.Pattern[str], text: str) -> list[tuple[int, re.Match[str]]]:
    return [
        (number, found)
        for number, line in enumerate(text.splitlines(), start=1)
        for found in pattern.finditer(line)
    ]
