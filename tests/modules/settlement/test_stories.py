"""Stories of settlement as tables: a column a step, a row an account. Cash in fen, bonds in units.

Standings are one letter an instruction: S settled, Q queued.
"""

from __future__ import annotations

from collections.abc import Callable

from actors.ledger import records
from actors.ledger.status import Status
from actors.modules.settlement.commands import HIGH, Affirm, RunCycle
from actors.modules.settlement.models import needs
from tests.ledger.market import BOND, CCB, CFETS, CNY, ECNY, ICBC, PBC
from tests.modules.settlement.street import BONDS, CASH, CLIENTS, NOMINEE, RESERVE, WALLET, Street
from tests.modules.settlement.test_models import endow, rows, waiting
from tests.scenario import Answer, Value, compare, told


def free(street: Street, account: int, asset: int = CNY) -> Callable[[], int]:
    """What is available there."""
    return lambda: street.desk.free(account, asset)


def done(street: Street, act: Callable[[], object]) -> Callable[[], Answer]:
    """Do something; what it let settle."""

    def step() -> Answer:
        act()
        return street.late()

    return step


def test_across_depositories_and_banks_the_buyer_is_short_and_then_its_bank_is() -> None:
    """A (CCDC, ICBC) sells D (CSDC, CCB) 10 bonds for 6,000. D has 5,000; later CCB's free reserve is 2,000."""
    street = Street(D=5_000)
    street.give("A", 10)
    numbers: list[int] = []

    def sell() -> Answer:
        numbers.extend(street.enter(street.terms("A", "D", 10, 6_000)))
        return Status.QUEUED

    def hold_reserve() -> Answer:
        return street.desk.send(PBC, records.earmark(RESERVE[CCB], WALLET["A"], CNY, 4_000, 1))

    told(
        street.ledger,
        """
        | fen, units         | at first | A sells 10 | PBC holds 4,000 | D gets 1,000  | the hold ends |
        |--------------------|----------|------------|-----------------|---------------|---------------|
        | status             |          | QUEUED     | EARMARKED       |               | DONE, RELEASED, SETTLED |
        | it waits for       |          | CASH_SHORT | ·               | RESERVE_SHORT |                   |
        | A: bonds at CCDC   | 10       | ·          | ·               | ·             | 0             |
        | CSDC's nominee     | 0        | ·          | ·               | ·             | 10            |
        | D: bonds at CSDC   | 0        | ·          | ·               | ·             | 10            |
        | D: deposit at CCB  | 5,000    | ·          | ·               | 6,000         | 0             |
        | CCB: free reserve  | 5,000    | ·          | 1,000           | 2,000         | 0             |
        | ICBC: reserve      | 0        | ·          | ·               | ·             | 6,000         |
        | A: deposit at ICBC | 0        | ·          | ·               | ·             | 6,000         |
        """,
        {
            "it waits for": lambda: "".join(
                street.reason(one).name for one in numbers if street.standings([one]) == "Q"
            ),
            "A: bonds at CCDC": free(street, BONDS["A"], BOND),
            "CSDC's nominee": free(street, NOMINEE, BOND),
            "D: bonds at CSDC": free(street, BONDS["D"], BOND),
            "D: deposit at CCB": free(street, CASH["D"]),
            "CCB: free reserve": free(street, RESERVE[CCB]),
            "ICBC: reserve": free(street, RESERVE[ICBC]),
            "A: deposit at ICBC": free(street, CASH["A"]),
        },
        sell,
        hold_reserve,
        done(street, lambda: street.fund("D", 1_000)),
        lambda: [*street.desk.send(PBC, records.release(1)), *street.late()],
    )


def test_the_same_trade_settles_in_central_bank_money_without_the_banks() -> None:
    """From D's wallet of e-CNY to A's: no reserve moves."""
    street = Street()
    street.give("A", 10)
    assert street.desk.one(PBC, records.issue(WALLET["D"], ECNY, 6_000)) is Status.SETTLED
    wallets = {"seller_cash": WALLET["A"], "buyer_cash": WALLET["D"], "cash": ECNY}

    def sell() -> Answer:
        (number,) = street.enter(street.terms("A", "D", 10, 6_000, **wallets))
        return [*street.do(PBC, Affirm(number)), *street.late()]

    told(
        street.ledger,
        """
        | fen, units        | at first | PBC affirms A's sale |
        |-------------------|----------|----------------------|
        | status            |          | DONE, SETTLED        |
        | D: bonds at CSDC  | 0        | 10         |
        | D: wallet         | 6,000    | 0          |
        | A: wallet         | 0        | 6,000      |
        | CCB: free reserve | 0        | ·          |
        """,
        {
            "D: bonds at CSDC": free(street, BONDS["D"], BOND),
            "D: wallet": free(street, WALLET["D"], ECNY),
            "A: wallet": free(street, WALLET["A"], ECNY),
            "CCB: free reserve": free(street, RESERVE[CCB]),
        },
        sell,
    )


