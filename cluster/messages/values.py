"""How the ledger's integers look in a message: exact decimals, ISO dates, accounts and references as text."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Final

from xsdata.models.datatype import XmlDate, XmlDateTime

_ACCOUNT: Final = re.compile(r"([1-9]\d{0,4})/([1-9]\d{0,14})")
_GATEWAY_SHIFT: Final = 48
_NUMBER_MAX: Final = 1 << _GATEWAY_SHIFT
_REFERENCE_MAX: Final = 1 << 64


def yuan(fen: int) -> Decimal:
    """Fen as yuan, with two decimals."""
    return Decimal(fen).scaleb(-2)


def fen(amount: Decimal) -> int | None:
    """Yuan as fen, or None: more than two decimals."""
    found = amount.scaleb(2)
    return int(found) if found == found.to_integral_value() else None


def account_text(account: int) -> str:
    """A safekeeping or cash account: ``gateway/number``."""
    return f"{account >> _GATEWAY_SHIFT}/{account & _NUMBER_MAX - 1}"


def read_account(text: str) -> int | None:
    """The ledger's number of an account, or None: not written as :func:`account_text` does."""
    match = _ACCOUNT.fullmatch(text)
    if match is None:
        return None
    gateway, number = int(match[1]), int(match[2])
    return gateway << _GATEWAY_SHIFT | number if gateway < 1 << 16 and number < _NUMBER_MAX else None


def reference_of(text: str) -> int:
    """The ledger's reference for a common identification: its number if it is one that fits, else a digest of the
    text, the same for both parties."""
    if text.isascii() and text.isdigit() and not text.startswith("0") and int(text) < _REFERENCE_MAX:
        return int(text)
    return int.from_bytes(sha256(b"lianjie reference " + text.encode()).digest()[:8], "big") or 1


def xml_date(number: int) -> XmlDate:
    """YYYYMMDD as a date."""
    return XmlDate(number // 10_000, number // 100 % 100, number % 100)


def date_number(value: XmlDate | XmlDateTime) -> int:
    """A date as YYYYMMDD."""
    return value.year * 10_000 + value.month * 100 + value.day


def xml_time(time_ms: int) -> XmlDateTime:
    """A Unix time in milliseconds, as UTC."""
    return XmlDateTime.from_datetime(datetime.fromtimestamp(time_ms // 1_000, UTC)).replace(
        fractional_second=time_ms % 1_000 * 1_000_000
    )


def time_ms_of(value: XmlDateTime) -> int:
    """A date and time as Unix milliseconds; without an offset it is UTC."""
    moment = value.to_datetime()
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1_000 + since.microseconds // 1_000


def date_of_ms(time_ms: int) -> int:
    """The day of a Unix time in China (UTC+8), as YYYYMMDD."""
    day = date.fromordinal(719_163 + (time_ms // 1_000 + 8 * 3_600) // 86_400)
    return day.year * 10_000 + day.month * 100 + day.day
