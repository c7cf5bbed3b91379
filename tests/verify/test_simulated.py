"""Disks of nodes that lived through crashes, partitions and liars: each holds, and all tell the same state."""

from __future__ import annotations

from pathlib import Path

import pytest

from cluster.simulator import scenario as scenarios
from cluster.simulator.run import Play
from cluster.verify import verify


def copied(play: Play, name: str, target: Path) -> Path:
    """What is durable on a simulated disk, as real files."""
    disk = play.world.disk(name)
    (target / "snapshots").mkdir(parents=True)
    for path, _ in disk.walk():
        file = target / path.strip("/").split("/", 1)[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(disk.contents(path))
    return target


@pytest.mark.parametrize("seed", ["17"])
def test_nodes_that_lived_through_trouble_hold_and_agree(seed: str, tmp_path: Path) -> None:
    play = Play(scenarios.draw(seed))
    play.judge()
    sound = [name for name in play.scenario.honest if name not in play.hurt]
    assert len(sound) >= 2
    reports = [
        verify(copied(play, name, tmp_path / name), market=play.scenario.market.market_id) for name in sound
    ]
    assert [report.first_fault for report in reports] == [None] * len(sound)
    assert all(report.final > 20 and report.count("executed") == report.commits for report in reports)
    newest = max(report.commits for report in reports)
    roots = {report.state_root for report in reports if report.commits == newest}
    assert len(roots) == 1
