"""What ``from lianjie import Market`` costs: no compiler, no pandas, and the kernel's cache is chosen in time."""

from __future__ import annotations

import subprocess
import sys

_HEAVY = "print([name for name in ('numba', 'pandas', 'ray', 'actors.ledger.kernel') if name in sys.modules])"
#: Looks at a validator as ``lianjie status`` and ``lianjie top`` do, in a market that one line stands for.
_LOOK = """
import sys
from types import SimpleNamespace as Some
import cluster.cli.status, cluster.cli.top
from actors.base.canonical import encode
from actors.parties.messages import Facts
from actors.parties.node_status import NodeStatus
from cluster.cli import running
from cluster.cli.standing import standings
from cluster.hosts.health import Health
from cluster.market.market import Market

told = NodeStatus("node-1", 0, 7, 5, 4, 0, b"", 0, 0, (), "", 9)
health = Health("node-1", "running", "", "", 1, "", 0, 0, 0, 0.0, 0, 0, 0, 0, 0)

async def question(topic, node):
    return Facts(encode(told), 4)

class Looked(Market):
    blueprint = Some(nodes=[Some(name="node-1")], institutions=[])
    regulator = Some(line=Some(question=question))
    def __init__(self): pass
    async def health(self): return {"node-1": health}

(one,) = running.run(standings(Looked()))
assert one.node == told
"""


def _heavy_after(code: str) -> str:
    """Which heavy modules a process has imported that ran ``code``."""
    script = f"import sys\n{code}\n{_HEAVY}"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return found.stdout.strip()


def test_market_is_imported_without_the_kernel_and_without_pandas() -> None:
    assert _heavy_after("from lianjie import Market") == "[]"


def test_status_and_top_look_at_validators_without_the_kernel() -> None:
    assert _heavy_after(_LOOK) == "[]"
