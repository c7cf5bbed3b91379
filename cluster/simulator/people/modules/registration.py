"""People who register: pledges signed by one side or both, transfers without a trade, accounts closed, certificates, registers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from msgspec import structs

from actors.base.canonical import Canonical
from actors.ledger import records as rec
from actors.ledger.records import Class, gateway_of
from actors.modules.registration import commands as com
from actors.modules.registration.accounts import certificate_of
from actors.modules.registration.certificate import register_digest
from actors.modules.registration.commands import Act, Register
from actors.modules.registration.module import Registration
from actors.modules.registration.registers import rows_of
from cluster.simulator import market as small
from cluster.simulator.market import BOC, BOND, CCDC, CLIENTS, CSDC, CSRC, ICBC, PBC
from cluster.simulator.people.modules.errands import GROSS, Errands
from cluster.simulator.people.opening import owner

#: A pledgee's accounts at both depositories, and the pledgee.
COLLATERAL: Final = {one: small.client(one, 95) for one in (CCDC, CSDC)}
_PLEDGEE: Final = owner(95)
#: Dedicated cash accounts of CSDC and of BOC, as nominees for each other's clients.
_NOMINEE_CASH: Final = {CSDC: small.client(ICBC, 96), BOC: small.client(BOC, 96)}
_PAPER: Final = bytes(range(32))


class Registering(Errands):
    """Depositories, what they keep, and a regulator."""

    deeds: ClassVar[Mapping[str, int]] = {
        "pledge": 5,
        "use_pledged": 2,
        "release": 4,
        "pass_on": 3,
        "close": 2,
        "certify": 2,
        "state": 2,
        "repair": 2,
        "hold_across": 1,
    }

    def accounts(self) -> list[tuple[int, list[Any]]]:
        """Accounts that hold what is pledged, and dedicated cash accounts."""
        pledged = [
            (one, [rec.open_account(account, _PLEDGEE, Class.COLLATERAL)])
            for one, account in COLLATERAL.items()
        ]
        cash = {
            nominee: rec.open_account(account, nominee, Class.SETTLEMENT)
            for nominee, account in _NOMINEE_CASH.items()
        }
        granted = rec.grant(_NOMINEE_CASH[CSDC], CSDC)
        return [*pledged, (ICBC, [cash[CSDC], granted]), (BOC, [cash[BOC]])]

    def preparations(self) -> list[tuple[int, list[Canonical]]]:
        """The bond's authoritative register is the legacy one."""
        return [(CCDC, [com.SetRegister(BOND, Register.MIRRORED)])]

    async def _ask(self, act: Act, *signers: int) -> None:
        """The first requests; others sign, now and then not all, twice, somebody else, or they refuse."""
        first, *others = signers
        if self.chance.random() < 0.1:
            first = self.anyone()
        number = self.desk.reference_next()
        await self.desk.command_and_look(first, com.Request(self.chance.choice((0, GROSS)), number, act))
        for one in others:
            answer = self.chance.choice((com.Accept, com.Accept, com.Accept, com.Accept, com.Refuse, None))
            if answer is not None:
                by = self.chance.choice((one, one, one, one, first, self.anyone()))
                await self.desk.command(by, *[answer(first, number)] * self.chance.choice((1, 1, 1, 2)))

    def _client(self) -> int:
        return small.client(self.chance.choice((CCDC, CSDC)), self.chance.randint(1, CLIENTS))

    async def pledge(self) -> None:
        """A client pledges bonds to a pledgee, at its own depository or at the other."""
        source, collateral = self._client(), COLLATERAL[self.chance.choice((CCDC, CSDC))]
        quantity = self.chance.choice((1, 40, 300, 5_000))
        act = com.Pledge(
            source, collateral, BOND, quantity, self.chance.choice((_PAPER, _PAPER, _PAPER, _PAPER, b""))
        )
        signers = (gateway_of(source), gateway_of(collateral))
        await self._ask(act, *signers if self.chance.random() < 0.7 else signers[::-1])

    async def use_pledged(self) -> None:
        """A depository moves what is pledged as if it were its client's; a pledgor sells what it pledged."""
        gateway = self.chance.choice((CCDC, CSDC))
        moved = rec.transfer(COLLATERAL[gateway], small.client(gateway, 1), BOND, 1)
        await self.desk.submit(gateway, [moved])
        known = self.see(Registration)
        for one in list(known.pledges)[-1:] if known else []:
            keeper = gateway_of(one.source)
            target = small.client(keeper, self.chance.randint(1, CLIENTS))
            await self.desk.submit(keeper, [rec.transfer(one.source, target, BOND, one.quantity)])

    async def release(self) -> None:
        """Part of a pledge or all of it goes back, or is realised to another; sometimes more than there is."""
        known = self.see(Registration)
        pledges = list(known.pledges) if known else []
        if not pledges:
            await self.pledge()
            return
        one = self.chance.choice(pledges)
        quantity = self.chance.choice((1, one.quantity, one.quantity, one.quantity + 1))
        target = self.chance.choice((one.source, one.source, self._client()))
        act = com.ReleasePledge(one.institution, one.number, quantity, target, _PAPER)
        await self._ask(act, gateway_of(one.collateral), gateway_of(one.source))

    async def pass_on(self) -> None:
        """Bonds pass to an heir; both depositories sign. Sometimes to oneself."""
        source, target = self._client(), self._client()
        reason = self.chance.choice((*com.Reason, 9))
        act = com.NonTradeTransfer(source, target, BOND, self.chance.choice((1, 25, 4_000)), reason, _PAPER)
        await self._ask(act, gateway_of(source), gateway_of(target))

    async def close(self) -> None:
        """An account is opened, gets something or not, and is closed; or a client's is tried."""
        gateway, number = self.chance.choice((CCDC, CSDC)), 200 + self.desk.reference_next()
        account = small.client(gateway, number)
        opened = [rec.open_account(account, owner(number))]
        if self.chance.random() < 0.4:
            opened.append(rec.transfer(small.client(gateway, 1), account, BOND, 2))
        await self.desk.submit_and_look(gateway, opened)
        by = self.chance.choice((gateway, gateway, gateway, self.anyone()))
        closed = self.chance.choice((account, account, account, self._client()))
        await self.desk.command_and_look(by, com.CloseAccount(closed))
        await self.desk.submit(gateway, [rec.transfer(small.client(gateway, 1), account, BOND, 1)])

    async def certify(self) -> None:
        """A certificate of what an account holds now, or held, or never did."""
        ledger, account = self.ledger(), self._client()
        if ledger is None or ledger.account(account) is None:
            return
        number = self.desk.reference_next()
        digest = certificate_of(ledger, number + self.chance.choice((0, 0, 0, 1)), account).digest
        by = self.chance.choice((gateway_of(account), gateway_of(account), self.anyone()))
        await self.desk.command(by, com.IssueCertificate(number, account, digest))

    async def state(self) -> None:
        """A legacy register that differs by a unit on two accounts, or on one, is stated; perhaps a break is left out."""
        ledger, depository = self.ledger(), self.chance.choice((CCDC, CCDC, CSDC))
        if ledger is None:
            return
        rows = rows_of(ledger, depository, BOND)
        first, second = (small.client(depository, at) for at in self.chance.sample(range(1, CLIENTS + 1), 2))
        breaks = {first: rows.get(first, 0) + 1}
        if self.chance.random() < 0.7:
            breaks[second] = max(0, rows.get(second, 0) - 1)
        legacy = rows | breaks
        told = tuple(
            com.Stated(account, quantity)
            for account, quantity in sorted(breaks.items())
            if quantity != rows.get(account, 0)
        )
        one = com.StateRegister(BOND, self.today(), sum(legacy.values()), register_digest(legacy), told)
        if self.chance.random() < 0.4:
            one = structs.replace(one, breaks=told[:-1])
        await self.desk.command_and_look(self.chance.choice((depository,) * 5 + (PBC,)), one)

    async def repair(self) -> None:
        """Breaks that are open are repaired, by the depository with a regulator, or by itself."""
        known = self.see(Registration)
        breaks = list(known.breaks) if known else []
        if not breaks:
            await self.state()
            return
        depository = breaks[0].depository
        accounts = tuple(one.account for one in breaks if one.depository == depository)
        act = com.RepairBreaks(depository, BOND, accounts[: self.chance.choice((1, 2, 2))], "missed", _PAPER)
        await self._ask(act, depository, self.chance.choice((CSRC, CSRC, depository)))

    async def hold_across(self) -> None:
        """Two depositories open accounts for each other; a bond is held across, or would come back to where it began."""
        first, second = self.chance.choice(((CSDC, BOC), (CSDC, BOC), (CCDC, CSDC)))
        act: Act = com.OpenNominees(
            first,
            second,
            small.omnibus(first, second),
            _NOMINEE_CASH.get(second, 0),
            small.omnibus(second, first),
            _NOMINEE_CASH.get(first, 0),
        )
        await self._ask(act, first, second)
        host, home = self.chance.choice(((CCDC, CSDC), (CSDC, BOC), (BOC, CCDC), (CCDC, CCDC)))
        await self._ask(com.Interconnect(BOND, host, home), host, home)
