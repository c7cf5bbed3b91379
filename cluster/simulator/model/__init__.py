"""The reference model of the ledger, and how the real one is compared with it."""

from cluster.simulator.model.compare import compare, holdings_apart, status_name
from cluster.simulator.model.model import Direct, Model, Outcomes
from cluster.simulator.model.rules import Ruling
from cluster.simulator.model.state import Late, Origin

__all__ = [
    "Direct",
    "Late",
    "Model",
    "Origin",
    "Outcomes",
    "Ruling",
    "compare",
    "holdings_apart",
    "status_name",
]
