"""A validator that lies sends something else than it means; everything else is the real node."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from actors.base import block as blocks
from actors.base.block import Block, BlockBody, Ref
from actors.base.canonical import encode
from actors.base.digest import ZERO
from actors.base.keys import verify
from actors.host import Party
from actors.parties import messages as msg
from actors.parties.node import Node
from cluster.bench import talk
from cluster.bench.hosting import cpu_s, rss_bytes
from cluster.bench.makers import node
from cluster.bench.options import LIES
from cluster.bench.town import make_town
from cluster.bench.validators import LyingHost, LyingValidator
from cluster.hosts.health import Health
from cluster.simulator.byzantine import BEHAVIOURS, Liar

TOWN = make_town(1)


class Recorder:
    """A host that notes what is sent."""

    name = "node-4"
    store = None

    def __init__(self) -> None:
        self.sent: list[tuple[str, bytes]] = []

    def send(self, peer: str, message: bytes) -> None:
        """Note it."""
        self.sent.append((peer, message))


def made(name: str, *lies: str) -> Party:
    """The validator of this name."""
    return node(encode(talk.Plan(name, TOWN.first, 1, 160, lies=lies)), TOWN.keys[name].signing)


def test_a_liar_is_made_only_where_lies_are_asked_for() -> None:
    assert type(made("node-1")) is Node
    assert type(made("node-4", *LIES)) is LyingValidator
    assert set(LIES) <= set(BEHAVIOURS)


def test_a_liar_tells_peers_different_blocks_that_its_key_signed() -> None:
    liar = Liar("node-4", 3, TOWN.keys["node-4"].signing, random.Random(1))
    recorder = Recorder()
    host = LyingHost(recorder, (BEHAVIOURS["equivocate"](liar),))  # type: ignore[arg-type]
    body = BlockBody(TOWN.roster.market_id, 0, 1, 3, (Ref(0, 3, ZERO),), (ZERO,), 1_000)
    message = encode(msg.BlockMessage(blocks.make(liar.key, body).encode()))
    for _ in range(16):
        host.send("node-1", message)
    told = {data for _, data in recorder.sent}
    assert len(recorder.sent) == 16
    assert len(told) > 1
    for data in told:
        read = msg.read_one_way(data)
        assert isinstance(read, msg.BlockMessage)
        block = Block.decode(read.block)
        assert verify(liar.key.public, "block", block.body, block.signature)


def health(machine: str, pid: int, cpu: float, rss: int) -> Health:
    """One party of a process."""
    return Health("", "running", "", machine, pid, "", 0, 0, 0, cpu, rss, 0, 0, 0, 0)


def test_each_process_is_counted_once() -> None:
    seen = [health("here", 1, 5.0, 10), health("here", 1, 5.0, 10), health("there", 1, 0.5, 3)]
    assert cpu_s(seen) == 5.5
    assert rss_bytes(seen) == 13


@pytest.mark.parametrize("module", ["driver", "makers"])
def test_a_driver_needs_no_kernel_and_a_maker_finds_where_it_is_kept_before_it_is_imported(
    module: str,
) -> None:
    code = f"import sys, cluster.bench.{module}; sys.exit('numba' in sys.modules or 'rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
