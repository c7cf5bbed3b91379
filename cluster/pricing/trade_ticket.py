"""What a trade costs in each market: clean price in, full price settled (净价交易, 全价结算). Exact to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape

from actors.modules.price import (
    FULL_SCALE,
    PRICE_SCALE,
    PriceProblem,
    amount_fen,
    read_price,
    read_yuan,
    units_of_face,
)
from cluster.language import Say, default_language
from cluster.pricing.accrual import accrued
from cluster.pricing.bond import Bond
from cluster.pricing.conventions import Convention
from cluster.pricing.problems import PricingProblem
from cluster.pricing.reading import Day, read_clean, read_day
from cluster.pricing.yields import yield_from_price

_FACE_FEN = 10_000
#: Decimals of accrued interest per 100 on a ticket, by market (a parameter; 8 is the exchanges' published display).
DECIMALS: Mapping[Convention, int] = {Convention.INTERBANK: 8, Convention.EXCHANGE: 8}


@dataclass(frozen=True, slots=True)
class TicketSide:
    """The trade by one market's rule. Prices per 100 of face; ``cash`` in yuan; all exact but the yield."""

    convention: Convention
    accrued: Decimal
    full: Decimal
    cash: Decimal
    #: Yield to maturity in percent; for reading only.
    yield_pct: float


@dataclass(frozen=True, slots=True)
class Ticket:
    """One trade, shown by the rules of both markets."""

    bond: Bond
    #: Yuan.
    face: Decimal
    clean: Decimal
    settlement: date
    interbank: TicketSide
    exchange: TicketSide

    def text(self, language: str = "en") -> str:
        """The ticket as a small table, in English or Chinese."""
        head = f"{self.bond.code}  ¥{self.face:,}  @ {self.clean}  {self.settlement}"
        return "\n".join(
            [head, *(f"{name:<18}{one:>22}{other:>22}" for name, one, other in self._rows(language))]
        )

    def _repr_html_(self) -> str:
        """The same at the end of a cell, in the language of the locale."""
        rows = "".join(
            f"<tr><th>{name}</th><td>{one}</td><td>{other}</td></tr>"
            for name, one, other in self._rows(default_language())
        )
        head = f"{escape(self.bond.code)} · ¥{self.face:,} @ {self.clean} · {self.settlement}"
        return f"<table><caption>{head}</caption>{rows}</table>"

    def _rows(self, language: str) -> list[tuple[str, str, str]]:
        say, one, other = Say(language), self.interbank, self.exchange
        return [
            ("", say("Interbank"), say("Exchange")),
            (say("Accrued interest"), f"{one.accrued:.8f}", f"{other.accrued:.8f}"),
            (say("Full price"), f"{one.full:.8f}", f"{other.full:.8f}"),
            (say("Cash"), f"¥{one.cash:,.2f}", f"¥{other.cash:,.2f}"),
            (say("Yield"), f"{one.yield_pct:.4f}%", f"{other.yield_pct:.4f}%"),
        ]


def ticket(
    bond: Bond,
    face: int | str | Decimal,
    clean: int | str | Decimal,
    settlement: Day,
    *,
    decimals: Mapping[Convention, int] = DECIMALS,
    face_fen: int = _FACE_FEN,
) -> Ticket:
    """What ``face`` yuan of a bond cost at a clean price per 100, in both markets.

    ``decimals``: of accrued interest, by market, at most 8; ``face_fen``: face of a unit of the bond.

    Raises:
        PricingProblem: every value that cannot be used; floats are refused where money is exact.
    """
    day = read_day(settlement)
    price, units = _read(bond, face, clean, face_fen)
    sides = [
        _side(bond, units, price, day, rule, decimals.get(rule, DECIMALS[rule]), face_fen)
        for rule in (Convention.INTERBANK, Convention.EXCHANGE)
    ]
    whole = Decimal(units * face_fen).scaleb(-2)
    return Ticket(bond, whole, Decimal(price) / PRICE_SCALE, day, sides[0], sides[1])


def _read(
    bond: Bond, face: int | str | Decimal, clean: int | str | Decimal, face_fen: int
) -> tuple[int, int]:
    """Price in ten-thousandths, and units."""
    faults: list[str] = []
    price = units = 0
    try:
        price = read_price(clean)
        read_clean(Decimal(price) / PRICE_SCALE)
    except ValueError as problem:
        faults.append(str(problem))
    try:
        units = units_of_face(bond.terms(face_fen), read_yuan(face))
        if units <= 0:
            faults.append(f"a face of {face} yuan; give a positive one")
    except PriceProblem as problem:
        faults.append(str(problem))
    if faults:
        raise PricingProblem(*faults)
    return price, units


def _side(
    bond: Bond, units: int, price: int, day: date, rule: Convention, decimals: int, face_fen: int
) -> TicketSide:
    interest = accrued(bond, day, rule, decimals)
    full = price * (FULL_SCALE // PRICE_SCALE) + int(interest * FULL_SCALE)
    cash = Decimal(amount_fen(bond.terms(face_fen), units, full)).scaleb(-2)
    rate = yield_from_price(bond, Decimal(price) / PRICE_SCALE, day, rule)
    return TicketSide(rule, interest, Decimal(full) / FULL_SCALE, cash, rate)
