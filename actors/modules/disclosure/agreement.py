"""What the ledger itself knows of a disclosed amount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actors.modules.disclosure.fields import Field, Spec
from actors.modules.disclosure.state import Issuer
from actors.modules.instruments.module import Instruments
from actors.modules.risk.figures import outstanding

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger


def ledger_amount(ledger: Ledger, issuer: Issuer, spec: Spec, asset: int) -> int | None:
    """Face outstanding, fen: of the bond, or of every bond of the issuer; None where the ledger knows nothing."""
    if spec.field == Field.OUTSTANDING:
        return outstanding(ledger, asset)
    if spec.field == Field.DEBT_BALANCE:
        module = ledger.find_module(Instruments)
        rows = module.terms if module else ()
        return sum(outstanding(ledger, one.asset) for one in rows if one.issuer == issuer.name)
    return None


def agrees(ledger: Ledger, issuer: Issuer, spec: Spec, asset: int, value: int) -> bool:
    """Whether the amount fits: a bond's equals the ledger's; a balance, which holds other debt too, is no less."""
    known = ledger_amount(ledger, issuer, spec, asset)
    if known is None:
        return True
    return value == known if spec.field == Field.OUTSTANDING else value >= known
