"""By what a client is known: a legal entity identifier (ISO 17442) or a unified social credit code (统一社会信用代码,
GB 32100-2015). Form and check digits alone; whether there is such an entity nobody here can say.

Written here because every party must judge alike for ever; ``python-stdnum`` judges the same in the tests.
"""

from __future__ import annotations

import re
from typing import Final

_LEI: Final = re.compile(r"[0-9A-Z]{18}[0-9]{2}", re.ASCII)
_CODE: Final = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}", re.ASCII)
#: Digits of a social credit code in their order; I, O, S, V and Z are none.
_DIGITS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_lei(text: str) -> bool:
    """Whether this is a LEI: 20 characters, the whole as a number leaves 1 when divided by 97 (ISO 7064, mod 97-10)."""
    if _LEI.fullmatch(text) is None:
        return False
    return int("".join(str(int(character, 36)) for character in text)) % 97 == 1


def is_social_credit_code(text: str) -> bool:
    """Whether this is a unified social credit code: 18 characters, the last one checks the others (mod 31)."""
    if _CODE.fullmatch(text) is None:
        return False
    total = sum(_DIGITS.index(character) * pow(3, at, 31) for at, character in enumerate(text[:17]))
    return _DIGITS[-total % 31] == text[17]


def is_identifier(text: str) -> bool:
    """Whether this is either."""
    return is_lei(text) or is_social_credit_code(text)
