"""Commands about disclosure. Light: a receipt is read with these alone."""

from __future__ import annotations

from actors.base.canonical import Canonical


class RegisterIssuer(Canonical, tag=220):
    """Register an issuer for disclosure on the instance: by a custodian, a venue or a regulator there.

    ``name``: as the terms of its bonds name it; ``institution``: who signs for it; ``fields``: bit f - 1 for each field
    of the issuer that it owes (``actors.modules.disclosure.fields``).
    """

    instance: int
    number: int
    name: str
    institution: int
    fields: int


class BeginBond(Canonical, tag=221):
    """Begin the disclosure of one of the issuer's bonds: by who signs for the issuer, or who registered it.

    ``fields``: bit f - 1 for each field of the bond that is owed.
    """

    issuer: int
    asset: int
    fields: int


class Disclose(Canonical, tag=222):
    """Disclose one field for one period, or correct what was disclosed for it; by who signs for the issuer.

    ``asset``: 0 for fields of the issuer; ``period``: its last day (YYYYMMDD), of what is told once the bond's dated
    date; ``value``: fen, or hundredths of a percent, None for a document; ``digest``: SHA-256 of the full text, which
    stays off the ledger, or empty.
    """

    issuer: int
    field: int
    asset: int
    period: int
    value: int | None = None
    digest: bytes = b""


class ExtendDue(Canonical, tag=223):
    """Give more time for what is owed next, by a regulator."""

    issuer: int
    field: int
    asset: int
    due: int


class ChangeDiscloser(Canonical, tag=224):
    """Let another institution sign for the issuer: by who registered it, or a regulator."""

    issuer: int
    institution: int


Command = RegisterIssuer | BeginBond | Disclose | ExtendDue | ChangeDiscloser
