"""Who wins an auction, how much, and at which price. Pure integers and exact fractions.

Values that are bid, coupons and prices are counted in millionths of face (1.54 % is 15,400; 99.95 per 100 is 999,500),
quantities in units of the bond. Rules: DOMAIN of the treasury's auctions, docs/spec/issuance.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from fractions import Fraction
from itertools import groupby
from typing import Final, NamedTuple

from actors.modules.accrued import round_half_up
from actors.modules.issuance.own_yield import PAR
from actors.modules.issuance.share import share

#: Coupons are rounded to 0.01 %, prices to ¥0.01 per ¥100: a hundred millionths each.
UNIT: Final = 100
#: Units of one issue stay below this, so that amounts stay below 2^62 fen.
OFFER_MAX: Final = 1 << 40
#: No yield and no price that is bid is twice the face or more.
VALUE_MAX: Final = 2 * PAR


class Method(IntEnum):
    """How an issue is priced."""

    #: Uniform price on yield: the last winning yield is the coupon, everybody pays par.
    UNIFORM_YIELD = 1
    #: Modified multiple-price on yield (修正的多重价格).
    MODIFIED_YIELD = 2
    #: Modified multiple-price on price (taps).
    MODIFIED_PRICE = 3
    #: Uniform price on price: everybody pays the last winning price.
    UNIFORM_PRICE = 4
    #: Book-building (簿记建档) by yield: the lead allocates, everybody pays par.
    BOOK = 5

    @property
    def by_yield(self) -> bool:
        """Whether yields are bid, so that the lower bid is the better one."""
        return self in (Method.UNIFORM_YIELD, Method.MODIFIED_YIELD, Method.BOOK)


class Line(NamedTuple):
    """One bid at one tick. ``serial``: its place in the order of arrival."""

    bidder: int
    value: int
    units: int
    serial: int


class Conduct(NamedTuple):
    """How the auction is held. ``offered``, ``lot``: units; ``bid_ticks``, ``win_ticks``: 0 for no such limit.

    ``price_at``: price of a yield when the coupon is (coupon, yield), for the modified multiple price on yield.
    """

    method: Method
    offered: int
    lot: int
    tick: int
    bid_ticks: int
    win_ticks: int
    price_at: Callable[[int, int], int]


class Fate(IntEnum):
    """What became of one line."""

    LOST = 0
    WON = 1
    MARGINAL = 2
    #: Too far from the average of all bids: neither wins nor counts (投标剔除).
    BID_EXCLUDED = 3
    #: Won, but too far from the average of the winners: falls out (中标剔除).
    WIN_EXCLUDED = 4


class Award(NamedTuple):
    """A line and what became of it. ``price``: millionths of face, 0 where nothing was won."""

    line: Line
    fate: Fate
    units: int
    price: int


class Outcome(NamedTuple):
    """What an auction gave.

    ``value``: the coupon (yields) or the issue price (prices), 0 when nothing was won; ``average``: exact, of the
    winners; ``marginal``: the last winning value, at which ``marginal_won`` of ``marginal_bid`` units were filled.
    """

    value: int
    average: Fraction
    marginal: int
    marginal_bid: int
    marginal_won: int
    awards: tuple[Award, ...]

    @property
    def won(self) -> int:
        """Units won by all."""
        return sum(one.units for one in self.awards)


def conclude(lines: Sequence[Line], conduct: Conduct) -> Outcome:
    """Open the auction's ``lines``: exclude, fill from the best on, share the margin, price. Awards in given order."""
    fates, won = dict.fromkeys(lines, Fate.LOST), dict.fromkeys(lines, 0)
    for line in _too_far(lines, {line: line.units for line in lines}, conduct, conduct.bid_ticks, True):
        fates[line] = Fate.BID_EXCLUDED
    _fill([line for line in lines if fates[line] is Fate.LOST], conduct, fates, won)
    winners = [line for line in lines if won[line]]
    for line in _too_far(winners, won, conduct, conduct.win_ticks, False):
        fates[line], won[line] = Fate.WIN_EXCLUDED, 0
    return _priced(lines, conduct, fates, won)


