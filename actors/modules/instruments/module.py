"""The module of instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from actors.ledger.module import Module, Rule, Rules, Shelf
from actors.modules.instruments import terms
from actors.modules.instruments.commands import AddCode, FixRate, RegisterTerms
from actors.modules.instruments.state import Code, Instrument, Isin

if TYPE_CHECKING:
    from actors.ledger.ledger import Ledger

INSTRUMENTS_MAX: Final = 65_535


class Instruments(Module):
    """Terms of every bond, and its codes: one a market, each naming one bond."""

    name: ClassVar[str] = "instruments"
    rules: ClassVar[Rules] = {
        RegisterTerms: Rule(terms.why_not_registered, terms.register),
        AddCode: Rule(terms.why_not_added, terms.add),
        FixRate: Rule(terms.why_not_fixed, terms.fix),
    }

    def __init__(self) -> None:
        """No instrument."""
        self.terms = Shelf(Instrument, lambda one: one.asset, rows_max=INSTRUMENTS_MAX)
        self.isins = Shelf(Isin, lambda one: one.isin, rows_max=INSTRUMENTS_MAX)
        self.codes = Shelf(Code, lambda one: (one.venue, one.code))
        self.asset_codes = Shelf(Code, lambda one: (one.asset, one.venue))


def instrument_of(ledger: Ledger, asset: int) -> Instrument | None:
    """The terms of the bond, or None: none are registered, or the market runs without this module."""
    module = ledger.find_module(Instruments)
    return module.terms.get(asset) if module else None


def code_at(ledger: Ledger, asset: int, venue: int) -> str:
    """The bond's code in the market of the venue; empty if it has none there."""
    module = ledger.find_module(Instruments)
    row = module.asset_codes.get((asset, venue)) if module else None
    return row.code if row else ""
