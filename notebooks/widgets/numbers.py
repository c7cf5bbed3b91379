"""Numbers of panels: typed with separators, and large amounts as each language counts them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_GROUPED: Final = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
#: Units of large amounts, largest first: what one is, and how it is written behind the number.
_UNITS: Final[dict[str, tuple[tuple[Decimal, str], ...]]] = {
    "en": ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m")),
    "zh": ((Decimal(10) ** 8, "亿元"), (Decimal(10) ** 4, "万元")),
}


def plain(typed: str) -> str:
    """What was typed, without the separators of thousands; anything else stays as it is, for the ledger to refuse."""
    text = typed.strip()
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def glance(yuan: int | Decimal, language: str) -> str:
    """An amount to be taken in at a glance, two decimals at most: ¥30bn, ¥99.58m; 300亿元, 9,958.29万元."""
    mark = "¥" if language == "en" else ""
    amount = Decimal(yuan)
    for size, unit in _UNITS[language]:
        if abs(amount) >= size:
            return f"{mark}{_short(amount / size)}{unit}"
    return f"{mark}{_short(amount)}" + ("" if language == "en" else "元")


def _short(value: Decimal) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
