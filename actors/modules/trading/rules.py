"""What a venue takes: lots, steps and ticks by way of trading. Defaults are the published rules of 2020–2022."""

from __future__ import annotations

from actors.base.canonical import Canonical
from actors.modules.bond import BondTerms

#: ¥100,000 of face in fen.
_HUNDRED_THOUSAND = 10_000_000


class TradingRules(Canonical):
    """Limits of one venue. Faces in fen, ticks in ten-thousandths of a yuan per 100."""

    #: Least face of one deal (interbank request for quote: ¥100,000).
    face_min_fen: int = _HUNDRED_THOUSAND
    #: Faces go in steps of this.
    face_step_fen: int = _HUNDRED_THOUSAND
    #: Clean prices go in steps of this.
    tick: int = 1
    #: Settlement this many business days after the trade, at most.
    settle_days_max: int = 1


INTERBANK_RFQ = TradingRules()
INTERBANK_CLICK = TradingRules(face_min_fen=10 * _HUNDRED_THOUSAND, face_step_fen=_HUNDRED_THOUSAND)
INTERBANK_NEGOTIATED = TradingRules()
EXCHANGE_RFQ = TradingRules()
EXCHANGE_CLICK = TradingRules()
EXCHANGE_NEGOTIATED = TradingRules(face_min_fen=100_00, face_step_fen=100_00)


def why_refused(rules: TradingRules, terms: BondTerms, quantity: int, price: int) -> list[str]:
    """Every reason why a venue of these rules does not take a deal of ``quantity`` units at ``price``."""
    return why_quantity_refused(rules, terms, quantity) + why_price_refused(rules, price)


def why_quantity_refused(rules: TradingRules, terms: BondTerms | None, quantity: int) -> list[str]:
    """Why a venue of these rules does not trade so many units (``terms`` None: whatever they are units of)."""
    if quantity <= 0:
        return [f"a quantity of {quantity} units; give at least 1"]
    face = 0 if terms is None else quantity * terms.face_fen
    if terms is not None and face < rules.face_min_fen:
        return [f"a face of {_yuan(face)}; at least {_yuan(rules.face_min_fen)} are traded here"]
    if face % rules.face_step_fen:
        return [f"a face of {_yuan(face)}; faces go in steps of {_yuan(rules.face_step_fen)} here"]
    return []


def why_price_refused(rules: TradingRules, price: int) -> list[str]:
    """Why a venue of these rules does not trade at this clean price, in ten-thousandths."""
    if price <= 0:
        return [f"a clean price of {price} ten-thousandths; give at least one tick of {rules.tick}"]
    if price % rules.tick:
        return [f"a clean price of {price} ten-thousandths is no multiple of the tick {rules.tick}"]
    return []


def _yuan(fen: int) -> str:
    return f"¥{fen // 100:,}.{fen % 100:02d}"
