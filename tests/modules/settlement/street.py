"""Four clients for the tests of settlement: A and B keep bonds at CCDC, C and D at CSDC; A and C bank with ICBC, B and D
with CCB. Every custodian may debit its clients' deposits."""

from __future__ import annotations

from collections.abc import Iterable

from actors.base.canonical import Canonical
from actors.ledger import commands, records
from actors.ledger.business import why_refused
from actors.ledger.ledger import Ledger
from actors.ledger.status import Status
from actors.modules.instances.commands import (
    ApproveAct,
    CreateInstance,
    ExtendInstance,
    Member,
    Plan,
    ProposeAct,
    Setting,
)
from actors.modules.middle_platform import new_ledger
from actors.modules.settlement.books import books_of
from actors.modules.settlement.commands import Enter, Instruct, Terms
from actors.modules.settlement.state import Instruction, Standing
from tests.ledger.market import (
    BOND,
    CCB,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    CSRC,
    ECNY,
    ICBC,
    NOTE,
    PBC,
    SHCH,
    Desk,
    acc,
    make_roster,
)

#: A business date after the desk's first moment (2026-03-20), and the next ones.
MONDAY, TUESDAY, WEDNESDAY = 20260323, 20260324, 20260325
#: Ledger time of Monday's first second in China, and of its default cut-off at 17:00.
MONDAY_S = 1_774_195_200
CUTOFF_S = MONDAY_S + 17 * 3600

CUSTODIAN = {"A": CCDC, "B": CCDC, "C": CSDC, "D": CSDC}
BANK = {"A": ICBC, "B": CCB, "C": ICBC, "D": CCB}
CLIENTS = "ABCD"
BONDS = {name: acc(CUSTODIAN[name], 10 + at) for at, name in enumerate(CLIENTS)}
CASH = {name: acc(BANK[name], 10 + at) for at, name in enumerate(CLIENTS)}
WALLET = {name: acc(PBC, 2000 + at) for at, name in enumerate(CLIENTS)}
RESERVE = {ICBC: acc(PBC, ICBC), CCB: acc(PBC, CCB)}
NOMINEE = acc(CCDC, CSDC)
PLATFORM = 7


