"""How the benchmark's validators are made, wherever they run."""

from __future__ import annotations

from actors.base.canonical import decode
from actors.base.keys import SigningKey
from actors.host import Party
from cluster.bench import talk
from cluster.market.warm import warm


def node(plan: bytes, key: SigningKey) -> Party:
    """Make the validator of a ``talk.Plan``.

    On a machine that never ran one it compiles the kernel first: batches do not live long enough to wait for that.
    """
    one = decode(plan, talk.Plan)
    warm(one.first.signed.roster, only_if_cold=True)
    from actors.parties.node import Node, NodeConfig

    config = NodeConfig(one.name, key, one.first)
    if not one.lies:
        return Node(config)
    from cluster.bench.validators import LyingValidator

    return LyingValidator(config, one.lies, one.seed)
