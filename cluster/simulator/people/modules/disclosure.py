"""People who disclose: an issuer tells what it owes, early, late, twice, corrected, or not as the ledger has it; others tell too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from actors.base.canonical import Canonical
from actors.base.digest import tagged
from actors.modules.disclosure import commands as com
from actors.modules.disclosure.fields import FIELDS, OF_BOND, OF_ISSUER, Field, Form
from actors.modules.disclosure.module import Disclosure
from cluster.simulator.market import BOC, BOND, CCDC, CSRC, ICBC, PBC
from cluster.simulator.people.modules.errands import GROSS, Errands
from cluster.simulator.people.modules.instruments import Describing

#: The treasury, as an issuer.
MOF: Final = 1


class Disclosing(Errands):
    """The treasury, who signs for it, and who registered it."""

    needs: ClassVar[tuple[type[Errands], ...]] = (Describing,)
    deeds: ClassVar[Mapping[str, int]] = {"disclose": 8, "correct": 3, "enter": 2, "extend": 1, "change": 2}

    def preparations(self) -> list[tuple[int, list[Canonical]]]:
        """The treasury discloses everything of itself and of the bond."""
        return [
            (CSRC, [com.RegisterIssuer(GROSS, MOF, "MOF", PBC, OF_ISSUER)]),
            (PBC, [com.BeginBond(MOF, BOND, OF_BOND)]),
        ]

    def _signer(self) -> int:
        """Who signs for the treasury now, mostly."""
        known = self.see(Disclosure)
        issuer = known.issuers.get(MOF) if known else None
        return self.chance.choice((issuer.institution if issuer else PBC,) * 5 + (self.anyone(),))

    def _told(self, field: int, asset: int, period: int) -> com.Disclose:
        """Something of a field, mostly of its form."""
        document = FIELDS[field].form == Form.DOCUMENT
        if self.chance.random() < 0.1:
            document = not document
        ledger = self.ledger()
        bond = ledger.asset(asset) if ledger else None
        face = bond.issued * bond.face_fen if bond else 80_000_000
        value = None if document else self.chance.choice((face, face, 12_345, 25_000, -1))
        text = tagged("simulated", f"{field}/{self.chance.random()}".encode())
        return com.Disclose(MOF, field, asset, period, value, text if document else b"")

    async def disclose(self) -> None:
        """What is owed next of a field, or of a field that nobody asked for."""
        known = self.see(Disclosure)
        owed = [one for one in known.owed if one.issuer == MOF] if known else []
        if not owed:
            return
        early = [
            one for one in owed if one.end <= self.today() or one.field in (Field.DEBT_LIMIT, Field.BUDGET)
        ]
        one = self.chance.choice([*early, *early, *early, *owed])
        command = self._told(one.field, one.asset, self.chance.choice((one.end,) * 5 + (one.end + 1,)))
        await self.desk.command_and_look(self._signer(), *[command] * self.chance.choice((1, 1, 1, 2)))

    async def correct(self) -> None:
        """What was told is told otherwise."""
        known = self.see(Disclosure)
        entries = list(known.entries) if known else []
        if not entries:
            await self.disclose()
            return
        one = self.chance.choice(entries)
        await self.desk.command(self._signer(), self._told(one.field, one.asset, one.period))

    async def enter(self) -> None:
        """Another issuer, or the same name or number again; a bond of another."""
        number, name = (
            self.chance.choice((MOF, 2, self.desk.reference_next())),
            self.chance.choice(("MOF", "CDB", "ADBC", "")),
        )
        by = self.chance.choice((CSRC, CCDC, ICBC))
        fields = self.chance.choice((OF_ISSUER, 5, 0, OF_BOND))
        await self.desk.command_and_look(
            by, com.RegisterIssuer(GROSS, number, name, self.chance.choice((PBC, ICBC)), fields)
        )
        await self.desk.command(self.chance.choice((by, PBC)), com.BeginBond(number, BOND, OF_BOND))

    async def extend(self) -> None:
        """More time for something, by a regulator or not, sometimes less."""
        known = self.see(Disclosure)
        owed = list(known.owed) if known else []
        if owed:
            one = self.chance.choice(owed)
            due = self.chance.choice((one.due + 10_000, one.due + 10_000, one.due, 20269999))
            await self.desk.command(
                self.chance.choice((CSRC, PBC, BOC)), com.ExtendDue(one.issuer, one.field, one.asset, due)
            )

    async def change(self) -> None:
        """Another institution signs for the treasury, who tries at once; and who did before."""
        signer = self.chance.choice((PBC, ICBC, BOC))
        await self.desk.command_and_look(
            self.chance.choice((CSRC, CSRC, PBC, BOC)), com.ChangeDiscloser(MOF, signer)
        )
        await self.disclose()
