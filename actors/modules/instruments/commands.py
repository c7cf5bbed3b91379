"""Commands about the terms of bonds. Light: a receipt is read with these alone."""

from __future__ import annotations

from enum import IntEnum

from actors.base.canonical import Canonical


class BondClass(IntEnum):
    """Classes of bonds that the paper lists."""

    TREASURY = 1
    LOCAL_GOVERNMENT = 2
    SPECIAL_PURPOSE = 3
    POLICY_BANK = 4
    ENTERPRISE = 5
    MEDIUM_TERM_NOTE = 6
    COMMERCIAL_PAPER = 7
    CORPORATE = 8


class CouponType(IntEnum):
    """How a bond pays interest: by fixed coupons, floating ones, at a discount, or in one sum at maturity."""

    FIXED = 1
    FLOATING = 2
    DISCOUNT = 3
    SIMPLE = 4


class MarketCode(Canonical):
    """The code by which the market of a venue (its institution number) calls a bond."""

    venue: int
    code: str


class RegisterTerms(Canonical, tag=40):
    """Register the terms of a bond that the sender is the issuer depository (root) of.

    ``coupon_micro``: millionths of face a year (2.19 % is 21,900; of a floater, the rate of the running period);
    ``frequency``: coupons a year, 0 for discount and simple bonds; ``issue_price``: of a discount bond, in
    ten-thousandths of a yuan per 100, otherwise 0; ``dated``, ``maturity``: YYYYMMDD. The face is the asset's.
    """

    asset: int
    isin: str
    name: str
    issuer: str
    bond_class: int
    coupon_type: int
    coupon_micro: int
    frequency: int
    issue_price: int
    dated: int
    maturity: int
    codes: tuple[MarketCode, ...] = ()


class AddCode(Canonical, tag=41):
    """Give a bond its code in one more market: by its issuer depository, or by that market's venue."""

    asset: int
    venue: int
    code: str


class FixRate(Canonical, tag=42):
    """Set the rate of a floater's running coupon period, in millionths of face a year."""

    asset: int
    coupon_micro: int


Command = RegisterTerms | AddCode | FixRate