def test_money_against_money_moves_on_both_sides_or_on_neither() -> None:
    """Payment versus payment (PvP): A gives D 5,000 of e-CNY for as much CNY between their banks."""
    street = Street(D=4_999)
    assert street.desk.one(PBC, records.issue(WALLET["A"], ECNY, 5_000)) is Status.SETTLED
    both = {"seller_account": WALLET["A"], "buyer_account": WALLET["D"], "asset": ECNY}

    def agree() -> Answer:
        (number,) = street.enter(street.terms("A", "D", 5_000, 5_000, **both))
        return [*street.do(PBC, Affirm(number)), street.reason(number)]

    told(
        street.ledger,
        """
        | fen                | at first | they agree       | D gets 1 |
        |--------------------|----------|------------------|----------|
        | status             |          | DONE, CASH_SHORT | SETTLED  |
        | A: wallet          | 5,000    | ·                | 0        |
        | D: wallet          | 0        | ·                | 5,000    |
        | D: deposit at CCB  | 4,999    | ·                | 0        |
        | CCB: reserve       | 4,999    | ·                | 0        |
        | ICBC: reserve      | 0        | ·                | 5,000    |
        | A: deposit at ICBC | 0        | ·                | 5,000    |
        """,
        {
            "A: wallet": free(street, WALLET["A"], ECNY),
            "D: wallet": free(street, WALLET["D"], ECNY),
            "D: deposit at CCB": free(street, CASH["D"]),
            "CCB: reserve": free(street, RESERVE[CCB]),
            "ICBC: reserve": free(street, RESERVE[ICBC]),
            "A: deposit at ICBC": free(street, CASH["A"]),
        },
        agree,
        done(street, lambda: street.fund("D", 1)),
    )


def test_high_payments_pass_normal_ones_and_within_a_priority_the_first_goes_first() -> None:
    street = Street(A=50)
    numbers: list[int] = []

    def owe(fen: int, **priority: int) -> Callable[[], Answer]:
        return lambda: numbers.extend(street.enter(street.payment("A", "B", fen, **priority)))

    told(
        street.ledger,
        """
        | fen     | A has 50 | owes 60 | owes 10 | owes 10, high | A gets 20 | owes 90, high | owes 5, high | A gets 85 | A gets 20 |
        |---------|----------|---------|---------|---------------|-----------|---------------|--------------|-----------|-----------|
        | status  |          |         |         |               | SETTLED   |               |              |           | SETTLED   |
        | in turn |          | Q       | QQ      | QQS           | SQS       | SQSQ          | SQSQQ        | ·         | SSSSS     |
        | A       | 50       | ·       | ·       | 40            | 0         | ·             | ·            | 85        | 0         |
        | B       | 0        | ·       | ·       | 10            | 70        | ·             | ·            | ·         | 175       |
        """,
        {
            "in turn": lambda: street.standings(numbers),
            "A": lambda: street.cash("A"),
            "B": lambda: street.cash("B"),
        },
        owe(60),
        owe(10),
        owe(10, priority=HIGH),
        done(street, lambda: street.fund("A", 20)),
        owe(90, priority=HIGH),
        owe(5, priority=HIGH),
        done(street, lambda: street.fund("A", 85)),
        done(street, lambda: street.fund("A", 20)),
    )


def test_models_1_2_and_3_end_alike_and_need_different_liquidity() -> None:
    """The five trades of ``test_models``; each client has beforehand what its model needs and no more."""
    columns: list[dict[str, Value]] = []
    for model in (1, 2, 3):
        street, numbers = waiting(model)
        found = needs(model, [(row.terms, row.quantity, row.amount) for row in rows(street, numbers)])
        on_cash = set(CASH.values())
        endow(street, model)
        before = street.standings(numbers)
        answer = street.do(CFETS, RunCycle(7))[0].name
        columns.append(
            {
                "cash needed": sum(one.quantity for one in found if one.place[0] in on_cash),
                "bonds needed": sum(one.quantity for one in found if one.place[0] not in on_cash),
                "with that, at once": before,
                "a cycle": answer,
                "after it": street.standings(numbers),
                **{f"{name}: cash": street.cash(name) for name in CLIENTS},
                **{f"{name}: bonds": street.bonds(name) for name in CLIENTS},
            }
        )
        assert street.ledger.reconcile() == []
    compare(
        """
        | fen, units         | model 1        | model 2 | model 3 |
        |--------------------|----------------|---------|---------|
        | cash needed        | 22,110         | 2,030   | 2,030   |
        | bonds needed       | 120            | 120     | 20      |
        | with that, at once | SSSSS          | QQQQQ   | QQQQQ   |
        | a cycle            | MODEL_IS_GROSS | SETTLED | SETTLED |
        | after it           | SSSSS          | SSSSS   | SSSSS   |
        | A: cash            | 0              | 0       | 0       |
        | B: cash            | 10,080         | 80      | 80      |
        | C: cash            | 9,000          | 920     | 920     |
        | D: cash            | 3,030          | 1,030   | 1,030   |
        | A: bonds           | 120            | 120     | 20      |
        | B: bonds           | 0              | 0       | 0       |
        | C: bonds           | 0              | 0       | 0       |
        | D: bonds           | 0              | 0       | 0       |
        """,
        columns,
    )
