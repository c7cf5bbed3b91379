"""Typed commands of the business lane. A payload is the canonical encoding of the tuple of commands."""

from __future__ import annotations

from actors.base.canonical import Canonical, decode, encode
from actors.base.roster import SignedRoster


class RegisterAsset(Canonical, tag=1):
    """Register an asset; the sender becomes its root. ``kind``: 1 security, 2 money.

    ``asset``: its number, 1 to 65535, not used before; ``code``: 1 to 32 bytes, unique in the market;
    ``face_fen``: face per unit in fen (1 for money).
    """

    asset: int
    code: str
    kind: int
    face_fen: int
    listed: bool = False


class ListAsset(Canonical, tag=2):
    """List a security: halves may trade it from now on (上市)."""

    asset: int


class MergeAsset(Canonical, tag=3):
    """Merge a tranche into its parent: every position of ``tranche`` becomes one of ``parent`` (续发行并券)."""

    tranche: int
    parent: int


class OpenDate(Canonical, tag=4):
    """Open a business date, YYYYMMDD."""

    date: int


class CloseDate(Canonical, tag=5):
    """Close the open business date; entitlements with this record date are fixed (日终)."""

    date: int


class DeclareCoupon(Canonical, tag=6):
    """Declare a coupon of ``numerator / denominator`` fen per unit, paid in ``cash`` from ``paying_account``."""

    asset: int
    record_date: int
    payment_date: int
    numerator: int
    denominator: int
    cash: int
    paying_account: int


class PayCoupon(Canonical, tag=7):
    """Pay what the sender owes of a coupon: the root its direct holders and nominees, a nominee its own."""

    asset: int
    record_date: int


class LinkCash(Canonical, tag=8):
    """Name the account that receives the cash of ``account`` (coupons, redemptions)."""

    account: int
    cash_account: int


class ChangeRoster(Canonical, tag=9):
    """Carry the next epoch's roster, signed by the governors of the one in force."""

    signed: SignedRoster


Command = (
    RegisterAsset
    | ListAsset
    | MergeAsset
    | OpenDate
    | CloseDate
    | DeclareCoupon
    | PayCoupon
    | LinkCash
    | ChangeRoster
)


def payload(*commands: Canonical) -> bytes:
    """The payload of a batch of these commands."""
    return encode(commands)


def read(data: bytes, known: object = Command) -> tuple[Canonical, ...]:
    """The commands of a payload, of the kinds ``known`` (a union; modules add theirs to the ledger's own).

    Raises:
        MalformedBytes: not the canonical bytes of a tuple of commands.
    """
    return decode(data, tuple[known, ...])  # type: ignore[valid-type]


def read_one(data: bytes, known: object = Command) -> Canonical:
    """One command of a payload, as a receipt shows it.

    Raises:
        MalformedBytes: not the canonical bytes of a command.
    """
    return decode(data, known)  # type: ignore[arg-type]
