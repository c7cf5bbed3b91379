"""What the ledger knows of disclosure: issuers, their bonds, what is owed next, and every version of what was told."""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.ledger.module import Origin


class Issuer(Canonical):
    """One issuer. ``institution`` signs for it; ``registered_by``: who entered it."""

    number: int
    instance: int
    name: str
    institution: int
    fields: int
    registered_by: int
    since: int


class Named(Canonical):
    """Which issuer of an instance has this name."""

    instance: int
    name: str
    issuer: int


class DisclosedBond(Canonical):
    """A bond whose life is disclosed."""

    issuer: int
    asset: int
    fields: int
    since: int


class Owed(Canonical):
    """What is due next of one field: the period from ``start`` to ``end``, by the end of ``due`` (all YYYYMMDD)."""

    issuer: int
    field: int
    asset: int
    start: int
    end: int
    due: int


class DueAt(Canonical):
    """The same by date, for what is not overdue yet."""

    due: int
    issuer: int
    field: int
    asset: int


class Overdue(Canonical):
    """What was due on ``due`` and is still owed."""

    issuer: int
    field: int
    asset: int
    due: int


class Entry(Canonical):
    """One version of what was disclosed. ``date``: business date (or, before the first, date) on which; ``due``: when it was due.

    ``ledger_fen``: what the ledger itself said then, of amounts that it knows, else None; ``agrees``: whether the value
    fits that. ``origin``: the signed record, by which its receipt is found.
    """

    issuer: int
    field: int
    asset: int
    period: int
    version: int
    value: int | None
    digest: bytes
    date: int
    time_ms: int
    due: int
    ledger_fen: int | None
    agrees: bool
    signed_by: int
    origin: Origin

    @property
    def is_late(self) -> bool:
        """Whether it came after it was due; of a correction, whether that did."""
        return self.date > self.due
