"""The 64-byte record of the bulk lane: layout, kinds, and builders. Specification: docs/spec/records.md."""

from __future__ import annotations

from enum import IntEnum
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: One record: 64 bytes, little-endian, no padding.
RECORD: Final = np.dtype(
    [
        ("kind", "u1"),
        ("flags", "u1"),
        ("counterparty", "<u2"),
        ("expiry_s", "<u4"),
        ("reference", "<u8"),
        ("account", "<u8"),
        ("contra", "<u8"),
        ("quantity", "<i8"),
        ("amount", "<i8"),
        ("asset", "<u4"),
        ("cash", "<u4"),
        ("extra", "<u8"),
    ]
)
assert RECORD.itemsize == 64

#: Every quantity, amount, position, issued total and limit is below this.
UNITS_MAX: Final = 2**62
GATEWAY_SHIFT: Final = 48
LINKED: Final = 1

Records = NDArray[np.void]


class Kind(IntEnum):
    """What a record asks for."""

    OPEN = 1
    GRANT = 2
    REVOKE = 3
    FREEZE = 4
    UNFREEZE = 5
    LIMIT = 6
    ISSUE = 7
    REDEEM = 8
    DELIVER = 10
    RECEIVE = 11
    CANCEL = 12
    TRANSFER = 13
    PAYMENT = 14
    CUSTODY_TRANSFER = 15
    EARMARK = 20
    SETTLE = 21
    RELEASE = 22


class Class(IntEnum):
    """What an account is for: a client's own, a lower gateway's omnibus (名义持有人), issuance, settlement; collateral
    that modules alone move; the clients of a nominee that is no gateway here. CLOSED: what an account ends as."""

    OWN = 1
    OMNIBUS = 2
    ISSUANCE = 3
    SETTLEMENT = 4
    COLLATERAL = 5
    NOMINEE = 6
    CLOSED = 7


def account_number(gateway: int, number: int) -> int:
    """``gateway << 48 | number``: the account's full number.

    Raises:
        ValueError: the gateway is not 1 to 65535 or the number not 1 to 2^48 - 1.
    """
    if not 1 <= gateway < 1 << 16:
        raise ValueError(f"gateway {gateway}: institution indices go from 1 to 65535")
    if not 1 <= number < 1 << GATEWAY_SHIFT:
        raise ValueError(f"account number {number}: give 1 to 2^48 - 1 within the gateway")
    return gateway << GATEWAY_SHIFT | number


def gateway_of(account: int) -> int:
    """Index of the institution that keeps this account."""
    return account >> GATEWAY_SHIFT


def record(kind: int, *, linked: bool = False, **fields: int) -> Records:
    """One record (shape ``(1,)``) with the named fields set and all others zero.

    Raises:
        ValueError: a value does not fit into its field.
    """
    one = np.zeros(1, RECORD)
    one["kind"] = kind
    one["flags"] = LINKED if linked else 0
    for name, value in fields.items():
        try:
            one[name] = value
        except OverflowError:
            raise ValueError(
                f"{name} {value} does not fit into {RECORD[name]}; see the record layout"
            ) from None
    return one


def payload(*records: Records) -> bytes:
    """The records one after another, as a batch carries them."""
    return b"".join(one.tobytes() for one in records)


def linked(*records: Records) -> Records:
    """The records as one group that stands or falls together."""
    group: Records = np.concatenate(records)
    group["flags"][:-1] = LINKED
    group["flags"][-1] = 0
    return group


def open_account(account: int, owner: int, class_: Class = Class.OWN, cash_account: int = 0) -> Records:
    """Open an account; ``cash_account`` is where its coupons are paid (0: none yet)."""
    return record(Kind.OPEN, account=account, reference=owner, asset=class_, contra=cash_account)


def open_omnibus(account: int, lower: int, owner: int = 0, cash_account: int = 0) -> Records:
    """Open the omnibus account of gateway ``lower`` (nominee or reserve account)."""
    return record(
        Kind.OPEN,
        account=account,
        counterparty=lower,
        reference=owner,
        asset=Class.OMNIBUS,
        contra=cash_account,
    )


