"""Bonds whose terms are registered on the ledger, as pricing sees them."""

from __future__ import annotations

from decimal import Decimal

from actors.modules.instruments.commands import BondClass, CouponType
from actors.modules.instruments.state import Instrument
from actors.modules.price import PRICE_SCALE
from cluster.pricing.bond import Bond, Kind
from cluster.pricing.reading import Number, read_day, read_rate

_KINDS = {
    CouponType.FIXED: Kind.FIXED,
    CouponType.FLOATING: Kind.FLOATING,
    CouponType.DISCOUNT: Kind.DISCOUNT,
    CouponType.SIMPLE: Kind.AT_MATURITY,
}


def registered_bond(
    instrument: Instrument, code: str = "", margin_pct: Number = 0, index_pct: Number | None = None
) -> Bond:
    """The bond with these terms.

    ``code``: by which the caller knows it, by default its ISIN. Of a floating bond the ledger knows the rate of the
    running period alone: ``margin_pct`` is the part of it above the index, ``index_pct`` the index as it stands now, by
    default the rest. Classes are named as in ``BondClass``, like "policy bank".

    Raises:
        PricingProblem: terms of no bond.
    """
    kind, margin = _KINDS[CouponType(instrument.coupon_type)], read_rate(margin_pct, "margin over the index")
    fixed = instrument.coupon_micro - margin
    index = fixed if index_pct is None else read_rate(index_pct, "index")
    floats = kind is Kind.FLOATING
    return Bond(
        code or instrument.isin,
        kind,
        read_day(instrument.dated),
        read_day(instrument.maturity),
        instrument.coupon_micro,
        instrument.frequency or 1,
        Decimal(instrument.issue_price) / PRICE_SCALE if kind is Kind.DISCOUNT else Decimal(100),
        index if floats else 0,
        margin if floats else 0,
        BondClass(instrument.bond_class).name.lower().replace("_", " "),
    )
