"""Bounds of one wire."""

from __future__ import annotations

from dataclasses import dataclass

from cluster.wire.frame import FIXED_BODIES_MAX, Kind, Stream


@dataclass(frozen=True, slots=True)
class WireLimits:
    """Bounds of one wire. Bytes are those of messages, without frames and TLS."""

    #: A longer message is neither sent nor received.
    message_bytes_max: int = 64 * 1024 * 1024
    #: A longer message goes over the bulk stream.
    small_bytes_max: int = 64 * 1024
    #: Messages that wait for one peer on one stream, and their bytes; more are dropped and counted.
    queue_messages_max: int = 16_384
    small_queue_bytes_max: int = 16 * 1024 * 1024
    bulk_queue_bytes_max: int = 128 * 1024 * 1024
    #: What waited longer than this for a connection is dropped when one is tried.
    queue_ms_max: int = 10_000
    #: Bytes encrypted at a time; bytes of one stream before others have their turn.
    burst_bytes: int = 64 * 1024
    turn_bytes: int = 256 * 1024
    #: Encrypted bytes that wait for the peer to read, before the queue must wait.
    unread_bytes_max: int = 256 * 1024
    #: Requests of one peer that are answered at a time; it hears that we are busy beyond.
    answers_max: int = 256
    #: How long a peer that we are too busy for is told to wait.
    busy_ms: int = 50
    #: Requests of ours to one peer that wait for an answer.
    requests_max: int = 4_096
    #: Connections that have not said who they are; more are closed at once.
    strangers_max: int = 64
    #: Time to find an address and connect; time to shake hands and greet.
    dial_ms_max: int = 3_000
    greeting_ms_max: int = 5_000
    #: Waiting before the next attempt: doubled from the first to the last.
    backoff_ms_min: int = 10
    backoff_ms_max: int = 2_000
    #: A connection that lasted this long makes the next attempt immediate again.
    settled_ms: int = 1_000
    #: A peer not heard for this long is asked for a sign of life, and given up after as long again.
    ping_ms: int = 20_000

    def body_bytes_max(self, kind: Kind, stream: Stream) -> int:
        """Longest body of a frame of this kind on this stream."""
        fixed = FIXED_BODIES_MAX.get(kind)
        if fixed is not None:
            return fixed
        return self.small_bytes_max if stream is Stream.SMALL else self.message_bytes_max

    def queue_bytes_max(self, stream: Stream) -> int:
        """Bytes that may wait for one peer on this stream."""
        return self.small_queue_bytes_max if stream is Stream.SMALL else self.bulk_queue_bytes_max
