"""Frames out of a stream of bytes, each length checked before anything is allocated for it. Pure."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from cluster.wire.frame import HEADER_BYTES, Frame, Header, Stream, unpack
from cluster.wire.limits import WireLimits
from cluster.wire.problems import Refusal

#: One TLS record carries at most this much.
_BUFFER_BYTES: Final = 16 * 1024


class FrameReader:
    """Give it bytes by filling :meth:`space`; :meth:`filled` returns the frames that are complete.

    Small frames are cut out of one buffer. A body that does not fit there is gathered as it comes: memory grows
    with what came, not with what was announced, and nothing is copied at the end.
    """

    def __init__(self, limits: WireLimits, stream: Stream) -> None:
        """At the beginning of a stream."""
        self._limits = limits
        self._stream = stream
        self._buffer = bytearray(_BUFFER_BYTES)
        self._view = memoryview(self._buffer)
        self._begin = 0
        self._end = 0
        self._header: Header | None = None
        self._body = BytesIO()
        self._missing = 0

    def serve(self, stream: Stream) -> None:
        """From now on it is this stream."""
        self._stream = stream

    def space(self) -> memoryview:
        """Where the next bytes belong; never empty. Valid until the next call of :meth:`filled`."""
        if self._header is not None:
            return self._view[: min(self._missing, _BUFFER_BYTES)]
        return self._view[self._end :]

    def filled(self, count: int) -> list[Frame]:
        """The first ``count`` bytes of :meth:`space` are there now.

        Raises:
            Refusal: a frame that may not come; the stream is of no use any more.
        """
        if self._header is not None:
            self._body.write(self._view[:count])
            self._missing -= count
            return [] if self._missing else [self._finish(self._header)]
        self._end += count
        frames: list[Frame] = []
        while self._header is None and (frame := self._next()) is not None:
            frames.append(frame)
        self._make_room()
        return frames

    def _next(self) -> Frame | None:
        """The next frame that lies whole in the buffer, or None; of a long one the body is gathered from here on."""
        have = self._end - self._begin
        if have < HEADER_BYTES:
            return None
        header = unpack(self._buffer, self._begin)
        self._check_length(header)
        if have >= HEADER_BYTES + header.length:
            start = self._begin + HEADER_BYTES
            self._begin = start + header.length
            return Frame(header.kind, header.number, bytes(self._view[start : self._begin]))
        if HEADER_BYTES + header.length > _BUFFER_BYTES:
            self._gather(header)
        return None

    def _check_length(self, header: Header) -> None:
        most = self._limits.body_bytes_max(header.kind, self._stream)
        if header.length > most:
            stream = self._stream.name.lower()
            raise Refusal(
                f"a {header.kind.name} frame of {header.length} bytes on the {stream} stream, "
                f"where at most {most} are allowed; split the message"
            )

    def _gather(self, header: Header) -> None:
        """Begin with the part of the body that is here."""
        start = self._begin + HEADER_BYTES
        self._header = header
        self._body.write(self._view[start : self._end])
        self._missing = header.length - (self._end - start)
        self._begin = self._end = 0

    def _finish(self, header: Header) -> Frame:
        body, self._body = self._body.getvalue(), BytesIO()
        self._header = None
        return Frame(header.kind, header.number, body)

    def _make_room(self) -> None:
        """Move the begun frame to the front, when nothing or little would fit behind it."""
        if self._begin:
            rest = bytes(self._view[self._begin : self._end])
            self._view[: len(rest)] = rest
            self._begin, self._end = 0, len(rest)
