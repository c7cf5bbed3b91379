"""PostgreSQL's programs: where they are, and as whom they run."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cluster.bench.problem import BenchProblem

_NEEDED: Final = ("initdb", "postgres", "pg_isready", "psql", "pgbench")
#: Where Debian keeps them, one directory a version.
_DEBIAN: Final = Path("/usr/lib/postgresql")
#: Accounts that may own the server where the command runs as root, which PostgreSQL refuses.
_OWNERS: Final = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Programs:
    """A directory of programs, and the account that runs them (None: the caller's own)."""

    directory: Path
    owner: pwd.struct_passwd | None

    def command(self, name: str, *arguments: str) -> list[str]:
        """The command line of one program."""
        return [str(self.directory / name), *arguments]

    @property
    def identity(self) -> dict[str, Any]:
        """Arguments of ``subprocess`` that make a child run as the owner, out of reach of the terminal's Ctrl-C."""
        apart: dict[str, Any] = {"start_new_session": True}
        if self.owner is None:
            return apart
        return apart | {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": ()}

    def give(self, directory: Path) -> None:
        """Hand a directory over to the owner."""
        if self.owner is not None:
            os.chown(directory, self.owner.pw_uid, self.owner.pw_gid)

    def run(self, name: str, *arguments: str, directory: Path, data: bytes = b"") -> str:
        """Run a program to its end in ``directory`` with ``data`` as its input; what it printed.

        Raises:
            BenchProblem: it failed; the text has what it said.
        """
        done = subprocess.run(
            self.command(name, *arguments),
            input=data,
            capture_output=True,
            cwd=directory,
            env=environment(),
            check=False,
            **self.identity,
        )
        if done.returncode:
            raise BenchProblem(f"PostgreSQL's {name} failed: {complaint(done.stderr)}")
        printed: bytes = done.stdout
        return printed.decode("utf-8", "replace")


def find_programs(places: Iterable[Path] | None = None) -> Programs:
    """The newest PostgreSQL of this machine.

    Raises:
        BenchProblem: there is none, or no account may own it.
    """
    for place in _places() if places is None else places:
        if all(os.access(place / name, os.X_OK) for name in _NEEDED):
            return Programs(place, _owner())
    raise BenchProblem(
        f"PostgreSQL is not installed here (looked for {', '.join(_NEEDED)}); on Debian: apt-get install postgresql"
    )


def environment() -> dict[str, str]:
    """The caller's environment without settings of other PostgreSQL clusters."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}


def complaint(printed: bytes) -> str:
    """The errors among what a program printed, or its last words."""
    lines = printed.decode("utf-8", "replace").strip().splitlines()
    errors = [one for one in lines if re.search(r"\b(error|ERROR|FATAL):", one)]
    return " ".join(errors[-2:] or lines[-2:])


def _places() -> Sequence[Path]:
    versions = [one for one in _DEBIAN.glob("*/bin") if one.parent.name.isdigit()]
    found = sorted(versions, key=lambda one: int(one.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    return [*found, Path(on_path).resolve().parent] if on_path else found


def _owner() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in _OWNERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise BenchProblem(
        f"PostgreSQL refuses to run as root, and there is no account {' or '.join(_OWNERS)}; run as another user"
    )
