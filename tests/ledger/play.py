"""Random play: mostly sensible records and commands, some nonsense, from one seed."""

from __future__ import annotations

from random import Random

from actors.ledger import commands, records
from actors.ledger.records import Records, gateway_of, record
from tests.ledger.market import (
    BOND,
    BUYER,
    BUYER_CASH,
    CCB,
    CCDC,
    CFETS,
    CNY,
    CSDC,
    CSRC,
    ECNY,
    ICBC,
    NOMINEE,
    NOTE,
    PBC,
    RESERVE,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    SHCH,
    TAP,
    TREASURY,
    Desk,
    acc,
    trade,
)

INSTITUTIONS = [PBC, CCDC, SHCH, CSDC, ICBC, CCB, CSRC]
BOND_ACCOUNTS = [SELLER, BUYER, SELLER_AT_CSDC]
CASH_ACCOUNTS = [SELLER_CASH, BUYER_CASH, TREASURY]
ACCOUNTS = [*BOND_ACCOUNTS, *CASH_ACCOUNTS, NOMINEE[CSDC], RESERVE[CCB], acc(CCDC, 80)]
COMMANDS: list[tuple[int, commands.Command]] = [
    (CCDC, commands.MergeAsset(TAP, BOND)),
    (CFETS, commands.ListAsset(TAP)),
    (CFETS, commands.OpenDate(20260324)),
    (CFETS, commands.CloseDate(20260324)),
    (CCDC, commands.DeclareCoupon(BOND, 20260324, 20260325, 7, 1, CNY, TREASURY)),
    (CFETS, commands.OpenDate(20260325)),
    (CCDC, commands.PayCoupon(BOND, 20260324)),
    (CSDC, commands.PayCoupon(BOND, 20260324)),
]


def quantity(chance: Random) -> int:
    """Mostly small, sometimes too much, sometimes out of bounds."""
    return chance.choice(
        [chance.randint(1, 300)] * 6 + [chance.randint(1, 2_000_000), 0, -3, 2**62 - 1, 2**63 - 1]
    )


def asset_of(chance: Random, account: int) -> int:
    """An asset that fits the account, mostly."""
    return chance.choice([BOND, BOND, TAP] if account in BOND_ACCOUNTS else [CNY])


def single(chance: Random) -> tuple[int, Records]:
    """One linkable record and who sends it (the account's gateway, mostly)."""
    account = chance.choice(BOND_ACCOUNTS + CASH_ACCOUNTS)
    contra = chance.choice(BOND_ACCOUNTS if account in BOND_ACCOUNTS else CASH_ACCOUNTS)
    asset, count, reference = asset_of(chance, account), quantity(chance), chance.randint(1, 5)
    who = gateway_of(account)
    root = PBC if asset == CNY else CCDC
    kind = records.payment if asset == CNY else chance.choice([records.transfer, records.custody_transfer])
    return chance.choice(
        [
            (who, kind(account, contra, asset, count)),
            (who, records.earmark(account, contra, asset, count, reference, 0)),
            (who, records.settle(reference, chance.choice([0, 0, 1, count]))),
            (who, records.release(reference)),
            (root, records.issue(account, asset, count)),
            (root, records.redeem(account, asset, count)),
            (who, records.limit(account, asset, max(1, min(10 * count, 2**62 - 1)))),
            (CSRC, records.freeze(account, 1 + reference % 2)),
            (CSRC, records.unfreeze(account, 1 + reference % 2)),
            (CSRC, records.unfreeze(account, 1 + reference % 2)),
            (
                who,
                chance.choice([records.grant, records.grant, records.revoke])(
                    account, chance.choice([CCDC, CSDC])
                ),
            ),
            (CCDC, records.open_account(acc(CCDC, 80), reference)),
        ]
    )


def nonsense(chance: Random) -> Records:
    """A record of random fields."""
    return record(
        chance.randint(0, 23),
        linked=chance.random() < 0.1,
        counterparty=chance.choice(INSTITUTIONS),
        reference=chance.randint(0, 5),
        account=chance.choice(ACCOUNTS),
        contra=chance.choice(ACCOUNTS),
        quantity=quantity(chance),
        amount=quantity(chance),
        asset=chance.choice([CNY, ECNY, BOND, TAP, NOTE, 99]),
        cash=chance.choice([CNY, ECNY]),
    )


def halves(chance: Random, desk: Desk) -> list[tuple[int, Records]]:
    """One or both halves of a trade, or a cancel; sometimes they disagree."""
    reference = chance.randint(1, 12)
    one = trade(
        reference,
        chance.randint(1, 400),
        chance.randint(1, 3_000_000),
        expiry_s=chance.choice([0, desk.now_s + 5]),
    )
    if chance.random() < 0.1:
        one["receive"]["amount"] += 1
    found = [(CCDC, one["deliver"]), (CSDC, one["receive"]), (CSDC, records.cancel(reference, CCDC))]
    return chance.choice([found[:2], found[:2], found[1::-1], found[:1], found[1:2], found[1:]])


def step(chance: Random, desk: Desk) -> None:
    """Commit one random step."""
    what = chance.random()
    if what < 0.1:
        desk.commit(after_ms=chance.choice([0, 1, 1_000, 6_000, 6_000, 90_000_000]))
    elif what < 0.2:
        desk.do(*chance.choice(COMMANDS))
    elif what < 0.3:
        desk.send(chance.choice(INSTITUTIONS), *(nonsense(chance) for _ in range(4)))
    elif what < 0.55:
        desk.commit(*(desk.bulk(who, one) for who, one in halves(chance, desk)))
    elif what < 0.7:
        group = [single(chance) for _ in range(chance.randint(2, 5))]
        who = group[0][0]
        desk.send(who, records.linked(*(one for sender, one in group if sender == who)))
    else:
        desk.send(*single(chance))


def play(seed: int, steps: int, desk: Desk) -> None:
    """Commit ``steps`` random steps."""
    chance = Random(seed)
    for _ in range(steps):
        step(chance, desk)
