"""One eventful simulated life, as lines, to compare with another."""

from __future__ import annotations

from cluster.hosts.simulated.network import NetworkFaults
from cluster.hosts.simulated.world import World
from tests.hosts.toys import Pinger

ROUGH = NetworkFaults(loss=0.1, duplicate=0.1, reorder=0.2)


def life(seed: int) -> list[str]:
    """Two parties with wrong clocks on a rough network; one crashes somewhere and comes back."""
    with World(seed, ROUGH) as world:
        world.add("a", lambda: Pinger("b"))
        world.add("b", lambda: Pinger("a", 11))
        world.skew("b", offset_ms=-500, drift_ppm=200)

        async def drive() -> None:
            await world.start("a")
            await world.start("b")
            await world.sleep(100)
            world.crash_somewhere("a", 50)
            await world.until(lambda: not world.running("a"), 1_000)
            await world.restart("a")
            await world.sleep(100)

        world.run(drive())
        assert not world.failures, world.report()
        return world.trace.lines()
