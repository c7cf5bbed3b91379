"""The way into a machine of :mod:`tests.on_ray.machines` from outside: ssh, with a key and without a password.

The server is Debian's dropbear, which is there without being started for the whole machine.
"""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Final

from tests.on_ray.machines import Machine

_TOOLS: Final = ("dropbear", "dropbearkey", "rsync", "ssh", "ssh-keygen")
PORT: Final = 22


class Entrance:
    """Lets ``user`` into one machine, whose home is the machine's; it is root there, as who makes the machine is."""

    def __init__(self, machine: Machine, user: str) -> None:
        """Closed."""
        missing = [one for one in _TOOLS if shutil.which(one) is None]
        assert not missing, (
            f"{', '.join(missing)} not found; apt-get install dropbear-bin rsync openssh-client"
        )
        self.machine, self.user = machine, user
        self._server: asyncio.subprocess.Process | None = None

    async def open(self, public_key: str) -> None:
        """Let in whoever has the private key, from now until the machine is switched off."""
        await know_users(self.machine, self.user)
        ssh = self.machine.home_on_disk / ".ssh"
        ssh.mkdir(mode=0o700, exist_ok=True)
        (ssh / "authorized_keys").write_text(public_key)
        (self.machine.home_on_disk / ".bashrc").touch()
        key = self.machine.disk / "host_key"
        if not key.exists():
            await self.machine.run(f"dropbearkey -t ed25519 -f {key}")
        self._server = await self.machine.begin(
            *("dropbear", "-F", "-s", "-r", str(key), "-P", str(self.machine.disk / "dropbear.pid")),
            *("-p", f"{self.machine.address}:{PORT}"),
        )


async def know_users(machine: Machine, *users: str) -> None:
    """Have the machine name its home as that of root and of these users, all of them root: ssh asks nobody else."""
    known = machine.disk / "passwd"
    lines = [f"{user}:x:0:0::{machine.home}:/bin/bash\n" for user in ("root", *users)]
    others = [one for one in Path("/etc/passwd").read_text().splitlines(True) if one[:5] != "root:"]
    known.write_text("".join([*lines, *others]))
    await machine.run(f"mount --bind {known} /etc/passwd")


async def new_key(machine: Machine, path: str) -> str:
    """Make a key pair in the home of a machine; the public one."""
    file = machine.home_on_disk / path
    file.parent.mkdir(mode=0o700, exist_ok=True)
    await machine.run(f"ssh-keygen -q -t ed25519 -N '' -f {machine.home}/{path}")
    return file.with_suffix(".pub").read_text()
