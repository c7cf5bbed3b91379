"""Clean-price trading, full-price settlement (净价交易, 全价结算). Integers only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from actors.modules.accrued import Convention, accrued
from actors.modules.bond import BondTerms

#: Clean prices per 100 are counted in ten-thousandths of a yuan: 98.50 is 985,000.
PRICE_SCALE = 10_000
#: Full prices per 100 are counted in hundred-millionths of a yuan.
FULL_SCALE = 100_000_000
_PER = 100


class PriceProblem(ValueError):
    """A price or amount that cannot be read; the text says how to write it."""


def read_price(value: int | str | Decimal) -> int:
    """A clean price per 100, as ten-thousandths: ``"98.50"`` gives 985,000.

    Raises:
        PriceProblem: not a positive number of at most four decimals. A float is refused: it is not exact.
    """
    return _scaled(value, PRICE_SCALE, "price", "98.50")


def read_yuan(value: int | str | Decimal) -> int:
    """An amount of money or face in yuan, as fen: ``"99582900.55"`` gives 9,958,290,055."""
    return _scaled(value, 100, "amount", "100000000 or 99582900.55")


def _scaled(value: int | str | Decimal, scale: int, what: str, example: str) -> int:
    if not isinstance(value, int | str | Decimal) or isinstance(value, bool):
        raise PriceProblem(f"the {what} {value!r} is not exact; write it as text or Decimal, like {example}")
    try:
        number = Decimal(str(value).replace(",", "")) * scale
    except InvalidOperation:
        raise PriceProblem(f"the {what} {value!r} is not a number; write it like {example}") from None
    if not number.is_finite() or number != number.to_integral_value():
        raise PriceProblem(f"the {what} {value!r} has too many decimals; write it like {example}")
    return int(number)


def full_price(terms: BondTerms, clean: int, day: date, convention: Convention) -> int:
    """The full (dirty) price per 100 in units of 10⁻⁸ yuan; ``clean`` in ten-thousandths."""
    return clean * (FULL_SCALE // PRICE_SCALE) + accrued(terms, day, convention)


def amount_fen(terms: BondTerms, quantity: int, full: int) -> int:
    """Cash for ``quantity`` units at full price ``full`` (10⁻⁸ yuan per 100), in fen, rounded half up."""
    numerator, denominator = quantity * terms.face_fen * full, _PER * FULL_SCALE
    return (2 * numerator + denominator) // (2 * denominator)


def settlement_amount(terms: BondTerms, quantity: int, clean: int, day: date, convention: Convention) -> int:
    """Cash in fen that settles ``quantity`` units at clean price ``clean`` on ``day``."""
    return amount_fen(terms, quantity, full_price(terms, clean, day, convention))


def units_of_face(terms: BondTerms, face_fen: int) -> int:
    """How many units make up a face amount.

    Raises:
        PriceProblem: not a whole number of units.
    """
    units, rest = divmod(face_fen, terms.face_fen)
    if rest:
        raise PriceProblem(
            f"a face of {face_fen} fen is not a whole number of units of {terms.face_fen} fen of {terms.code}"
        )
    return units
