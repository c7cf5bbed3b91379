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


async def let_in(machine: Machine, user: str, public_key: str) -> asyncio.subprocess.Process:
    """Let whoever has the private key in as ``user`` until the machine is switched off; the server's process."""
    missing = [one for one in _TOOLS if shutil.which(one) is None]
    assert not missing, f"{', '.join(missing)} not found; apt-get install dropbear-bin rsync openssh-client"
    await know_users(machine, user)
    known = machine.home_on_disk / ".ssh"
    known.mkdir(mode=0o700)
    (known / "authorized_keys").write_text(public_key)
    key, running = machine.disk / "host_key", machine.disk / "dropbear.pid"
    await machine.run(f"dropbearkey -t ed25519 -f {key}")
    place = f"{machine.address}:{PORT}"
    return await machine.begin("dropbear", "-F", "-s", "-r", str(key), "-P", str(running), "-p", place)


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
