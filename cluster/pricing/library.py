"""QuantLib, loaded when something is first priced: importing this room costs nothing and needs no QuantLib."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from cluster.pricing.problems import PricingProblem


@cache
def quantlib() -> Any:
    """The module ``QuantLib``.

    Raises:
        PricingProblem: it is not installed; the text says how to get it.
    """
    try:
        return import_module("QuantLib")
    except ImportError:
        raise PricingProblem(
            "pricing needs QuantLib, which is not installed: pip install 'lianjie[pricing]'"
        ) from None


def ql_date(day: date) -> Any:
    """``day`` as QuantLib writes it."""
    return quantlib().Date(day.day, day.month, day.year)
