"""What a trade costs in each market: clean price in, full price settled (净价交易, 全价结算). Exact to the fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from actors.modules.price import (
    FULL_SCALE,
    PRICE_SCALE,
    PriceProblem,
    amount_fen,
    read_price,
    read_yuan,
    units_of_face,
)
from cluster.language import Say
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
        say = Say(language)
        sides = (self.interbank, self.exchange)
        lines = [
            f"{self.bond.code}  ¥{self.face:,}  @ {self.clean}  {self.settlement}",
            _line("", [say("Interbank"), say("Exchange")]),
            _line(say("Accrued interest"), [f"{side.accrued:.8f}" for side in sides]),
            _line(say("Full price"), [f"{side.full:.8f}" for side in sides]),
            _line(say("Cash"), [f"¥{side.cash:,.2f}" for side in sides]),
            _line(say("Yield"), [f"{side.yield_pct:.4f}%" for side in sides]),
        ]
        return "\n".join(lines)


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


def _line(label: str, cells: list[str]) -> str:
    return f"{label:<18}" + "".join(f"{cell:>22}" for cell in cells)
