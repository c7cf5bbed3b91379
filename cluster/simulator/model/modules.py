"""The modules as the model runs them: their own rules, without what only the kernel's columns can tell."""

from __future__ import annotations

from typing import Final

from actors.ledger.ledger import Ledger
from actors.ledger.module import Module
from actors.modules.middle_platform import MODULES
from actors.modules.risk.module import Risk


class Unwatched(Risk):
    """Risk without the survey at the close of a date, which counts over the kernel's columns; no measure follows from it
    unless somebody set one, which the people of the simulator do not.
    """

    def date_closed(self, ledger: Ledger) -> None:
        """No survey."""


#: In whose place the model runs another class.
_INSTEAD: Final[dict[type[Module], type[Module]]] = {Risk: Unwatched}


def fresh() -> list[Module]:
    """Every module of the market, in the order of its hooks, with nothing on its shelves."""
    return [_INSTEAD.get(kind, kind)() for kind in MODULES]
