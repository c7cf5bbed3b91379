"""What passed between a wire and one peer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class PeerTraffic:
    """Counters of one peer since the wire was made, both streams together.

    Bytes are those of messages, requests and answers. ``state`` is that of the stream for small messages.
    """

    messages_out: int = 0
    bytes_out: int = 0
    messages_in: int = 0
    bytes_in: int = 0
    #: Not sent: a queue was full, or no connection came about in time.
    dropped: int = 0
    #: Connections made after the first.
    reconnects: int = 0
    #: Connections that failed, and refusals by either side.
    failures: int = 0
    #: ``idle``, ``connecting``, ``open`` or ``waiting`` (for the next attempt).
    state: str = "idle"
    #: Why the last connection failed or ended; empty: nothing is wrong.
    problem: str = ""
