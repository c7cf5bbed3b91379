"""What the ledger knows of platform instances."""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical
from actors.modules.instances.commands import Act, Plan


class Standing(IntEnum):
    """How an instance stands."""

    OPEN = 1
    SUSPENDED = 2
    CLOSED = 3


class Instance(Canonical):
    """One platform instance. ``since_ms``: ledger time of its last change."""

    number: int
    plan: Plan
    standing: int
    since_ms: int


class Proposal(Canonical):
    """An act that waits for approvals, or what became of it (``DONE`` is 1, ``REJECTED`` 2; 0 while it waits)."""

    number: int
    act: Act
    proposer: int
    approved: tuple[int, ...]
    ended: int
    time_ms: int


WAITING, CARRIED_OUT, REJECTED = 0, 1, 2
