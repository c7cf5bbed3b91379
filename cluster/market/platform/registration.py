"""Registration and custody in a party's name. Specification: docs/spec/registration.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from actors.modules.dates import number_of, read_date
from actors.modules.registration import commands as c
from actors.modules.registration.certificate import Certificate, Held
from actors.modules.registration.commands import Reason, Register
from actors.modules.registration.state import Anchored, Break, Kept, Link, Pledged, Statement, Waiting
from cluster.legacy.reconcile import Line, repair_of, statement_command
from cluster.market.instruction import Instruction
from cluster.market.platform.gateways import hash_of
from cluster.market.platform.values import read_institution, read_units

if TYPE_CHECKING:
    from cluster.market.clients.party import PartyClient

Yuan = str | int | Decimal
Document = bytes | Path


class RegistrationClient:
    """Requests that several sign, closing, certificates, legacy registers, on one instance (0: without a platform).

    Bonds by code or number, faces in yuan as text, int or Decimal, institutions by name or number, documents as bytes
    or files (the ledger gets their hash). Whatever gives a command raises RequestRefused with every reason that the
    ledger has against it; values that cannot be read raise UnknownAsset, UnknownParty or PriceProblem.
    """

    def __init__(self, client: PartyClient, instance: int = 0) -> None:
        """In the name of ``client``."""
        self._client, self.instance = client, instance

    def on(self, instance: int) -> RegistrationClient:
        """The same on another platform instance."""
        return RegistrationClient(self._client, instance)

    # requests: each waits for the other signatures, or is carried out at once when none is missing

    async def request(self, number: int, act: c.Act) -> Instruction:
        """Request any act under a number of one's own."""
        return await self._client.give(c.Request(self.instance, number, act))

    async def accept(self, by: str | int, number: int) -> Instruction:
        """Sign the request that ``by`` made under this number."""
        return await self._client.give(c.Accept(self._institution(by), number))

    async def refuse(self, by: str | int, number: int) -> Instruction:
        """Refuse, or withdraw, the request."""
        return await self._client.give(c.Refuse(self._institution(by), number))

    async def pledge(
        self, number: int, source: int, collateral: int, bond: str | int, face: Yuan, contract: Document
    ) -> Instruction:
        """Ask for a pledge (质押) of ``face`` to a collateral account."""
        asset, units = await self._bond(bond, face)
        return await self.request(number, c.Pledge(source, collateral, asset, units, hash_of(contract)))

    async def release_pledge(
        self, number: int, pledge: Pledged, face: Yuan, document: Document, target: int = 0
    ) -> Instruction:
        """Ask for the release of part of a pledge, to the pledgor or to ``target`` (then it is realised)."""
        _, units = await self._bond(pledge.asset, face)
        place = target or pledge.source
        act = c.ReleasePledge(pledge.institution, pledge.number, units, place, hash_of(document))
        return await self.request(number, act)

    async def transfer_ownership(
        self,
        number: int,
        source: int,
        target: int,
        bond: str | int,
        face: Yuan,
        reason: Reason,
        document: Document,
    ) -> Instruction:
        """Ask for a non-trade transfer (非交易过户)."""
        asset, units = await self._bond(bond, face)
        act = c.NonTradeTransfer(source, target, asset, units, int(reason), hash_of(document))
        return await self.request(number, act)

    async def open_nominees(
        self, number: int, other: str | int, own: tuple[int, int], others: tuple[int, int]
    ) -> Instruction:
        """Ask another depository that both open nominee accounts for each other.

        ``own``: the account that this party keeps and the other's dedicated cash account; ``others``: the account that
        the other keeps and this party's dedicated cash account.
        """
        pair = (self._client.index, self._institution(other))
        return await self.request(number, c.OpenNominees(*pair, *own, *others))

    async def interconnect(
        self, number: int, bond: str | int, host: str | int, home: str | int
    ) -> Instruction:
        """Ask that clients of ``home`` hold the bond through its nominee account at ``host``."""
        asset, _ = await self._bond(bond)
        act = c.Interconnect(asset, self._institution(host), self._institution(home))
        return await self.request(number, act)

    # accounts

    async def close_account(self, account: int) -> Instruction:
        """Close an own account for good."""
        return await self._client.give(c.CloseAccount(account))

    async def certify(self, number: int, account: int) -> tuple[Certificate, Instruction]:
        """Make a holding certificate of an own account and anchor it.

        The certificate and ``await instruction.receipt()`` go to the holder, who checks them alone by
        ``actors.modules.registration.certificate.why_not_proven``.

        Raises:
            RequestRefused: also when the account moved meanwhile (try again).
        """
        codes = {one.number: one.code for one in await self._client.assets.all()}
        rows = [row for row in await self._client.holding_rows() if int(row["account"]) == account]
        held = tuple(
            Held(int(row["asset"]), codes[int(row["asset"])], int(row["available"]), int(row["earmarked"]))
            for row in rows
        )
        owner = int(rows[0]["owner"]) if rows else 0
        certificate = Certificate(self._client.line.roster.market_id, number, account, owner, held)
        given = await self._client.give(c.IssueCertificate(number, account, certificate.digest))
        return certificate, given

    # legacy registers

    async def set_register(self, bond: str | int, register: Register) -> Instruction:
        """Say, as the issuer depository, whether the legacy register or the ledger is authoritative."""
        asset, _ = await self._bond(bond)
        return await self._client.give(c.SetRegister(asset, int(register)))

    async def register_rows(self, bond: str | int) -> dict[int, int]:
        """The ledger's register of the bond at this depository: units by account, nominee accounts too."""
        asset, _ = await self._bond(bond)
        rows = await self._client.holding_rows()
        rows = rows[(rows["asset"] == asset) & (rows["gateway"] == self._client.index)]
        return {int(row["account"]): int(row["available"]) + int(row["earmarked"]) for row in rows}

    async def state_register(
        self, bond: str | int, date: str | int, legacy: Mapping[int, int]
    ) -> Instruction:
        """State the legacy register (units by account) at the end of a date, with every break."""
        asset, _ = await self._bond(bond)
        day = number_of(read_date(date))
        ledger = await self.register_rows(bond)
        return await self._client.give(statement_command(asset, day, ledger, legacy))

    async def repair(
        self, number: int, bond: str | int, lines: Sequence[Line], reason: str, document: Document
    ) -> Instruction:
        """Ask for the correction of a report's lines; a regulator accepts it."""
        asset, _ = await self._bond(bond)
        act = repair_of(self._client.index, asset, lines, reason, hash_of(document))
        return await self.request(number, act)

    # what there is

    async def requests(self) -> tuple[Waiting, ...]:
        """Requests that wait for a signature and concern this party."""
        return await self._client.rows("registration.requests", Waiting)

    async def pledges(self) -> tuple[Pledged, ...]:
        """Pledges that stand and concern this party."""
        return await self._client.rows("registration.pledges", Pledged)

    async def links(self) -> tuple[Link, ...]:
        """Bonds that are held across."""
        return await self._client.rows("registration.links", Link)

    async def certificates(self) -> tuple[Anchored, ...]:
        """Certificates that this party anchored."""
        return await self._client.rows("registration.certificates", Anchored)

    async def registers(self) -> tuple[Kept, ...]:
        """Which registers are authoritative; bonds that are not named are native."""
        return await self._client.rows("registration.registers", Kept)

    async def statements(self) -> tuple[Statement, ...]:
        """The newest statements of this depository (a regulator: of all)."""
        return await self._client.rows("registration.statements", Statement)

    async def breaks(self) -> tuple[Break, ...]:
        """Open breaks of this depository (a regulator: of all)."""
        return await self._client.rows("registration.breaks", Break)

    async def _bond(self, bond: str | int, face: Yuan = 0) -> tuple[int, int]:
        one = await self._client.assets.get(bond)
        return one.number, read_units(face, one.face_fen)

    def _institution(self, name: str | int) -> int:
        return read_institution(self._client.line.roster, name)
