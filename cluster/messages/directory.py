"""Who and what messages name: parties by BIC or LEI, instruments by ISIN, money by currency.

A party without a BIC is named by its name in the roster, an instrument without an ISIN by its code on the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from stdnum import bic, isin, lei
from stdnum.exceptions import ValidationError

#: Who gave the codes that are the ledger's own; stands in messages beside each.
ISSUER = "LIANJIE"
#: How a BIC of eleven characters says that no branch is meant; the one of eight is the same.
_HEAD_OFFICE = "X" * 3


class PartyFact(NamedTuple):
    """One institution of the roster."""

    number: int
    name: str
    bic: str = ""
    lei: str = ""


class InstrumentFact(NamedTuple):
    """One registered asset. ``face_fen``: face of one unit (1 for money); ``currency``: what it is counted in."""

    number: int
    code: str
    face_fen: int
    isin: str = ""
    is_money: bool = False
    currency: str = "CNY"


class Directory:
    """What a reader and a writer of messages look up. ``me``: the institution that acts, 0: nobody in particular.

    ``accounts``: the open accounts of ``me``, if they are known: then others with it are refused at once.
    ``mic``: market identifier code of the place of trade, if there is one. ``today``: the business date (YYYYMMDD);
    what is to settle later is refused, for the ledger settles at once. 0: not looked at.
    """

    def __init__(
        self,
        parties: Iterable[PartyFact],
        instruments: Iterable[InstrumentFact],
        *,
        me: int = 0,
        accounts: frozenset[int] | None = None,
        mic: str = "",
        today: int = 0,
    ) -> None:
        self.me = me
        self.accounts = accounts
        self.mic = mic
        self.today = today
        self._parties = {one.number: one for one in parties}
        self._instruments = {one.number: one for one in instruments}
        self._named: dict[str, PartyFact] = {}
        for party in self._parties.values():
            for name in (party.name, party.bic, party.bic.removesuffix(_HEAD_OFFICE), party.lei):
                self._named.setdefault(name, party)
        self._coded: dict[str, InstrumentFact] = {}
        for asset in self._instruments.values():
            for code in (asset.code, asset.isin):
                self._coded.setdefault(code, asset)

    def party(self, number: int) -> PartyFact | None:
        """The institution of this number, or None."""
        return self._parties.get(number)

    def find_party(self, name: str) -> PartyFact | None:
        """The institution with this BIC, LEI or name, or None."""
        return self._named.get(name.removesuffix(_HEAD_OFFICE)) or self._named.get(name) if name else None

    def instrument(self, number: int) -> InstrumentFact | None:
        """The asset of this number, or None."""
        return self._instruments.get(number)

    def find_instrument(self, code: str) -> InstrumentFact | None:
        """The asset with this ISIN or code, or None."""
        return self._coded.get(code) if code else None

    def find_money(self, currency: str, code: str = "") -> InstrumentFact | None:
        """The money of this code on the ledger, or else the one that is called as the currency is."""
        found = self._coded.get(code or currency)
        return found if found is not None and found.is_money and found.currency == currency else None


def why_no_isin(code: str) -> str:
    """Why this is no ISIN (ISO 6166, with its check digit); empty if it is one."""
    return "" if isin.is_valid(code) else f"{code!r} is no ISIN: its form or its check digit is wrong"


def why_no_lei(code: str) -> str:
    """Why this is no LEI (ISO 17442, with its check digits); empty if it is one."""
    try:
        lei.validate(code)
    except ValidationError:
        return f"{code!r} is no LEI: its form or its check digits are wrong"
    return ""


def why_no_bic(code: str) -> str:
    """Why this is no BIC (ISO 9362); empty if it is one."""
    return (
        "" if bic.is_valid(code) else f"{code!r} is no BIC: write 8 or 11 letters and digits, like ABCDCNBJ"
    )
