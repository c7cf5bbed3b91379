"""Commands about gateways and lines. Light: a receipt is read with these alone.

A **line** is one asset on one account: the claim that its holder accepts from its gateway (trust line, 授信线).
"""

from __future__ import annotations

from actors.base.canonical import Canonical


class FreezeLine(Canonical, tag=160):
    """Freeze one asset on one account (单项冻结), by a regulator, under ``order`` > 0; the line takes credits only."""

    account: int
    asset: int
    order: int


class UnfreezeLine(Canonical, tag=161):
    """Lift the freeze of that order number, by the regulator that ordered it."""

    account: int
    asset: int
    order: int


class FreezeGateway(Canonical, tag=162):
    """Freeze a whole gateway (网关冻结), by a regulator: claims on it move only back to it, until it is lifted.

    Back to it: redeemed, or to an account of class ISSUANCE that it keeps. Credits are taken.
    """

    gateway: int
    order: int


class UnfreezeGateway(Canonical, tag=163):
    """Lift the freeze of that order number, by the regulator that ordered it."""

    gateway: int
    order: int


class RequireAuthorisation(Canonical, tag=164):
    """Say, as a gateway, whether each new line needs the sender's authorisation; lines that exist stay."""

    required: bool


class AuthoriseLine(Canonical, tag=165):
    """Authorise a line at the sender (授权), so that the account may take the asset."""

    account: int
    asset: int


class SetLine(Canonical, tag=166):
    """Say how much of an asset the account accepts from its gateway, at most; 0: nothing more.

    By who may debit the account; of an omnibus account, by the institution that it is kept for.
    """

    account: int
    asset: int
    limit: int


class RecordCourtOrder(Canonical, tag=167):
    """Record a court's order of forced transfer (司法扣划), by a regulator.

    ``order``: its number here, > 0; ``reference``: the court's own; ``document``: hash of its paper, 32 bytes.
    ``quantity`` of ``asset`` in all goes from any of ``accounts`` to ``target``.
    """

    order: int
    reference: str
    document: bytes
    accounts: tuple[int, ...]
    target: int
    asset: int
    quantity: int


class ExecuteCourtOrder(Canonical, tag=168):
    """Execute ``part`` (> 0, each once) of a recorded order on an account that the sender keeps, frozen or not."""

    order: int
    part: int
    account: int
    quantity: int


class EndCourtOrder(Canonical, tag=169):
    """End an order before it is executed wholly (withdrawn by the court), by the regulator that recorded it."""

    order: int
    document: bytes


Command = (
    FreezeLine
    | UnfreezeLine
    | FreezeGateway
    | UnfreezeGateway
    | RequireAuthorisation
    | AuthoriseLine
    | SetLine
    | RecordCourtOrder
    | ExecuteCourtOrder
    | EndCourtOrder
)
