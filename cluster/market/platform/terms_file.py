"""Bonds from a file (CSV): every row is judged before any is registered; what is wrong comes back as a file."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from actors.ledger.business.assets import ASSETS_MAX
from actors.ledger.commands import ListAsset, RegisterAsset
from actors.ledger.layout import AssetKind
from actors.ledger.status import Status
from actors.modules.bond import BondTerms
from actors.modules.dates import number_of, read_date
from actors.modules.instruments.commands import BondClass, CouponType, MarketCode, RegisterTerms
from actors.modules.price import read_price, read_yuan
from actors.parties import requests as req
from cluster.market.platform.sheet import FileRefused, Row, Sheet, batches, read_number
from cluster.market.platform.values import read_institution, read_per_hundred
from cluster.market.problems import UnknownParty

if TYPE_CHECKING:
    from actors.base.canonical import Canonical
    from cluster.market.assets import AssetFact
    from cluster.market.clients.custodian import CustodianClient
    from cluster.market.clients.party import PartyClient

#: Columns that a file must have. ``issue_price``, ``unit``, ``number``, ``listed`` and ``code:<venue>`` may be left out.
COLUMNS: Final = (
    *("code", "isin", "name", "issuer", "class", "coupon_type"),
    *("coupon", "frequency", "dated", "maturity"),
)
_CODE: Final = "code:"
_LISTED: Final = {"": None, "yes": True, "no": False}
#: Yuan a unit unless the file says otherwise: the face at which bonds of both markets are kept.
_UNIT: Final = "100"
#: The columns that statuses of the ledger belong to.
_PLACES: Final = {
    Status.ASSET_EXISTS: "code",
    Status.CODE_INVALID: "code",
    Status.NOT_THE_ROOT: "code",
    Status.NOT_A_SECURITY: "code",
    Status.ASSET_MERGED: "code",
    Status.TERMS_EXIST: "code",
    Status.ISIN_INVALID: "isin",
    Status.ISIN_TAKEN: "isin",
    Status.ASSET_NUMBER_INVALID: "number",
    Status.FACE_INVALID: "unit",
}


class TermsRefused(FileRefused):
    """Nothing of the file was registered; ``errors`` has every fault of every row, and so has the file ``path``."""


class Bond(NamedTuple):
    """One row. ``unit_fen``: face per unit; ``is_new``: its asset is not registered yet; ``lists``: it is to be listed."""

    row: Row
    code: str
    terms: RegisterTerms
    unit_fen: int
    is_new: bool
    lists: bool

    @property
    def asset(self) -> RegisterAsset:
        """What registers the asset."""
        return RegisterAsset(self.terms.asset, self.code, int(AssetKind.SECURITY), self.unit_fen, self.lists)

    @property
    def told(self) -> BondTerms | None:
        """What custodians and venues learn of it: the terms of a fixed-coupon bond, which they price themselves."""
        one = self.terms
        if one.coupon_type != CouponType.FIXED:
            return None
        rate = (one.coupon_micro, one.frequency)
        return BondTerms(one.asset, self.code, one.name, self.unit_fen, *rate, one.dated, one.maturity)


async def import_terms(client: PartyClient, path: Path) -> tuple[int, ...]:
    """Register the bonds of a CSV with their terms, as issuer depository; their asset numbers, in order of rows.

    Columns: code (the ledger's), isin, name, issuer, class and coupon_type (as in BondClass and CouponType), coupon (percent
    a year), frequency, dated, maturity; where they apply issue_price (per 100, of a discount bond), unit (yuan, 100 unless
    given), number (of the asset; the next free one unless given), listed (yes or no), and a column ``code:SSE`` for the code
    in each market, named by its venue.

    A bond whose code is not registered yet is registered first: one with fixed coupons so that every custodian and venue
    learns its terms, as by ``custodian.register_bond``. Terms follow when all are, so that a file whose import broke off
    before can be read again as it is.

    Raises:
        TermsRefused: some rows are wrong; every error of every row stands beside ``path`` as ``….errors.csv``.
        InstructionFailed: the ledger took all when it was asked and refused some in the end.
    """
    sheet = Sheet(path)
    rows = sheet.readable(COLUMNS)
    reader = _Reader(sheet, _venues(sheet, client), {one.code: one for one in await client.assets.all()})
    bonds = [bond for row in rows if (bond := reader.read(row)) is not None]
    await _judge(sheet, client, bonds)
    sheet.errors = list(dict.fromkeys(sheet.errors))
    sheet.done(TermsRefused)
    await _register(client, bonds)
    return tuple(one.terms.asset for one in bonds)


def _venues(sheet: Sheet, client: PartyClient) -> dict[str, int]:
    """The institution of each column ``code:<venue>``; a venue that is none is noted."""
    found: dict[str, int] = {}
    for name in sheet.columns:
        if name.startswith(_CODE):
            try:
                found[name] = read_institution(client.line.roster, name.removeprefix(_CODE))
            except UnknownParty as problem:
                sheet.fail(1, name, "", str(problem))
    return found


class _Reader:
    """Reads bonds out of rows, and gives numbers to those that have none."""

    def __init__(self, sheet: Sheet, venues: Mapping[str, int], facts: Mapping[str, AssetFact]) -> None:
        self._sheet, self._venues, self._facts = sheet, venues, facts
        given = [int(text) for row in sheet.rows if (text := row.text("number")).isdecimal()]
        known = [one.number for one in facts.values()]
        self._last = max([0, *known, *(one for one in given if one <= ASSETS_MAX)])

    def read(self, row: Row) -> Bond | None:
        """The bond of one row, or None: something in it cannot be read, which is noted."""
        sheet, before = self._sheet, len(self._sheet.errors)
        kind = sheet.value(row, "coupon_type", lambda text: _named(CouponType, text))
        class_ = sheet.value(row, "class", lambda text: _named(BondClass, text))
        coupon = sheet.value(row, "coupon", lambda text: read_per_hundred(text) if text else 0)
        frequency = sheet.value(row, "frequency", read_number)
        price = sheet.value(row, "issue_price", lambda text: read_price(text) if text else 0)
        dated, maturity = (sheet.value(row, name, _date) for name in ("dated", "maturity"))
        unit = sheet.value(row, "unit", read_yuan, _UNIT)
        lists = self._listed(row)
        fact = self._facts.get(row.text("code"))
        number = self._number(row, fact)
        if fact is not None and row.text("unit") and unit != fact.face_fen:
            text = f"the unit of {fact.code} is ¥{fact.face_fen / 100:g}; write that, or leave it empty"
            sheet.fail(row.line, "unit", row.text("unit"), text)
        self._refuse_repetitions(row)
        if len(sheet.errors) > before:
            return None
        names = (row.text("isin"), row.text("name"), row.text("issuer"))
        codes = tuple(
            MarketCode(venue, code) for name, venue in self._venues.items() if (code := row.text(name))
        )
        terms = RegisterTerms(number, *names, class_, kind, coupon, frequency, price, dated, maturity, codes)
        return Bond(row, row.text("code"), terms, unit, fact is None, lists)

    def _number(self, row: Row, fact: AssetFact | None) -> int:
        number = self._sheet.value(row, "number", read_number)
        if fact is None and not number:
            self._last += 1
            return self._last
        if fact is not None and number not in (0, fact.number):
            text = f"{fact.code} is registered under {fact.number}; write that, or leave it empty"
            self._sheet.fail(row.line, "number", row.text("number"), text)
        return fact.number if fact is not None else number

    def _listed(self, row: Row) -> bool:
        """Whether the row asks for a listing that there is not yet."""
        text, fact = row.text("listed").lower(), self._facts.get(row.text("code"))
        if text not in _LISTED:
            self._sheet.fail(row.line, "listed", text, f"listed is {text!r}; write yes or no")
        wanted, is_listed = _LISTED.get(text), fact is not None and fact.listed
        if is_listed and wanted is False:
            self._sheet.fail(row.line, "listed", text, "the bond is listed already; write yes")
        return bool(wanted) and not is_listed

    def _refuse_repetitions(self, row: Row) -> None:
        for name in ("code", "isin", "number", *self._venues):
            text = row.text(name)
            first = self._sheet.first(row, name, text) if text else row.line
            if first != row.line:
                problem = f"{name} {text} stands in line {first} already; give another"
                self._sheet.fail(row.line, name, text, problem)


async def _judge(sheet: Sheet, client: PartyClient, bonds: list[Bond]) -> None:
    """Note all that the ledger and the parties would have against the bonds that could be read."""
    new = [one for one in bonds if one.is_new]
    old = [one for one in bonds if not one.is_new]
    await sheet.judge(client, [(one.row, one.asset) for one in new], _PLACES)
    await sheet.judge(client, [(one.row, one.terms) for one in new], _PLACES, (Status.ASSET_UNKNOWN,))
    await sheet.judge(client, [(one.row, one.terms) for one in old], _PLACES)
    listings = [(one.row, ListAsset(one.terms.asset)) for one in old if one.lists]
    await sheet.judge(client, listings, _PLACES)
    for one in new:
        if one.code and (told := one.told) is not None:
            reasons = await client.line.why_refused(req.RegisterBond(told, one.lists), ())
            sheet.fail(one.row.line, "", "", *reasons)


async def _register(client: PartyClient, bonds: list[Bond]) -> None:
    """Register assets, then listings and terms."""
    for one in bonds:
        if one.is_new and (told := one.told) is not None:
            # Whoever is no custodian was refused by the ledger when the rows were judged.
            await cast("CustodianClient", client).register_bond(told, one.lists)
    assets: list[Canonical] = [one.asset for one in bonds if one.is_new and one.told is None]
    listings = [ListAsset(one.terms.asset) for one in bonds if not one.is_new and one.lists]
    for commands in (assets, [*listings, *(one.terms for one in bonds)]):
        for part in batches(commands):
            await client.give(*part)


def _date(text: str) -> int:
    return number_of(read_date(text))


def _named(kind: type[IntEnum], text: str) -> int:
    """The number of a member by its name, in any case, with blanks or hyphens for underscores."""
    name = text.upper().replace(" ", "_").replace("-", "_")
    if name not in kind.__members__:
        known = ", ".join(one.lower() for one in kind.__members__)
        raise ValueError(f"{text!r} is not known; write one of {known}")
    return int(kind[name])
