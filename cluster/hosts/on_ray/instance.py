"""A Ray instance of our own on this machine: started when there is none, outliving the process that started it.

Who enters needs its token, which only its owner can read; it keeps its files under a directory of its own, and is
stopped without touching any other Ray on the machine.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import msgspec
import psutil
import yaml

from actors.host import HostProblem
from cluster.storage.private import write_private

LAPTOP: Final = "laptop.yaml"
#: Workers of Ray stand behind everything else on the machine by default; a party is no batch job.
_ENVIRONMENT: Final = {"RAY_worker_niceness": "0"}
_START_S: Final = 120
_STOP_S: Final = 5
#: What a start waits for; so are its logs called.
_STARTING: Final = ("gcs_server", "raylet")
#: Lines of what Ray said that a person is told when it does not start.
_LINES_TOLD: Final = 3
#: Ray's sockets have long names below its directory, and a socket's path has at most 107 bytes.
_DIRECTORY_BYTES_MAX: Final = 30
#: What Ray sets in the environment of every worker, and of nothing else.
_RAYLET_PID: Final = "RAY_RAYLET_PID"


@dataclass(frozen=True, slots=True)
class RayInstance:
    """Where a Ray cluster is, and the files that open it. ``own``: started by us, with files in ``directory``."""

    address: str
    token_file: str = ""
    directory: str = ""

    @property
    def own(self) -> bool:
        """Whether it was started here for one market, and ends with it."""
        return bool(self.directory)

    def save(self, path: Path) -> None:
        """Write it down, for whoever joins."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self), indent=1))

    @classmethod
    def load(cls, path: Path) -> RayInstance | None:
        """What :meth:`save` wrote, or None."""
        try:
            return msgspec.json.decode(path.read_bytes(), type=cls)
        except (OSError, msgspec.DecodeError):
            return None

    def token(self) -> str:
        """What opens it; empty when it asks for none.

        Raises:
            HostProblem: the file of the token cannot be read.
        """
        path = self.token_file or os.environ.get("RAY_AUTH_TOKEN_PATH", "")
        if not path:
            return os.environ.get("RAY_AUTH_TOKEN", "")
        try:
            return Path(path).read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise HostProblem(
                f"{path}: the token of the Ray cluster cannot be read ({problem}); restore the file"
            ) from None

    @property
    def alive(self) -> bool:
        """Whether something listens at its address."""
        host, _, port = self.address.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=2):
                return True
        except (OSError, ValueError):
            return False

    def processes(self) -> set[psutil.Process]:
        """Every process on this machine of an own instance: Ray's, and the actors; none when it is another's."""
        if not self.own:
            return set()
        roots = [one for one in psutil.process_iter(["cmdline"]) if self._is_ours(one)]
        return {child for one in roots for child in _children(one)} | set(roots)

    def stop(self) -> bool:
        """End every process of an own instance; whether there was any. Harmless when it is another's."""
        if not self.own:
            return False
        mine = self.processes()
        for one in mine:
            _end(one)
        _, alive = psutil.wait_procs(list(mine), timeout=_STOP_S)
        for one in alive:
            one.kill()
        shutil.rmtree(self.directory, ignore_errors=True)
        return bool(mine)

    def _is_ours(self, process: psutil.Process) -> bool:
        """Whether a process names our directory, or our port as the address of its cluster, or is a worker of ours.

        A worker renames itself, and is nobody's child once its raylet died; its environment tells.
        """
        port = ":" + self.address.rpartition(":")[2]
        if any(
            self.directory + "/" in word
            or word.endswith(self.directory)
            or (word.startswith("--address=") and word.endswith(port))
            for word in process.info["cmdline"] or ()
        ):
            return True
        with suppress(psutil.Error):
            environment = process.environ()
            return (
                _RAYLET_PID in environment and environment.get("RAY_AUTH_TOKEN_PATH", "") == self.token_file
            )
        return False


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How Ray is started on this machine; see ``ray-configs/laptop.yaml``."""

    #: CPUs that Ray may count on; None: those of the machine, at least 2.
    num_cpus: int | None = None
    #: Shared memory of Ray's object store, MiB: what is long in calls to and from actors is there for moments.
    object_store_mib: int = 512
    #: The address that other machines reach it by; None: as Ray finds it. Ray listens on all of the machine's.
    node_ip_address: str | None = None
    #: 0: any free port.
    port: int = 0
    #: Ray's own web page; also what Prometheus scrapes.
    dashboard: bool = False
    #: Parties take streams on this port and those after it, in the order of the blueprint, nodes first; 0: on any free ones.
    first_port: int = 0

    @classmethod
    def read(cls, path: Path | None = None) -> Settings:
        """Settings from a YAML file; None: those for a laptop that come with the project.

        Raises:
            HostProblem: it cannot be read, or holds what is no setting.
        """
        where = configs() / LAPTOP if path is None else path
        try:
            return msgspec.convert(yaml.safe_load(where.read_text("utf-8")) or {}, cls)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as problem:
            raise HostProblem(
                f"{where}: {problem}; see ray-configs/{LAPTOP} for what there is to set"
            ) from None


def configs() -> Path:
    """The directory of Ray's configurations: of the checkout, or installed with the package."""
    checkout = Path(__file__).parents[3] / "ray-configs"
    return checkout if checkout.is_dir() else Path(__file__).parents[2] / "ray-configs"


