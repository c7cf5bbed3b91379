"""What an instance may set about corporate actions."""

from __future__ import annotations

from typing import Final

from actors.ledger.parameter import Parameter

_OWN: Final = "set by the platform; no published rule confirms the default [P]"

RECORD_DAYS: Final = Parameter(
    "record_days",
    1,
    1,
    10,
    "business days",
    "Record date: so many business days before the payment date.",
    "债权登记日：付息（兑付）日前的营业日数。",
    "practice of the depositories: the last business day before payment",
)
GRACE_DAYS: Final = Parameter(
    "grace_days",
    5,
    0,
    90,
    "business days",
    "After the payment date; an event that the issuer has not paid by their end is in default.",
    "付款日后的宽限营业日数；届满未付即为违约。",
    _OWN,
)
STATEMENT_DAYS: Final = Parameter(
    "statement_days",
    30,
    1,
    3_650,
    "calendar days",
    "How long each account's part of a paid event can be read; payments stay in the history for ever.",
    "付款后各账户权益明细可查天数；付款记录永久留存。",
    _OWN,
)
PARAMETERS: Final[tuple[Parameter, ...]] = (RECORD_DAYS, GRACE_DAYS, STATEMENT_DAYS)
