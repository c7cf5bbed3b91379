"""The files of the project: those that are tracked, or would be."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
_NEVER = {".git", ".venv", "__pycache__", "build", "dist"}


@cache
def tracked() -> tuple[PurePosixPath, ...]:
    """Paths of all files that belong to the project, relative to its root, ascending."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive, not a checkout
        listed = [str(one.relative_to(ROOT)) for one in ROOT.rglob("*") if one.is_file()]
    paths = (PurePosixPath(one) for one in listed if one and (ROOT / one).is_file())
    return tuple(sorted(one for one in paths if not _NEVER & set(one.parts)))


def python() -> tuple[PurePosixPath, ...]:
    """The Python files among them."""
    return tuple(one for one in tracked() if one.suffix == ".py")


def text(path: PurePosixPath) -> str | None:
    """The text of a file, or None if it is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
