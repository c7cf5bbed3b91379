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
EXCHANGE_NEGOTIATED = TradingRules(face_min_fen=100_00, face_step_fen=100_00)


def why_refused(rules: TradingRules, terms: BondTerms, quantity: int, price: int) -> list[str]:
    """Every reason why a venue of these rules does not take a deal of ``quantity`` units at ``price``."""
    faults: list[str] = []
    face = quantity * terms.face_fen
    if quantity <= 0:
        faults.append(f"a quantity of {quantity} units; give at least 1")
    elif face < rules.face_min_fen:
        faults.append(f"a face of {_yuan(face)}; at least {_yuan(rules.face_min_fen)} are traded here")
    elif face % rules.face_step_fen:
        faults.append(f"a face of {_yuan(face)}; faces go in steps of {_yuan(rules.face_step_fen)} here")
    if price <= 0:
        faults.append(f"a clean price of {price} ten-thousandths; give at least one tick of {rules.tick}")
    elif price % rules.tick:
        faults.append(f"a clean price of {price} ten-thousandths is no multiple of the tick {rules.tick}")
    return faults


def _yuan(fen: int) -> str:
    return f"¥{fen // 100:,}.{fen % 100:02d}"
