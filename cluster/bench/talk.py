"""What the command says to the parties of a benchmark, wherever they run, and what they answer: canonical bytes."""

from __future__ import annotations

from typing import Final

import numpy as np

from actors.base.canonical import Canonical, decode
from actors.base.chain import RosterLink

#: One pair of batches as one custodian saw it. Times: microseconds since the Unix epoch, 0: not yet. ``due_us``:
#: when its first trade was to be sent; ``accepted_us``: signed and durable here; ``completed_us``: a quorum
#: verified here for the final status of every half; ``settled``: halves that settled.
PAIR: Final = np.dtype(
    [
        ("pair", "<i8"),
        ("count", "<i8"),
        ("due_us", "<i8"),
        ("accepted_us", "<i8"),
        ("completed_us", "<i8"),
        ("settled", "<i8"),
    ]
)


class Plan(Canonical):
    """How a party of the benchmark is made. ``first``: the market's first roster, signed; ``node``: the validator
    that an institution turns to first; ``lies``: how a validator lies, by the simulator's names."""

    name: str
    first: RosterLink
    seed: int
    accounts: int
    node: str = ""
    lies: tuple[str, ...] = ()


# asked of a driver ------------------------------------------------------------------------------------
class OpenPhase(Canonical, tag=1):
    """Sign and submit your batches of this phase of the opening."""

    phase: int


class Go(Canonical, tag=2):
    """Offer trades: pairs ``first``, ``first`` + 1 … of ``batch`` trades each, of which you sign your halves.

    From ``start_us`` (Unix microseconds) for ``length_us`` (0: no end), at most ``pairs`` (0: no bound), at most
    ``in_flight`` under way. ``offered``: trades a second in open loop; 0: flat out. ``receipts``: a pair is
    complete only when a receipt of its first record was checked.
    """

    first: int
    start_us: int
    length_us: int
    pairs: int
    batch: int
    offered: int
    in_flight: int
    receipts: bool = False


class Halt(Canonical, tag=3):
    """Send nothing more."""


class Level(Canonical, tag=4):
    """The other custodian sent this many pairs: send yours, at once, so that none waits for its counterpart."""

    pairs: int


class GetProgress(Canonical, tag=5):
    """How far are you?"""


class GetReport(Canonical, tag=6):
    """What did you see since the last ``Go``?"""


class GetReceipt(Canonical, tag=7):
    """The receipt of one record of your batch of this pair."""

    pair: int
    record: int


Ask = OpenPhase | Go | Halt | Level | GetProgress | GetReport | GetReceipt


# answers ----------------------------------------------------------------------------------------------
class Begun(Canonical, tag=101):
    """It will be done; ask for progress."""


class Progress(Canonical, tag=102):
    """How far a driver is. ``sending``: it will send more by itself; ``problem``: why it cannot go on, or nothing."""

    sent: int
    under_way: int
    settled: int
    sending: bool
    problem: str


class Seen(Canonical, tag=103):
    """What a driver saw: rows of :data:`PAIR`; (status, count) of halves that ended otherwise than settled; receipts
    that it checked and that held."""

    pairs: bytes
    others: tuple[tuple[int, int], ...]
    receipts: int
    problem: str


class ReceiptFound(Canonical, tag=104):
    """A receipt file."""

    data: bytes


class Unknown(Canonical, tag=105):
    """That cannot be answered, because …"""

    reason: str


Answer = Begun | Progress | Seen | ReceiptFound | Unknown


def read_ask(message: bytes) -> Ask:
    """Decode a request.

    Raises:
        MalformedBytes: it is none.
    """
    return decode(message, Ask)  # type: ignore[arg-type]


def read_answer(message: bytes) -> Answer:
    """Decode an answer.

    Raises:
        MalformedBytes: it is none.
    """
    return decode(message, Answer)  # type: ignore[arg-type]
