"""What actors are called: one fixed namespace, and in it the market before the party; where their cluster is noted."""

from __future__ import annotations

from typing import Final

NAMESPACE: Final = "lianjie"
#: In a market's directory: the Ray cluster that it runs in.
INSTANCE_FILE: Final = "ray.json"


def actor_name(market: bytes, party: str) -> str:
    """Name of a party's actor: the first 8 bytes of its market's id, then its own name."""
    return f"{market[:8].hex()}/{party}"