class Street:
    """A desk with the clients' accounts open."""

    def __init__(self, **cash: int) -> None:
        """Clients with so much cash (fen) each, and no bonds."""
        self.desk = Desk(new_ledger(make_roster()))
        self._reference = 0
        self._acts = 0
        r, desk = records, self.desk
        register = commands.RegisterAsset
        good(
            desk.do(PBC, register(CNY, "CNY", 2, 1), register(ECNY, "e-CNY", 2, 1)),
            desk.do(CCDC, register(BOND, "260003", 1, 10_000, True)),
            desk.do(SHCH, register(NOTE, "MTN001", 1, 10_000, False)),
            desk.send(
                PBC,
                *(r.open_omnibus(number, bank) for bank, number in RESERVE.items()),
                *(r.open_account(number, 1 + at) for at, number in enumerate(WALLET.values())),
            ),
            desk.send(CCDC, r.open_omnibus(NOMINEE, CSDC)),
        )
        for at, name in enumerate(CLIENTS):
            good(
                desk.send(
                    BANK[name], r.open_account(CASH[name], 1 + at), r.grant(CASH[name], CUSTODIAN[name])
                ),
                desk.send(CUSTODIAN[name], r.open_account(BONDS[name], 1 + at, cash_account=CASH[name])),
            )
            if cash.get(name):
                self.fund(name, cash[name])

    @property
    def ledger(self) -> Ledger:
        """The ledger."""
        return self.desk.ledger

    def fund(self, name: str, fen: int) -> None:
        """More cash for a client."""
        good(self.desk.send(PBC, records.issue(CASH[name], CNY, fen)))

    def give(self, name: str, units: int) -> None:
        """More bonds for a client."""
        good(self.desk.send(CCDC, records.issue(BONDS[name], BOND, units)))

    def reference(self) -> int:
        """A new one."""
        self._reference += 1
        return self._reference

    def terms(self, seller: str, buyer: str, quantity: int, amount: int, **changes: int) -> Terms:
        """Bonds of the seller against cash of the buyer; ``amount`` 0: free of payment."""
        cash = {"seller_cash": CASH[seller], "buyer_cash": CASH[buyer], "cash": CNY} if amount else {}
        fields = {
            "instance": 0,
            "reference": self.reference(),
            "seller_account": BONDS[seller],
            "seller_cash": 0,
            "buyer_account": BONDS[buyer],
            "buyer_cash": 0,
            "asset": BOND,
            "quantity": quantity,
            "cash": 0,
            "amount": amount,
            **cash,
            **changes,
        }
        return Terms(**fields)  # type: ignore[arg-type]

    def payment(self, payer: str, payee: str, fen: int, **changes: int) -> Terms:
        """Cash alone, from one client to another."""
        accounts = {"seller_account": CASH[payer], "buyer_account": CASH[payee], "asset": CNY}
        return self.terms(payer, payee, fen, 0, **{**accounts, **changes})

    def enter(self, *found: Terms, by: int = CFETS, affirmed: bool = True) -> list[int]:
        """Enter instructions in one commit, each affirmed by both sides in it; their numbers."""
        from actors.modules.settlement.commands import Affirm

        first = books_of(self.ledger).peek("instruction")
        numbers = list(range(first, first + len(found)))
        batches = [self.desk.business(by, *(Enter(one) for one in found))]
        if affirmed:
            affirm = [Affirm(number) for number in numbers]
            batches += [self.desk.business(one, *affirm) for one in (CCDC, CSDC, ICBC, CCB)]
        self.desk.commit(*batches)
        return numbers

    def do(self, institution: int, *found: Canonical) -> list[Status]:
        """Give commands."""
        return self.desk.do(institution, *found)

    def why_refused(self, institution: int, command: Canonical) -> list[Status]:
        """Everything that is against a command now."""
        return why_refused(self.ledger, institution, command)

    def row(self, number: int) -> Instruction:
        """One instruction."""
        return books_of(self.ledger).instructions[number]

    def standings(self, numbers: Iterable[int]) -> str:
        """First letter of the standing of each: S settled, Q queued, F failed …"""
        return "".join(Standing(self.row(one).standing).name[0] for one in numbers)

    def reason(self, number: int) -> Status:
        """Why it waits, or how it ended."""
        return Status(self.row(number).reason)  # type: ignore[call-arg]

    def cash(self, name: str) -> int:
        """A client's free cash."""
        return self.desk.free(CASH[name], CNY)

    def bonds(self, name: str) -> int:
        """A client's free bonds."""
        return self.desk.free(BONDS[name], BOND)

    def balances(self) -> list[tuple[int, int, int]]:
        """Every position of the ledger."""
        held = self.ledger.holdings()
        return [(int(one["account"]), int(one["asset"]), int(one["available"])) for one in held]

    def late(self) -> list[Status]:
        """Late outcomes of the last commit."""
        return [Status(one.status) for one in self.desk.late()]  # type: ignore[call-arg]

    def open(self, date: int) -> None:
        """Open a business date, in its first second."""
        self.at(MONDAY_S + (date - MONDAY) * 86_400)
        good(self.do(CFETS, commands.OpenDate(date)))

    def close(self, date: int) -> None:
        """Close it."""
        good(self.do(CFETS, commands.CloseDate(date)))

    def at(self, second: int) -> None:
        """An empty commit at this ledger second."""
        self.desk.commit(after_ms=second * 1000 - self.desk.now_ms)

    def platform(self, members: Iterable[int] = (CCDC, CSDC, ICBC, CCB), **settings: int) -> int:
        """Open the platform, or give it other settings of settlement; its number."""
        roles = {CFETS: ("venue",)}
        plan = Plan(
            "bonds",
            "Bond centre",
            "债券交易中心",
            3,
            ("settlement",),
            tuple(Member(one, roles.get(one, ("member",))) for one in (CFETS, *members)),
            (),
            0,
            86_400,
            (PBC, CSRC),
            2,
            tuple(Setting(f"settlement.{name}", value) for name, value in settings.items()),
        )
        self._acts += 1
        act = CreateInstance(PLATFORM, plan) if self._acts == 1 else ExtendInstance(PLATFORM, plan)
        good(self.do(PBC, ProposeAct(self._acts, act)), self.do(CSRC, ApproveAct(self._acts)))
        return PLATFORM

    def instruct(self, seller: str, buyer: str, quantity: int, amount: int, **changes: int) -> list[Status]:
        """Both custodians' instructions, the seller's first; their statuses."""
        sell, buy = self.halves(seller, buyer, quantity, amount, **changes)
        return [*self.do(CUSTODIAN[seller], sell), *self.do(CUSTODIAN[buyer], buy)]

    def halves(
        self, seller: str, buyer: str, quantity: int, amount: int, **changes: int
    ) -> tuple[Instruct, Instruct]:
        """The instruction of each custodian."""
        fields = {
            "instance": 0,
            "reference": self.reference(),
            "asset": BOND,
            "quantity": quantity,
            "cash": CNY,
            "amount": amount,
            **changes,
        }
        sell = Instruct(
            delivers=True,
            counterparty=CUSTODIAN[buyer],
            account=BONDS[seller],
            cash_account=CASH[seller],
            **fields,  # type: ignore[arg-type]
        )
        buy = Instruct(
            delivers=False,
            counterparty=CUSTODIAN[seller],
            account=BONDS[buyer],
            cash_account=CASH[buyer],
            **fields,  # type: ignore[arg-type]
        )
        return sell, buy


def good(*found: list[Status]) -> None:
    """Assert that all went well."""
    for statuses in found:
        assert all(one.good for one in statuses), statuses