async def start_instance(settings: Settings | None = None) -> RayInstance:
    """Start Ray on this machine, with a new token. Cancelled in the middle, it leaves nothing running.

    Raises:
        HostProblem: it does not start; the text has what Ray said.
    """
    chosen = Settings.read() if settings is None else settings
    starting = asyncio.ensure_future(asyncio.to_thread(_start, chosen))
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with suppress(HostProblem):
            await asyncio.to_thread((await starting).stop)
        raise


def token_environment(token_file: str) -> dict[str, str]:
    """Environment variables with which a process may join."""
    if not token_file:
        return {}
    return {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN_PATH": token_file}


def _start(settings: Settings) -> RayInstance:
    directory = _own_directory()
    token_file = directory / "token"
    write_private(token_file, secrets.token_hex(32).encode())
    port = settings.port or _free_port()
    command = [
        *_ray_command(),
        "start",
        "--head",
        f"--port={port}",
        f"--num-cpus={settings.num_cpus or max(2, os.cpu_count() or 2)}",
        f"--object-store-memory={settings.object_store_mib << 20}",
        f"--temp-dir={directory}",
        f"--include-dashboard={str(settings.dashboard).lower()}",
        "--disable-usage-stats",
    ]
    if settings.node_ip_address is not None:
        command.append(f"--node-ip-address={settings.node_ip_address}")
    environment = {**os.environ, **token_environment(str(token_file)), **_ENVIRONMENT}
    environment.pop("RAY_ADDRESS", None)
    instance = RayInstance(f"127.0.0.1:{port}", str(token_file), str(directory))
    try:
        # A session of its own: it is not ended by Ctrl-C or the end of the terminal that it was started from.
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_START_S,
            check=False,
            start_new_session=True,
        )
    except subprocess.TimeoutExpired:
        said = _last_words(directory)  # before its files are removed
        instance.stop()
        raise HostProblem(
            f"Ray did not start within {_START_S} s, the machine may be short of processors or memory: free some and "
            f"try again. Its last words: {said}"
        ) from None
    if done.returncode != 0:
        instance.stop()
        raise HostProblem(f"Ray did not start: {_end_of(done.stderr or done.stdout)}")
    return replace(instance, address=_told_address(directory) or instance.address)


def _last_words(directory: Path) -> str:
    """The end of the log that Ray's own processes wrote last, with its name; its agents write what is of no use here."""
    with suppress(OSError):  # Ray still runs, and may remove one
        where = directory / "session_latest" / "logs"
        logs = [log for name in _STARTING for log in where.glob(f"{name}.*")]
        for log in sorted(logs, key=lambda one: one.stat().st_mtime_ns, reverse=True):
            said = _end_of(log.read_text("utf-8", "replace"))
            if said:
                return f"{log.name}: {said}"
    return "it wrote nothing"


def _end_of(text: str) -> str:
    """Its last lines, in one. Where entries of Ray's logs are among them, those: what is between them is tables."""
    lines = [one.strip() for one in text.splitlines() if one.strip()]
    entries = [one for one in lines if one.startswith("[")]
    return " ".join((entries or lines)[-_LINES_TOLD:])


def _told_address(directory: Path) -> str:
    """The address at which Ray says that it is; empty when it says none."""
    try:
        return (directory / "ray_current_cluster").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _ray_command() -> list[str]:
    beside = Path(sys.executable).with_name("ray")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "ray.scripts.scripts"]


def _own_directory() -> Path:
    """A new directory of a short path, readable by its owner only."""
    base = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix="lj-", dir=base if len(base) <= _DIRECTORY_BYTES_MAX else "/tmp"))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _children(process: psutil.Process) -> list[psutil.Process]:
    """All descendants; Ray's agents rename themselves, so that nothing else tells whose they are."""
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _end(process: psutil.Process) -> None:
    try:
        process.terminate()
    except psutil.NoSuchProcess:
        return
