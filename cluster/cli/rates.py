"""How fast a market goes: rates between two looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cluster.cli.standing import Standing, front_node
from cluster.hosts.health import Health


@dataclass(frozen=True, slots=True)
class Rates:
    """Between two looks, a second. ``cpu_percent`` (100: one core) and ``messages`` by party; ``commits`` and
    ``settled`` trades of the node that is furthest. A process that was not there at the first look has none."""

    cpu_percent: dict[str, float] = field(default_factory=dict)
    messages: dict[str, float] = field(default_factory=dict)
    commits: float | None = None
    settled: float | None = None

    @classmethod
    def between(cls, before: Sequence[Standing], after: Sequence[Standing]) -> Rates:
        """The rates from one look to a later one."""
        was = {one.party: one for one in before}
        pairs = [(was[one.party], one) for one in after if one.party in was]
        cpu: dict[str, float] = {}
        messages: dict[str, float] = {}
        for old, new in pairs:
            seconds = _seconds(old.health, new.health)
            if seconds is None or old.health is None or new.health is None:
                continue
            cpu[new.party] = 100 * (new.health.cpu_s - old.health.cpu_s) / seconds
            messages[new.party] = (new.health.delivered - old.health.delivered) / seconds
        return cls(cpu, messages, *_of_front(pairs))


def _of_front(pairs: Sequence[tuple[Standing, Standing]]) -> tuple[float | None, float | None]:
    """Commits and settled trades a second, at the node that is furthest of those that lived through both looks."""
    lived = {
        new.party: (old, new)
        for old, new in pairs
        if old.node is not None and new.node is not None and _seconds(old.health, new.health) is not None
    }
    furthest = front_node([new for _, new in lived.values()])
    if furthest is None:
        return None, None
    old, new = lived[furthest.party]
    seconds = _seconds(old.health, new.health)
    assert seconds is not None and old.node is not None and new.node is not None
    return (new.node.final - old.node.final) / seconds, (new.node.settled - old.node.settled) / seconds


def _seconds(old: Health | None, new: Health | None) -> float | None:
    """Seconds between two looks at one process; None when it is another, or none, or no time went by."""
    if old is None or new is None or (old.pid, old.since_ms) != (new.pid, new.since_ms):
        return None
    return (new.at_ms - old.at_ms) / 1_000 if new.at_ms > old.at_ms else None
