"""Commands about risk. Light: a receipt is read with these alone."""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical


class Category(IntEnum):
    """Kinds of investors (投资者适当性): professional institution, unincorporated product, individual."""

    INSTITUTION = 1
    PRODUCT = 2
    INDIVIDUAL = 3


class Scope(IntEnum):
    """What a limit is about: the platform, a member, an owner, an account, two owners, a bond, an owner's holding."""

    PLATFORM = 1
    MEMBER = 2
    OWNER = 3
    ACCOUNT = 4
    #: ``subject`` deals with ``other``, both owners, in this order.
    COUNTERPARTY = 5
    ASSET = 6
    #: Of the owner ``subject`` in the bond ``other``.
    HOLDING = 7


class Measure(IntEnum):
    """What a limit bounds: one order, bought plus sold today, their difference (all fen); units held and to come."""

    ORDER = 1
    GROSS = 2
    NET = 3
    UNITS = 4


class Action(IntEnum):
    """How a warning was handled: talked to, inspected, position reduced, collateral raised, measure taken, nothing."""

    TALKED = 1
    INSPECTED = 2
    REDUCED = 3
    SECURED = 4
    RESTRICTED = 5
    NONE_NEEDED = 6


class Verdict(IntEnum):
    """How the handling is judged: it helped and the warning ends, or it did not and the warning stands again."""

    EFFECTIVE = 1
    INEFFECTIVE = 2


class SetCategory(Canonical, tag=200):
    """Say which kind of investor an owner is; by a custodian that keeps its account, or a venue it is a member of.

    ``category`` 0 takes it back. ``until``: last business date (YYYYMMDD) on which it holds, 0 for always.
    """

    instance: int
    owner: int
    category: int
    until: int = 0


class RestrictBond(Canonical, tag=201):
    """Open a bond on the instance to some categories alone: bit c - 1 for category c; 0 opens it to all."""

    instance: int
    asset: int
    categories: int


class SetLimit(Canonical, tag=202):
    """Set a limit. Everybody's limits hold beside each other, and nobody changes another's."""

    instance: int
    scope: int
    subject: int
    other: int
    measure: int
    value: int


class DropLimit(Canonical, tag=203):
    """Take a limit of one's own away."""

    instance: int
    scope: int
    subject: int
    other: int
    measure: int


class RunSurvey(Canonical, tag=204):
    """Look at the instance now, as is done at the close of every business date."""

    instance: int


class AcknowledgeWarning(Canonical, tag=205):
    """Take a warning over for handling."""

    number: int


class HandleWarning(Canonical, tag=206):
    """Say what was done about a warning. ``note``: SHA-256 of the report, which stays off the ledger; or empty."""

    number: int
    action: int
    note: bytes = b""


class EvaluateWarning(Canonical, tag=207):
    """Judge, as a regulator other than who handled it, whether that helped. ``note``: as in HandleWarning."""

    number: int
    verdict: int
    note: bytes = b""


class HaltTrading(Canonical, tag=208):
    """Halt trading on the instance, of one bond or (0) of all."""

    instance: int
    asset: int = 0


class ResumeTrading(Canonical, tag=209):
    """End a halt."""

    instance: int
    asset: int = 0


class StopBuying(Canonical, tag=210):
    """Let an owner (0: everybody) buy no more of a bond (0: any) or of an issuer's bonds (empty: any)."""

    instance: int
    owner: int
    asset: int = 0
    issuer: str = ""


class AllowBuying(Canonical, tag=211):
    """End such a stop."""

    instance: int
    owner: int
    asset: int = 0
    issuer: str = ""


Command = (
    SetCategory
    | RestrictBond
    | SetLimit
    | DropLimit
    | RunSurvey
    | AcknowledgeWarning
    | HandleWarning
    | EvaluateWarning
    | HaltTrading
    | ResumeTrading
    | StopBuying
    | AllowBuying
)
