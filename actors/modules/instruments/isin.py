"""International securities identification numbers (ISO 6166): form and check digit.

Written here because every node must judge alike for ever: a library's list of countries changes with its version.
"""

from __future__ import annotations

import re
from typing import Final

_FORM: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{9}[0-9]", re.ASCII)


def check_digit(body: str) -> str:
    """The check digit of the eleven characters before it: letters count as two digits, then Luhn (modulus 10)."""
    digits = "".join(str(int(character, 36)) for character in body)
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 - at % 2)
        total += value // 10 + value % 10
    return str(-total % 10)


def is_isin(text: str) -> bool:
    """Whether the text is an ISIN with the right check digit."""
    return _FORM.fullmatch(text) is not None and check_digit(text[:-1]) == text[-1]
