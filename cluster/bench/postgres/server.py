"""A PostgreSQL server of its own for one benchmark: a new cluster, one socket, gone afterwards whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import Final

from cluster.bench.postgres.programs import Programs, complaint, environment
from cluster.bench.problem import BenchProblem

_USER: Final = "bench"
_START_TRIES: Final = 300
_TRY_S: Final = 0.2
_STOP_S: Final = 20.0
#: A socket's path has at most 107 bytes, and PostgreSQL's own name in it takes 14.
_SOCKET_BYTES_MAX: Final = 90


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, reached by the socket in ``sockets``; ``directory`` may be written by its programs."""

    programs: Programs
    directory: Path
    sockets: Path

    @property
    def address(self) -> tuple[str, ...]:
        """Options that lead any client program to it."""
        return "-h", str(self.sockets), "-U", _USER

    def sql(self, *statements: str, data: bytes = b"") -> list[str]:
        """Run statements, each in a transaction of its own; lines of what they gave, columns divided by ``|``.

        Raises:
            BenchProblem: one of them failed.
        """
        commands = [part for one in statements for part in ("-c", one)]
        options = ("-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", "postgres")
        said = self.programs.run(
            "psql", *self.address, *options, *commands, directory=self.directory, data=data
        )
        return said.splitlines()


@contextmanager
def running(programs: Programs, parent: Path | None) -> Iterator[Server]:
    """A new cluster in a temporary directory below ``parent``, with PostgreSQL's own, durable defaults.

    Raises:
        BenchProblem: it cannot be made or started.
    """
    with TemporaryDirectory(prefix="lianjie-pg-", dir=parent) as name, _terminated_as_interrupted():
        directory = Path(name)
        if len(os.fsencode(directory)) > _SOCKET_BYTES_MAX:
            raise BenchProblem(f"{directory} is too long a path for a socket; name a shorter --directory")
        programs.give(directory)
        made = ("-D", "data", "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-locale")
        programs.run("initdb", *made, directory=directory)
        server = Server(programs, directory, directory)
        process = _start(server)
        try:
            _await_ready(server, process)
            yield server
        finally:
            _stop(process)


def _start(server: Server) -> subprocess.Popen[bytes]:
    settings = ("-c", "listen_addresses=", "-c", "logging_collector=off", "-c", "max_connections=100")
    command = server.programs.command("postgres", "-D", "data", "-k", str(server.sockets), *settings)
    with open(server.directory / "log", "wb") as log:
        return subprocess.Popen(
            [*_ends_with_us(), *command],
            cwd=server.directory,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            **server.programs.identity,
        )


def _ends_with_us() -> list[str]:
    """Words before a command that make it end when this process is killed, where the system has them."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "INT", "--"] if setpriv else []


def _await_ready(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(_START_TRIES):
        ready = subprocess.run(
            server.programs.command("pg_isready", "-q", *server.address),
            env=environment(),
            check=False,
            **server.programs.identity,
        )
        if ready.returncode == 0:
            return
        try:
            process.wait(_TRY_S)
        except subprocess.TimeoutExpired:
            continue
        break
    raise BenchProblem(f"PostgreSQL did not start: {complaint((server.directory / 'log').read_bytes())}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown, then immediate, then none."""
    for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        process.send_signal(how)
        try:
            process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            continue
        return


@contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """SIGTERM ends the block as Ctrl-C does, so that what it began is undone."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
