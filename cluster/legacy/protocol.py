"""The adapter protocol: what a back end that stays must offer, so that the market can work with it.

An adapter is a small class between this and the back end's own files, queues or calls; guide: docs/guide/legacy.md.
"""

from __future__ import annotations

from typing import Final, Protocol, runtime_checkable

from cluster.legacy.messages import Answer, Description, Entry, Message, Statement

#: Version of this protocol and of the messages. An adapter of another one is refused by :func:`check`.
VERSION: Final = 1


class LegacyProblem(ValueError):
    """A back end, its map or its file that cannot be used; the text lists every reason, with what to do."""


class NotReady(Exception):
    """The back end has not closed its day yet (a late file); ask again."""


@runtime_checkable
class Backend(Protocol):
    """One back end. Every method may be called again with the same arguments: nothing happens twice."""

    async def describe(self) -> Description:
        """What it is, and the version of the protocol that it speaks."""

    async def submit(self, message: Message) -> Answer:
        """Hand over one instruction; the same ``reference`` again gives the same answer and does nothing."""

    async def entries(self, date: int, after: int = 0) -> tuple[Entry, ...]:
        """What was booked on the business date (YYYYMMDD), with numbers above ``after``, ascending."""

    async def statement(self, date: int, code: str) -> Statement:
        """Its register of one code (or of money) at the end of the date.

        Raises:
            NotReady: its day is not closed. LegacyProblem: it keeps no such code.
        """


async def check(backend: Backend) -> Description:
    """What the back end is.

    Raises:
        LegacyProblem: it speaks another version.
    """
    told = await backend.describe()
    if told.version != VERSION:
        raise LegacyProblem(
            f"{told.name} speaks version {told.version} of the adapter protocol, not {VERSION}; bring its adapter up to date"
        )
    return told
