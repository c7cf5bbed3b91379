"""Sunshine debt (阳光债务): issuers disclose, everybody reads the page of each issuer."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from actors.modules.disclosure import commands as c
from actors.modules.disclosure.fields import FIELDS, OF_BOND, OF_ISSUER, Field, Form
from actors.modules.disclosure.state import DisclosedBond, Entry, Issuer, Overdue, Owed
from actors.modules.instruments.state import Instrument
from actors.modules.price import PriceProblem, read_yuan
from actors.parties import requests as req
from cluster.market.instruction import Instruction, Receipt
from cluster.market.platform.disclosure_page import IssuerPage, LifeOfBond
from cluster.market.platform.values import read_institution
from cluster.storage.documents import DocumentProblem, Documents

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient


class DisclosureClient:
    """Registers issuers, discloses their fields, and reads their pages.

    Amounts are in yuan and ratios in percent, as text, int or Decimal. Full texts go into the party's ``documents``;
    the ledger holds their digests.
    """

    def __init__(self, client: PartyClient, documents: Documents | None = None) -> None:
        """In the name of ``client``."""
        self._client = client
        self.documents = documents

    def keeping(self, directory: str | Path) -> DisclosureClient:
        """The same, keeping documents in ``directory``."""
        return DisclosureClient(self._client, Documents(directory))

    async def register_issuer(
        self,
        number: int,
        name: str,
        institution: str | int,
        instance: int = 0,
        fields: Iterable[Field] | None = None,
    ) -> Instruction:
        """Register an issuer, for whom ``institution`` signs. ``fields``: what it owes, all if not given.

        Raises:
            UnknownParty: no such institution. RequestRefused: every reason against it; so do all methods here.
        """
        signs = read_institution(self._client.line.roster, institution)
        command = c.RegisterIssuer(instance, number, name, signs, _mask(fields, OF_ISSUER))
        return await self._client.give(command)

    async def begin_bond(
        self, issuer: int, bond: str | int, fields: Iterable[Field] | None = None
    ) -> Instruction:
        """Begin the disclosure of a bond over its life."""
        asset = (await self._client.assets.get(bond)).number
        return await self._client.give(c.BeginBond(issuer, asset, _mask(fields, OF_BOND)))

    async def disclose(
        self,
        issuer: int,
        field: Field,
        period: int,
        value: str | int | Decimal | None = None,
        *,
        bond: str | int | None = None,
        document: bytes | str | Path | None = None,
    ) -> Instruction:
        """Disclose a field for the period that ends on ``period`` (YYYYMMDD), or correct it. ``document``: its bytes, or
        the file with them; it is kept first, if this client keeps documents.

        Raises:
            PriceProblem: no exact amount or percentage. DocumentProblem, OSError: the document cannot be kept or read.
        """
        asset = 0 if bond is None else (await self._client.assets.get(bond)).number
        worth = None if value is None else _read(field, value)
        digest = b"" if document is None else self._keep(document)
        return await self._client.give(c.Disclose(issuer, int(field), asset, period, worth, digest))

    def _keep(self, document: bytes | str | Path) -> bytes:
        text = document if isinstance(document, bytes) else Path(document).read_bytes()
        return self.documents.put(text) if self.documents else hashlib.sha256(text).digest()

    async def extend(self, issuer: int, field: Field, due: int, bond: str | int | None = None) -> Instruction:
        """Give more time, as a regulator, until the end of ``due`` (YYYYMMDD)."""
        asset = 0 if bond is None else (await self._client.assets.get(bond)).number
        return await self._client.give(c.ExtendDue(issuer, int(field), asset, due))

    async def change_discloser(self, issuer: int, institution: str | int) -> Instruction:
        """Let another institution sign for the issuer."""
        signs = read_institution(self._client.line.roster, institution)
        return await self._client.give(c.ChangeDiscloser(issuer, signs))

    async def issuers(self) -> tuple[Issuer, ...]:
        """Every issuer, by number."""
        return await self._client.rows("disclosure.issuers", Issuer)

    async def entries(self, issuer: int) -> tuple[Entry, ...]:
        """Every version of everything that the issuer told."""
        rows = await self._client.rows("disclosure.entries", Entry)
        return tuple(one for one in rows if one.issuer == issuer)

    async def overdue(self) -> tuple[Overdue, ...]:
        """What is overdue, of every issuer."""
        return await self._client.rows("disclosure.overdue", Overdue)

    def document(self, entry: Entry) -> bytes:
        """The full text of an entry, verified against its digest.

        Raises:
            DocumentProblem: this client keeps no documents, or not this one, or it was changed.
        """
        if self.documents is None:
            raise DocumentProblem("this client keeps no documents; name their directory with keeping()")
        return self.documents.get(entry.digest)

    async def receipt(self, entry: Entry) -> Receipt:
        """The proof that the ledger took this entry; by who signed it, who may hand it to anyone.

        Raises:
            DocumentProblem: another institution signed it.
        """
        if entry.signed_by != self._client.index:
            raise DocumentProblem(f"institution {entry.signed_by} signed this entry; ask it for the receipt")
        one = entry.origin
        answer = await self._client.line.order(req.GetReceipt(one.sequence, one.record))
        assert isinstance(answer, req.ReceiptBytes)
        return Receipt(answer.data)

    async def page(self, issuer: int) -> IssuerPage:
        """The issuer's page, as it stands now.

        Raises:
            DocumentProblem: no such issuer.
        """
        known = next((one for one in await self.issuers() if one.number == issuer), None)
        if known is None:
            raise DocumentProblem(f"no issuer {issuer} discloses here; look at issuers()")
        owed = await self._client.rows("disclosure.owed", Owed)
        late = {(one.field, one.asset) for one in await self.overdue() if one.issuer == issuer}
        held = self.documents
        entries = await self.entries(issuer)
        digests = {one.digest for one in entries if one.digest}
        return IssuerPage(
            known,
            entries,
            tuple(one for one in owed if one.issuer == issuer),
            frozenset(late),
            await self._bonds(known),
            frozenset(one for one in digests if held is not None and held.has(one)),
        )

    async def _bonds(self, issuer: Issuer) -> tuple[LifeOfBond, ...]:
        begun = await self._client.rows("disclosure.bonds", DisclosedBond)
        terms = {one.asset: one for one in await self._client.rows("instruments.terms", Instrument)}
        found: list[LifeOfBond] = []
        for one in begun:
            if one.issuer == issuer.number and one.asset in terms:
                asset = await self._client.assets.get(one.asset)
                found.append(LifeOfBond(terms[one.asset], asset.issued * asset.face_fen, asset.listed))
        return tuple(found)


def _mask(fields: Iterable[Field] | None, every: int) -> int:
    return every if fields is None else sum({FIELDS[one].bit for one in fields})


def _read(field: Field, value: str | int | Decimal) -> int:
    """Yuan as fen, a percentage as hundredths of a percent."""
    if FIELDS[field].form != Form.RATIO:
        return read_yuan(value)
    try:
        ratio = Decimal(str(value)) * 100
    except InvalidOperation:
        raise PriceProblem(f"the ratio {value!r} is not a number; write it in percent like 85.5") from None
    if not ratio.is_finite() or ratio != ratio.to_integral_value() or ratio < 0:
        raise PriceProblem(
            f"the ratio {value!r} is negative or has more than two decimals; write it in percent like 85.5"
        )
    return int(ratio)