def average(lines: Sequence[Line], weights: dict[Line, int]) -> Fraction:
    """Average value, weighted by ``weights``; 0 of nothing."""
    whole = sum(weights[line] for line in lines)
    return Fraction(sum(line.value * weights[line] for line in lines), whole) if whole else Fraction(0)


def _too_far(
    lines: Sequence[Line], weights: dict[Line, int], conduct: Conduct, ticks: int, both_sides: bool
) -> list[Line]:
    """Lines more than ``ticks`` from the average; unless ``both_sides``, only those worse for the issuer."""
    if not ticks:
        return []
    middle, far = average(lines, weights), ticks * conduct.tick
    worse = 1 if conduct.method.by_yield else -1
    return [
        line
        for line in lines
        if (line.value - middle) * worse > far or (both_sides and (middle - line.value) * worse > far)
    ]


def _rank(conduct: Conduct) -> Callable[[Line], int]:
    """Best first: the lowest yield, the highest price."""
    return (lambda line: line.value) if conduct.method.by_yield else (lambda line: -line.value)


def _fill(lines: list[Line], conduct: Conduct, fates: dict[Line, Fate], won: dict[Line, int]) -> None:
    """Give what is offered to the best, tick by tick; the last tick is shared pro rata, ties by arrival."""
    left, rank = conduct.offered, _rank(conduct)
    for _, group in groupby(sorted(lines, key=lambda line: (rank(line), line.serial)), key=rank):
        if not left:
            return
        tick = list(group)
        parts = share(left, [line.units for line in tick], conduct.lot)
        short = sum(parts) < sum(line.units for line in tick)
        for line, part in zip(tick, parts, strict=True):
            won[line] = part
            if part:
                fates[line] = Fate.MARGINAL if short else Fate.WON
        left -= sum(parts)


def _priced(
    lines: Sequence[Line], conduct: Conduct, fates: dict[Line, Fate], won: dict[Line, int]
) -> Outcome:
    winners = [line for line in lines if won[line]]
    if not winners:
        nothing = tuple(Award(line, fates[line], 0, 0) for line in lines)
        return Outcome(0, Fraction(0), 0, 0, 0, nothing)
    middle = average(winners, won)
    marginal = max(winners, key=_rank(conduct)).value
    value = issue_value(conduct.method, middle, marginal)
    last = [line for line in winners if line.value == marginal]
    awards = tuple(
        Award(line, fates[line], won[line], price_of(line.value, value, conduct) if won[line] else 0)
        for line in lines
    )
    bid = sum(line.units for line in lines if line.value == marginal)
    return Outcome(value, middle, marginal, bid, sum(won[line] for line in last), awards)


def issue_value(method: Method, middle: Fraction, marginal: int) -> int:
    """Coupon or issue price: the last winning value, or the winners' average rounded half up to UNIT."""
    if method in (Method.UNIFORM_YIELD, Method.UNIFORM_PRICE):
        return marginal
    return round_half_up(Fraction(middle, UNIT)) * UNIT


def price_of(value: int, issue: int, conduct: Conduct) -> int:
    """What a winner who bid ``value`` pays when the coupon or issue price is ``issue``, in millionths of face."""
    match conduct.method:
        case Method.MODIFIED_YIELD:
            return PAR if value <= issue else conduct.price_at(issue, value)
        case Method.MODIFIED_PRICE:
            return min(value, issue)
        case Method.UNIFORM_PRICE:
            return issue
        case Method.UNIFORM_YIELD | Method.BOOK:
            return PAR


def band(values: Sequence[int], percent: int) -> tuple[int, int]:
    """Bounds for bids: ``percent`` below and above the average of curve ``values``, rounded half up to 0.01 %."""
    middle = Fraction(sum(values), len(values))
    ends = (middle * Fraction(100 - percent, 100), middle * Fraction(100 + percent, 100))
    low, high = (round_half_up(Fraction(one, UNIT)) * UNIT for one in ends)
    return low, high
