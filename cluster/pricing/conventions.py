"""Which rule counts interest, days and yield."""

from __future__ import annotations

from enum import StrEnum

from cluster.pricing.problems import PricingProblem


class Convention(StrEnum):
    """A market's rule for accrued interest and yield; formulas and sources stand in docs/guide/pricing.md."""

    #: People's Bank of China, 2007: ACT/ACT in the coupon period, simple interest in the last one.
    INTERBANK = "interbank"
    #: Exchanges: days ÷ 365 without 29 February, the trade day accrues (a parameter, not confirmed from the rule).
    EXCHANGE = "exchange"
    #: Actual/Actual of ISDA: days of leap years over 366, of other years over 365.
    ISDA = "isda"
    #: Actual/Actual of ICMA: as interbank, but compound to the end.
    ICMA = "icma"


def read_convention(value: Convention | str) -> Convention:
    """The convention of this name.

    Raises:
        PricingProblem: there is none.
    """
    try:
        return Convention(value)
    except ValueError:
        names = ", ".join(Convention)
        raise PricingProblem(f"no convention {value!r}; there are {names}") from None
