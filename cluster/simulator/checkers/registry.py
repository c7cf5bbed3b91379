"""P2, P4, P6 of registration: who signed what moved, what is pledged, what certificates and statements say.

Source: docs/spec/registration.md. Signatures are counted and pledges kept here apart from the module.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from actors.base.canonical import Canonical
from actors.ledger.records import Class, gateway_of
from actors.ledger.status import Status
from actors.modules.registration import commands as com
from actors.modules.registration.certificate import Certificate, Held, register_digest
from actors.modules.registration.module import Registration
from cluster.simulator.model.authority import has_role, may_debit
from cluster.simulator.model.plain import PlainLedger
from cluster.simulator.model.state import State
from cluster.simulator.model.watch import Watch

#: Who asked, and under which number.
_Key = tuple[int, int]


class RegistryWatch(Watch):
    """Books of requests and pledges, as the commands that were carried out explain them."""

    def __init__(self) -> None:
        """Nothing is requested or pledged."""
        super().__init__()
        self._requests: dict[_Key, tuple[com.Act, list[int]]] = {}
        #: Of a pledge: who pledged from where, where it lies, and how much of what.
        self._pledges: dict[_Key, tuple[com.Pledge, int]] = {}

    def done(self, plain: PlainLedger, by: int, command: Canonical, status: Status) -> None:
        """Requests gather signatures; what is done is judged."""
        state = plain.tables
        match command:
            case com.Request(number=number, act=act):
                self._requests[by, number] = (act, [by])
                self._judge(plain, (by, number), status)
            case com.Accept(institution=who, number=number) if (who, number) in self._requests:
                self._requests[who, number][1].append(by)
                self._judge(plain, (who, number), status)
            case com.Refuse(institution=who, number=number):
                self._requests.pop((who, number), None)
            case com.IssueCertificate():
                self._certified(plain, command)
            case com.StateRegister():
                self._stated(state, by, command)
            case com.CloseAccount(account=account):
                left = sum(held.total for (one, _), held in state.positions.items() if one == account)
                if left:
                    self.faults.append(f"P4: account {account:#x} was closed and holds {left}")

    def _judge(self, plain: PlainLedger, key: _Key, status: Status) -> None:
        act, signed = self._requests[key]
        if not _has_happened(plain, act, status):
            return
        if not self._is_signed(plain.tables, act, signed):
            what = type(act).__name__
            self.faults.append(f"P2: {what} {key} was carried out on the word of {sorted(set(signed))} alone")
        del self._requests[key]
        match act:
            case com.Pledge():
                self._pledges[key] = (act, act.quantity)
            case com.ReleasePledge(institution=who, number=number) if (who, number) in self._pledges:
                pledge, left = self._pledges[who, number]
                self._pledges[who, number] = (pledge, left - act.quantity)

    def _is_signed(self, state: State, act: com.Act, signed: list[int]) -> bool:
        """Whether everybody signed whose signature the act needs."""

        def debits(account: int) -> Callable[[int], bool]:
            return lambda one: may_debit(state, one, account)

        def keeps(account: int) -> Callable[[int], bool]:
            return lambda one: gateway_of(account) == one

        match act:
            case com.Pledge():
                needs = [debits(act.source), keeps(act.collateral)]
            case com.ReleasePledge():
                pledge, _ = self._pledges.get((act.institution, act.number), (None, 0))
                needs = [debits(pledge.source), keeps(pledge.collateral)] if pledge else []
            case com.NonTradeTransfer():
                needs = [keeps(act.source), keeps(act.target)]
            case com.RepairBreaks():
                needs = [
                    lambda one: one == act.depository,
                    lambda one: one != act.depository and has_role(state, one, "regulator"),
                ]
            case com.OpenNominees():
                needs = [lambda one: one == act.first, lambda one: one == act.second]
            case com.Interconnect():
                needs = [lambda one: one == act.host, lambda one: one == act.home]
        return bool(needs) and all(any(map(need, signed)) for need in needs)

    def commit_ended(self, plain: PlainLedger) -> None:
        """What lies on accounts for collateral is what is pledged: neither more nor less."""
        state, pledged = plain.tables, Counter[tuple[int, int]]()
        for pledge, left in self._pledges.values():
            asset = state.assets[pledge.asset]
            pledged[pledge.collateral, asset.merged_into or asset.number] += left
        held = {
            key: one.total
            for key, one in state.positions.items()
            if state.accounts[key[0]].class_ == Class.COLLATERAL
        }
        self.faults.extend(
            f"P2: account {key[0]:#x} holds {held.get(key, 0)} of asset {key[1]}, pledged on it are {pledged[key]}"
            for key in sorted({*held, *pledged})
            if held.get(key, 0) != pledged[key]
        )

    def _certified(self, plain: PlainLedger, command: com.IssueCertificate) -> None:
        state, account = plain.tables, command.account
        held = tuple(
            Held(asset, state.assets[asset].code, one.available, one.earmarked)
            for (holder, asset), one in sorted(state.positions.items())
            if holder == account and one.total
        )
        owner = state.accounts[account].owner
        if Certificate(plain.roster.market_id, command.number, account, owner, held).digest != command.digest:
            self.faults.append(
                f"P6: a certificate of account {account:#x} was anchored that says what it does not hold"
            )

    def _stated(self, state: State, by: int, command: com.StateRegister) -> None:
        rows = {
            account: one.total
            for (account, asset), one in state.positions.items()
            if asset == command.asset and gateway_of(account) == by and one.total
        }
        rows |= {one.account: one.quantity for one in command.breaks}
        if (sum(rows.values()), register_digest(rows)) != (command.total, command.digest):
            self.faults.append(f"P4: institution {by} stated a register that its breaks do not explain")


def _has_happened(plain: PlainLedger, act: com.Act, status: Status) -> bool:
    """Whether the act was carried out with this command."""
    match act:
        case com.OpenNominees():
            return (act.first, act.second) in plain.tables.omnibus and status is Status.DONE
        case com.Interconnect():
            return (act.asset, act.home) in plain.module(Registration).links
    return status is Status.SETTLED
