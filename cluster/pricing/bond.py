"""A bond as pricing sees it: fixed, floating, discount, or all interest at maturity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from actors.modules.bond import FREQUENCIES, BondTerms
from actors.modules.dates import number_of
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, Number, read_day, read_rate

_FACE_FEN = 10_000


class Kind(StrEnum):
    """How interest is paid."""

    FIXED = "fixed"
    FLOATING = "floating"
    #: 贴现: sold below face, no coupon.
    DISCOUNT = "discount"
    #: 到期一次还本付息: all interest together with the face.
    AT_MATURITY = "at-maturity"


@dataclass(frozen=True, slots=True)
class Bond:
    """Terms to price by. Make one with :meth:`fixed`, :meth:`floating`, :meth:`discount`, :meth:`at_maturity` or
    :meth:`of`; rates are millionths of face a year."""

    code: str
    kind: Kind
    dated: date
    maturity: date
    #: The rate of the current coupon period.
    rate_micro: int = 0
    #: Coupons a year; 1 where there are none.
    frequency: int = 1
    #: What a discount bond was sold for per 100.
    issue_price: Decimal = Decimal(100)
    #: Of a floating bond: the index as it stands, by which the coupons after the current one are projected.
    index_micro: int = 0
    #: Of a floating bond: what its coupons pay above the index.
    margin_micro: int = 0
    #: Spreads are told by class.
    bond_class: str = "treasury"

    def __post_init__(self) -> None:
        """Check the terms.

        Raises:
            PricingProblem: with every fault.
        """
        faults = _faults(self)
        if faults:
            raise PricingProblem(*faults)

    @classmethod
    def fixed(
        cls,
        code: str,
        coupon_pct: Number,
        dated: Day,
        maturity: Day,
        frequency: int = 1,
        bond_class: str = "treasury",
    ) -> Bond:
        """A bond with a fixed coupon (附息债券).

        Raises:
            PricingProblem: terms of no bond.
        """
        rate = read_rate(coupon_pct, "coupon rate")
        return cls(
            code, Kind.FIXED, read_day(dated), read_day(maturity), rate, frequency, bond_class=bond_class
        )

    @classmethod
    def floating(
        cls,
        code: str,
        margin_pct: Number,
        fixing_pct: Number,
        dated: Day,
        maturity: Day,
        frequency: int = 1,
        index_pct: Number | None = None,
        bond_class: str = "treasury",
    ) -> Bond:
        """A bond whose coupon follows an index (浮动利率债券).

        ``fixing_pct``: the index as fixed for the current coupon period; ``index_pct``: as it stands now, by default
        the same.

        Raises:
            PricingProblem: terms of no bond.
        """
        margin, fixing = read_rate(margin_pct, "margin over the index"), read_rate(fixing_pct, "fixing")
        index = fixing if index_pct is None else read_rate(index_pct, "index")
        return cls(
            code,
            Kind.FLOATING,
            read_day(dated),
            read_day(maturity),
            fixing + margin,
            frequency,
            index_micro=index,
            margin_micro=margin,
            bond_class=bond_class,
        )

    @classmethod
    def discount(
        cls, code: str, issue_price: Number, dated: Day, maturity: Day, bond_class: str = "treasury"
    ) -> Bond:
        """A bill or bond without coupons, sold at ``issue_price`` per 100 (贴现债券).

        Raises:
            PricingProblem: terms of no bond.
        """
        try:
            price = Decimal(str(issue_price))
        except InvalidOperation:
            raise PricingProblem(f"the issue price {issue_price!r} is not a number") from None
        return cls(
            code,
            Kind.DISCOUNT,
            read_day(dated),
            read_day(maturity),
            issue_price=price,
            bond_class=bond_class,
        )

    @classmethod
    def at_maturity(
        cls, code: str, coupon_pct: Number, dated: Day, maturity: Day, bond_class: str = "treasury"
    ) -> Bond:
        """A bond that pays simple interest for its whole life together with the face (到期一次还本付息债券).

        Raises:
            PricingProblem: terms of no bond.
        """
        rate = read_rate(coupon_pct, "coupon rate")
        return cls(code, Kind.AT_MATURITY, read_day(dated), read_day(maturity), rate, bond_class=bond_class)

    @classmethod
    def of(cls, terms: BondTerms, bond_class: str = "treasury") -> Bond:
        """The fixed-coupon bond that is registered with these terms."""
        dated, maturity = read_day(terms.dated), read_day(terms.maturity)
        rate = terms.coupon_micro
        return cls(terms.code, Kind.FIXED, dated, maturity, rate, terms.frequency, bond_class=bond_class)

    @property
    def has_coupons(self) -> bool:
        """Whether it pays interest before maturity."""
        return self.kind in (Kind.FIXED, Kind.FLOATING)

    def terms(self, face_fen: int = _FACE_FEN) -> BondTerms:
        """As the ledger's rules see it, with its current rate; ``face_fen``: face of a unit."""
        dated, maturity = number_of(self.dated), number_of(self.maturity)
        return BondTerms(0, self.code, "", face_fen, self.rate_micro, self.frequency, dated, maturity)


def check_alive(bond: Bond, day: date) -> None:
    """A bond is priced from its dated date to the day before it matures.

    Raises:
        PricingProblem: ``day`` lies outside.
    """
    if day < bond.dated:
        raise PricingProblem(
            f"settlement on {day} is before {bond.code} is dated, {bond.dated}: choose that day or a later one"
        )
    if day >= bond.maturity:
        raise PricingProblem(f"settlement on {day} is not before {bond.code} matures, {bond.maturity}")


def _faults(bond: Bond) -> list[str]:
    faults: list[str] = []
    if bond.dated >= bond.maturity:
        faults.append(f"{bond.code}: it matures {bond.maturity}, not after its dated date {bond.dated}")
    if bond.frequency not in FREQUENCIES:
        faults.append(f"{bond.code}: {bond.frequency} coupons a year; 1, 2 or 4 are known")
    if bond.kind is Kind.DISCOUNT and not 0 < bond.issue_price <= 100:
        faults.append(
            f"{bond.code}: sold at {bond.issue_price} per 100; a discount bond is sold at 100 or below"
        )
    if bond.kind is not Kind.DISCOUNT and bond.rate_micro <= 0:
        faults.append(f"{bond.code}: its rate is {bond.rate_micro} millionths; give a positive one")
    return faults
