"""Messages between parties over mutually authenticated streams. Specification: docs/spec/wire.md."""

from cluster.wire.certificate import certificate_of, new_key
from cluster.wire.contract import Receiver, Resolver
from cluster.wire.limits import WireLimits
from cluster.wire.problems import WireProblem
from cluster.wire.traffic import PeerTraffic
from cluster.wire.wire import Wire

__all__ = [
    "PeerTraffic",
    "Receiver",
    "Resolver",
    "Wire",
    "WireLimits",
    "WireProblem",
    "certificate_of",
    "new_key",
]
