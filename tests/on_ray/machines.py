"""Machines out of nothing: each has processes, a network address, a home and shared memory of its own.

They are namespaces of the kernel: processes of one do not see those of another, the same path is another disk on each,
and all that lies between two is a cable. It takes root and Debian's util-linux and iproute2; without them the tests
fail and say so.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

#: Where Ray keeps its files, unless told otherwise.
RAY_FILES: Final = Path("/tmp") / "ray"
_TOOLS: Final = ("ip", "mount", "nsenter", "unshare")
ROOT: Final = Path(__file__).parents[2]


class Machine:
    """One machine. ``home`` is the same path on all of them; its disk is ``disk``, which outlives the machine."""

    def __init__(self, address: str, disk: Path, home: Path) -> None:
        """Not switched on yet."""
        missing = [one for one in _TOOLS if shutil.which(one) is None]
        assert not missing, f"{', '.join(missing)} not found; apt-get install iproute2 util-linux"
        assert os.geteuid() == 0, "namespaces of the kernel are made by root; run the tests as root"
        self.address = address
        self.disk = disk
        self.home = home
        self._init: asyncio.subprocess.Process | None = None
        self._pid = 0

    @property
    def home_on_disk(self) -> Path:
        """Where others than its own processes find its home."""
        return self.disk / "home"

    async def switch_on(self, *others: Machine) -> None:
        """Begin, with a cable to each of the others."""
        for path in (self.home_on_disk, self.disk / "ray", self.home, RAY_FILES):
            path.mkdir(parents=True, exist_ok=True)
        self._init = await asyncio.create_subprocess_exec(
            *("unshare", "--net", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child"),
            *("sh", "-c", "echo; exec cat"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._init.stdout is not None
        await self._init.stdout.readline()
        children = Path(f"/proc/{self._init.pid}/task/{self._init.pid}/children")
        self._pid = int(children.read_text())
        await self.run(f"mount --bind {self.disk}/home {self.home}")
        await self.run(f"mount --bind {self.disk}/ray {RAY_FILES}")
        await self.run("mount -t tmpfs tmpfs /dev/shm")
        await self.run(f"ip link set lo up; ip address add {self.address}/32 dev lo")
        for other in others:
            await self._join(other)

    async def switch_off(self) -> None:
        """As if its plug was pulled: every process ends at once, and its cables are gone."""
        if self._init is not None:
            os.kill(self._pid, 9)
            await self._init.wait()
            self._init = None

    async def run(self, command: str, **environment: str) -> str:
        """Run a shell command to its end; what it printed.

        Raises:
            AssertionError: it failed.
        """
        process = await self.begin("bash", "-c", command, **environment)
        assert process.stdin is not None
        process.stdin.close()
        said, errors = await process.communicate()
        assert process.returncode == 0, f"{command}: {said.decode()[-2000:]} {errors.decode()[-2000:]}"
        return said.decode()

    async def begin(self, *command: str, **environment: str) -> asyncio.subprocess.Process:
        """Start a program there."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return await asyncio.create_subprocess_exec(
            *("nsenter", "-t", str(self._pid), "--net", "--mount", "--pid", "--", *command),
            cwd=ROOT,
            env={**kept, "HOME": str(self.home), "PYTHONPATH": str(ROOT), **environment},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE if command[0] == "bash" else None,
        )

    def install(self, environment: str) -> None:
        """Put the commands where ``ray-configs/cluster.yaml`` installs them: in ``environment`` of its home."""
        commands = self.home_on_disk / environment / "bin"
        commands.mkdir(parents=True)
        for name in ("lianjie", "ray"):
            (commands / name).symlink_to(Path(sys.executable).with_name(name))

    async def _join(self, other: Machine) -> None:
        here, there = f"to-{other.address}", f"to-{self.address}"
        for one, cable in (
            (self, here),
            (other, there),
        ):  # the kernel clears away what a dead machine left when it likes
            await one.run(f"ip link delete {cable} 2>/dev/null || true")
        subprocess.run(
            f"ip link add {here} netns {self._pid} type veth peer name {there} netns {other._pid}",
            shell=True,
            check=True,
        )
        for one, peer, cable in ((self, other, here), (other, self, there)):
            await one.run(
                f"ip link set {cable} up && ip route add {peer.address}/32 dev {cable} src {one.address}"
                f" && ip route append default dev {cable} src {one.address}"
            )
