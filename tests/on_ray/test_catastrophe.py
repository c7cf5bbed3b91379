"""P3 on Ray: processes die at random under load, then the whole instance at once, and every receipt is found."""

from __future__ import annotations

import signal
from pathlib import Path
from random import Random

import psutil

from cluster.hosts.on_ray.instance import RayInstance
from cluster.hosts.on_ray.names import INSTANCE_FILE
from tests.market.lives import Doomed

#: Acknowledgements between one death and the next.
ENOUGH = 40
DEATHS = 4
TITLE = "ray::PartyActor"


def instance_of(doomed: Doomed) -> RayInstance:
    """The Ray instance in which the market lives now."""
    found = RayInstance.load(doomed.directory / "market" / INSTANCE_FILE)
    assert found is not None and found.own
    return found


def parties(instance: RayInstance) -> list[psutil.Process]:
    """The processes of its parties, oldest first."""
    found = [one for one in instance.processes() if "".join(one.cmdline()).startswith(TITLE)]
    return sorted(found, key=lambda one: (one.create_time(), one.pid))


def is_raylet(process: psutil.Process) -> bool:
    """Whether it would start others again if it died after them."""
    return process.name() == "raylet"


async def test_every_acknowledged_receipt_is_found_after_actors_and_then_all_of_ray_were_killed(
    tmp_path: Path,
) -> None:
    doomed, chance = Doomed(tmp_path, "tests.on_ray.doomed"), Random(2)
    try:
        await doomed.live(first=True)
        await doomed.listen(ENOUGH)
        first = instance_of(doomed)
        assert len(parties(first)) == 12
        for _ in range(DEATHS):
            chance.choice(parties(first)).kill()
            await doomed.listen(ENOUGH)
        everything = sorted(first.processes(), key=is_raylet, reverse=True)
        for one in everything:
            one.kill()
        doomed.kill()
        await doomed.drain()
        assert await doomed.buried() == -signal.SIGKILL
        assert psutil.wait_procs(everything, timeout=10)[1] == []

        await doomed.live(first=False)
        await doomed.listen(ENOUGH)
        assert doomed.lost == []
        second = instance_of(doomed)
        assert second.directory != first.directory and not Path(first.directory).exists()
    finally:
        if doomed.process is not None and doomed.process.returncode is None:
            doomed.kill()
            await doomed.buried()
        if (instance := RayInstance.load(tmp_path / "market" / INSTANCE_FILE)) is not None:
            instance.stop()
    assert len(doomed.known) >= ENOUGH * (DEATHS + 2)
    assert len({one.commit for one in doomed.known}) > DEATHS