def grant(account: int, institution: int) -> Records:
    """Let ``institution`` debit ``account``."""
    return record(Kind.GRANT, account=account, counterparty=institution)


def revoke(account: int, institution: int) -> Records:
    """End the mandate of ``institution`` on ``account``."""
    return record(Kind.REVOKE, account=account, counterparty=institution)


def freeze(account: int, order: int) -> Records:
    """Freeze ``account`` by order number ``order`` of a regulator or court."""
    return record(Kind.FREEZE, account=account, reference=order)


def unfreeze(account: int, order: int) -> Records:
    """Lift the freeze of that order number."""
    return record(Kind.UNFREEZE, account=account, reference=order)


def limit(account: int, asset: int, quantity: int) -> Records:
    """Set the largest position of ``asset`` that ``account`` takes (its trust line)."""
    return record(Kind.LIMIT, account=account, asset=asset, quantity=quantity)


def issue(account: int, asset: int, quantity: int) -> Records:
    """Issue ``quantity`` of ``asset`` into ``account``."""
    return record(Kind.ISSUE, account=account, asset=asset, quantity=quantity)


def redeem(account: int, asset: int, quantity: int) -> Records:
    """Redeem ``quantity`` of ``asset`` out of ``account``."""
    return record(Kind.REDEEM, account=account, asset=asset, quantity=quantity)


def half(
    kind: Kind,
    *,
    reference: int,
    counterparty: int,
    account: int,
    contra: int,
    asset: int,
    quantity: int,
    cash: int,
    amount: int,
    expiry_s: int = 0,
) -> Records:
    """One half of a delivery versus payment: ``account`` is for the security, ``contra`` for the money."""
    return record(
        kind,
        reference=reference,
        counterparty=counterparty,
        account=account,
        contra=contra,
        asset=asset,
        quantity=quantity,
        cash=cash,
        amount=amount,
        expiry_s=expiry_s,
    )


#: The seller's half: deliver from ``account``, be paid ``amount`` fen of ``cash`` to ``contra``.
deliver = partial(half, Kind.DELIVER)
#: The buyer's half: receive into ``account``, pay ``amount`` fen of ``cash`` from ``contra``.
receive = partial(half, Kind.RECEIVE)


def cancel(reference: int, counterparty: int) -> Records:
    """Withdraw a half that waits."""
    return record(Kind.CANCEL, reference=reference, counterparty=counterparty)


def transfer(account: int, contra: int, asset: int, quantity: int) -> Records:
    """Move a security free of payment."""
    return record(Kind.TRANSFER, account=account, contra=contra, asset=asset, quantity=quantity)


def payment(account: int, contra: int, asset: int, quantity: int) -> Records:
    """Pay ``quantity`` fen of money ``asset``."""
    return record(Kind.PAYMENT, account=account, contra=contra, asset=asset, quantity=quantity)


def custody_transfer(account: int, contra: int, asset: int, quantity: int) -> Records:
    """转托管: move a security between accounts of one owner at two gateways."""
    return record(Kind.CUSTODY_TRANSFER, account=account, contra=contra, asset=asset, quantity=quantity)


def earmark(
    account: int, contra: int, asset: int, quantity: int, reference: int, expiry_s: int = 0
) -> Records:
    """Set ``quantity`` aside for a later move to ``contra``."""
    return record(
        Kind.EARMARK,
        account=account,
        contra=contra,
        asset=asset,
        quantity=quantity,
        reference=reference,
        expiry_s=expiry_s,
    )


def settle(reference: int, quantity: int = 0) -> Records:
    """Complete an earmarked move, wholly (0) or in part; the rest returns."""
    return record(Kind.SETTLE, reference=reference, quantity=quantity)


def release(reference: int) -> Records:
    """Give an earmark back."""
    return record(Kind.RELEASE, reference=reference)
