"""Every kind of record, and every status it can get: a table of (what, who, status)."""

from __future__ import annotations

import pytest

from actors.ledger import commands, records
from actors.ledger.layout import Meta
from actors.ledger.records import UNITS_MAX, Kind, record
from actors.ledger.status import Status
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
    FUND,
    ICBC,
    ISSUANCE,
    NOMINEE,
    NOTE,
    PBC,
    RESERVE,
    SELLER,
    SELLER_AT_CSDC,
    SELLER_CASH,
    SHCH,
    START_MS,
    TAP,
    TREASURY,
    acc,
    opened,
    trade,
)

NOBODY = acc(CCDC, 999_999)
AT_SHCH = acc(SHCH, 1)
BIG = UNITS_MAX


def half(**changes: int) -> records.Records:
    one = trade()["deliver"].copy()
    for name, value in changes.items():
        one[name] = value
    return one


def buying(**changes: int) -> records.Records:
    one = trade()["receive"].copy()
    for name, value in changes.items():
        one[name] = value
    return one


REFUSED = [
    # form
    ("kind 0", CCDC, record(0), Status.UNKNOWN_KIND),
    ("kind 99", CCDC, record(99), Status.UNKNOWN_KIND),
    ("flag", CCDC, half(flags=2), Status.UNKNOWN_FLAG),
    ("extra", CCDC, half(extra=1), Status.RESERVED_NOT_ZERO),
    ("unused field", CCDC, record(Kind.RELEASE, reference=1, amount=1), Status.RESERVED_NOT_ZERO),
    ("link open", CCDC, record(Kind.RELEASE, reference=1, linked=True), Status.LINK_OPEN),
    ("quantity 0", CCDC, half(quantity=0), Status.QUANTITY_ZERO),
    ("quantity < 0", CCDC, half(quantity=-1), Status.QUANTITY_NEGATIVE),
    ("quantity 2^62", CCDC, half(quantity=BIG), Status.QUANTITY_TOO_LARGE),
    ("amount 0", CCDC, half(amount=0), Status.AMOUNT_ZERO),
    ("amount < 0", CCDC, half(amount=-5), Status.AMOUNT_NEGATIVE),
    ("amount 2^62", CCDC, half(amount=BIG), Status.AMOUNT_TOO_LARGE),
    ("expiry past", CCDC, half(expiry_s=5), Status.EXPIRY_PAST),
    ("expiry far", CCDC, half(expiry_s=START_MS // 1000 + 86_401), Status.EXPIRY_TOO_FAR),
    ("same account", CCDC, records.transfer(SELLER, SELLER, BOND, 1), Status.SAME_ACCOUNT),
    ("no reference", CCDC, half(reference=0), Status.REFERENCE_ZERO),
    ("counterparty", CCDC, half(counterparty=600), Status.COUNTERPARTY_UNKNOWN),
    ("cancel counterparty", CCDC, records.cancel(1, 600), Status.COUNTERPARTY_UNKNOWN),
    ("grant to nobody", ICBC, records.grant(SELLER_CASH, 600), Status.COUNTERPARTY_UNKNOWN),
    ("omnibus for itself", CCDC, records.open_omnibus(acc(CCDC, 50), CCDC), Status.COUNTERPARTY_UNKNOWN),
    ("class", CCDC, record(Kind.OPEN, account=acc(CCDC, 50), asset=9), Status.CLASS_UNKNOWN),
    (
        "own with lower",
        CCDC,
        record(Kind.OPEN, account=acc(CCDC, 50), asset=1, counterparty=2),
        Status.RESERVED_NOT_ZERO,
    ),
    ("number 0", CCDC, record(Kind.OPEN, account=CCDC << 48, asset=1), Status.NUMBER_ZERO),
    # authority
    ("freeze by a custodian", CCDC, records.freeze(SELLER, 1), Status.NOT_PERMITTED),
    ("gateway by no role", FUND, records.open_account(acc(FUND, 1), 1), Status.NOT_PERMITTED),
    ("open elsewhere", CCDC, records.open_account(acc(CSDC, 50), 1), Status.NOT_THE_GATEWAY),
    ("grant elsewhere", CSDC, records.grant(SELLER, CSDC), Status.NOT_THE_GATEWAY),
    ("limit elsewhere", CSDC, records.limit(SELLER, BOND, 1), Status.NOT_THE_GATEWAY),
    ("issue by another", CSDC, records.issue(SELLER, BOND, 1), Status.NOT_THE_ROOT),
    ("redeem by another", CSDC, records.redeem(SELLER, BOND, 1), Status.NOT_THE_ROOT),
    ("redeem without mandate", CCDC, records.redeem(BUYER, BOND, 1), Status.NO_MANDATE),
    ("transfer by another", CSDC, records.transfer(SELLER, BUYER, BOND, 1), Status.NO_MANDATE),
    ("half by another", SHCH, half(counterparty=CSDC), Status.NO_MANDATE),
    ("receive without mandate", CSDC, buying(contra=SELLER_CASH), Status.NO_MANDATE),
    # existence
    ("no account", CCDC, records.transfer(NOBODY, BUYER, BOND, 1), Status.ACCOUNT_UNKNOWN),
    ("no account to freeze", CSRC, records.freeze(NOBODY, 1), Status.ACCOUNT_UNKNOWN),
    ("no account to limit", CCDC, records.limit(NOBODY, BOND, 1), Status.ACCOUNT_UNKNOWN),
    ("no contra", CCDC, records.transfer(SELLER, NOBODY, BOND, 1), Status.CONTRA_UNKNOWN),
    ("half without contra", CCDC, half(contra=NOBODY), Status.CONTRA_UNKNOWN),
    ("no asset", CCDC, records.transfer(SELLER, BUYER, 77, 1), Status.ASSET_UNKNOWN),
    ("no such asset", CCDC, records.limit(SELLER, 4_000_000_000, 1), Status.ASSET_UNKNOWN),
    ("no cash asset", CCDC, half(cash=77), Status.CASH_UNKNOWN),
    ("open twice", CCDC, records.open_account(SELLER, 1), Status.ACCOUNT_EXISTS),
    ("second omnibus", CCDC, records.open_omnibus(acc(CCDC, 51), CSDC), Status.OMNIBUS_EXISTS),
    ("cancel nothing", CCDC, records.cancel(5, CSDC), Status.HALF_UNKNOWN),
    ("settle nothing", CCDC, records.settle(5), Status.EARMARK_UNKNOWN),
    ("release nothing", CCDC, records.release(5), Status.EARMARK_UNKNOWN),
    ("revoke nothing", ICBC, records.revoke(SELLER_CASH, CFETS), Status.MANDATE_UNKNOWN),
    # state
    ("not frozen", CSRC, records.unfreeze(SELLER, 1), Status.NOT_FROZEN),
    ("not listed", CCDC, half(asset=TAP), Status.NOT_LISTED),
    ("money transferred", ICBC, records.transfer(SELLER_CASH, BUYER_CASH, CNY, 1), Status.NOT_A_SECURITY),
    ("bond paid", CCDC, records.payment(SELLER, BUYER, BOND, 1), Status.NOT_MONEY),
    ("omnibus moved", CCDC, records.transfer(NOMINEE[CSDC], SELLER, BOND, 1), Status.ONLY_ON_PATH),
    ("omnibus credited", CCDC, records.transfer(SELLER, NOMINEE[CSDC], BOND, 1), Status.ONLY_ON_PATH),
    ("omnibus granted", CCDC, records.grant(NOMINEE[CSDC], CSDC), Status.ONLY_ON_PATH),
    ("omnibus issued to", CCDC, records.issue(NOMINEE[CSDC], BOND, 1), Status.ONLY_ON_PATH),
    ("another owner", CCDC, records.custody_transfer(SELLER, BUYER, BOND, 1), Status.OWNER_DIFFERS),
    # legs
    ("too few bonds", CCDC, records.transfer(SELLER, BUYER, BOND, 1_000_001), Status.SECURITIES_SHORT),
    (
        "too little cash",
        ICBC,
        records.payment(SELLER_CASH, BUYER_CASH, CNY, 10_000_000_001),
        Status.CASH_SHORT,
    ),
    ("issue to the bound", CCDC, records.issue(SELLER, BOND, BIG - 1), Status.ISSUED_TOO_LARGE),
    ("no path at the root", SHCH, records.issue(SELLER, NOTE, 1), Status.NO_OMNIBUS),
    ("earmark without path", PBC, records.earmark(TREASURY, acc(PBC, CCDC), ECNY, 1, 1), Status.CASH_SHORT),
]


@pytest.mark.parametrize(
    ("who", "one", "status"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_a_refused_record_gets_its_status_and_changes_nothing(
    who: int, one: records.Records, status: Status
) -> None:
    desk = opened()
    before, checksum = desk.ledger.holdings(), desk.ledger.checksum
    assert desk.one(who, one) is status
    assert not status.good
    assert (desk.ledger.holdings() == before).all()
    assert desk.ledger.checksum == checksum
    assert desk.ledger.reconcile() == []


def test_two_halves_settle_on_the_whole_path() -> None:
    desk = opened()
    halves = trade(quantity=1_000_000, amount=9_958_290_055)
    assert desk.one(CCDC, halves["deliver"]) is Status.PENDING
    assert len(desk.ledger.pending(CCDC)) == 1
    assert desk.one(CSDC, halves["receive"]) is Status.SETTLED
    assert [outcome.status for outcome in desk.late()] == [Status.SETTLED]
    assert desk.late()[0].institution == CCDC
    # The eight postings of docs/spec/postings.md; ¥100m of the 30-year at clean 98.50: ¥99,582,900.55.
    assert desk.free(SELLER, BOND) == 0
    assert desk.free(NOMINEE[CSDC], BOND) == desk.free(BUYER, BOND) == 1_000_000
    assert desk.free(BUYER_CASH, CNY) == desk.free(RESERVE[CCB], CNY) == 50_000_000_000 - 9_958_290_055
    assert desk.free(SELLER_CASH, CNY) == desk.free(RESERVE[ICBC], CNY) == 10_000_000_000 + 9_958_290_055
    assert desk.ledger.reconcile() == []
    row = desk.applied.trades[0]  # type: ignore[union-attr]
    assert (row["seller"], row["buyer"], row["amount"], row["status"]) == (
        CCDC,
        CSDC,
        9_958_290_055,
        Status.SETTLED,
    )


def test_the_receive_half_may_come_first() -> None:
    desk = opened()
    halves = trade()
    assert desk.one(CSDC, halves["receive"]) is Status.PENDING
    assert desk.one(CCDC, halves["deliver"]) is Status.SETTLED
    assert desk.free(BUYER, BOND) == 1000


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"asset": TAP}, Status.MISMATCH_ASSET),
        ({"quantity": 7}, Status.MISMATCH_QUANTITY),
        ({"cash": ECNY}, Status.MISMATCH_CASH),
        ({"amount": 7}, Status.MISMATCH_AMOUNT),
    ],
)
def test_a_mismatch_refuses_the_second_half_and_keeps_the_first(
    change: dict[str, int], status: Status
) -> None:
    desk = opened()
    assert desk.one(CCDC, trade()["deliver"]) is Status.PENDING
    assert desk.one(CSDC, buying(**change)) is status
    assert desk.late() == []
    assert desk.one(CSDC, trade()["receive"]) is Status.SETTLED


def test_repeats_and_used_references() -> None:
    desk = opened()
    halves = trade()
    assert desk.one(CCDC, halves["deliver"]) is Status.PENDING
    assert desk.one(CCDC, halves["deliver"]) is Status.HALF_REPEATED
    crossed = records.deliver(
        reference=1,
        counterparty=CCDC,
        account=BUYER,
        contra=BUYER_CASH,
        asset=BOND,
        quantity=1,
        cash=CNY,
        amount=1,
    )
    assert desk.one(CSDC, crossed) is Status.SAME_SIDE
    assert desk.one(CSDC, halves["receive"]) is Status.SETTLED
    assert desk.one(CSDC, halves["receive"]) is Status.REFERENCE_USED
    assert desk.one(CCDC, halves["deliver"]) is Status.REFERENCE_USED


def test_a_used_reference_is_free_again_after_deadline_and_batch_life() -> None:
    desk = opened()
    halves = trade(expiry_s=desk.now_s + 60)
    desk.one(CCDC, halves["deliver"])
    assert desk.one(CSDC, halves["receive"]) is Status.SETTLED
    desk.commit(after_ms=(60 + 3600) * 1000)
    assert desk.one(CCDC, half()) is Status.REFERENCE_USED
    desk.commit(after_ms=1000)
    desk.commit()
    assert desk.one(CCDC, half()) is Status.PENDING


def test_both_halves_fail_alike_when_the_trade_cannot_settle() -> None:
    desk = opened()
    halves = trade(amount=60_000_000_000)
    desk.one(CCDC, halves["deliver"])
    before = desk.ledger.checksum
    assert desk.one(CSDC, halves["receive"]) is Status.CASH_SHORT
    assert [outcome.status for outcome in desk.late()] == [Status.CASH_SHORT]
    assert desk.ledger.checksum == before
    assert desk.applied.trades["status"].tolist() == [Status.CASH_SHORT]  # type: ignore[union-attr]


def test_short_gateways_are_told_apart_from_short_clients() -> None:
    desk = opened()
    # A claim without backing cannot arise by records; the reserve is set aside by a freeze of the omnibus.
    assert desk.one(CSRC, records.freeze(RESERVE[CCB], 9)) is Status.DONE
    halves = trade()
    desk.one(CCDC, halves["deliver"])
    assert desk.one(CSDC, halves["receive"]) is Status.OMNIBUS_FROZEN


def test_reserves_and_nominee_accounts_held_by_earmarks_run_short() -> None:
    desk = opened()
    one, other = acc(CSDC, 11), acc(CSDC, 12)
    desk.send(CSDC, records.open_account(one, 1), records.open_account(other, 2))
    desk.send(CCDC, records.transfer(SELLER, one, BOND, 100), records.transfer(SELLER, other, BOND, 100))
    state = desk.ledger.state
    slot = next(
        at
        for at, row in enumerate(state.positions)
        if row["row"] and row["asset"] == BOND and state.accounts[row["row"] - 1]["number"] == NOMINEE[CSDC]
    )
    state.positions[slot]["available"] = 50
    assert desk.one(CSDC, records.transfer(one, SELLER, BOND, 100)) is Status.NOMINEE_SHORT
    cash = next(
        at
        for at, row in enumerate(state.positions)
        if row["row"] and row["asset"] == CNY and state.accounts[row["row"] - 1]["number"] == RESERVE[CCB]
    )
    state.positions[cash]["available"] = 50
    assert desk.one(CCB, records.payment(BUYER_CASH, SELLER_CASH, CNY, 100)) is Status.RESERVE_SHORT
    assert {one.rule for one in desk.ledger.reconcile()} >= {"omnibus = sum of its children"}


def test_freezing_refuses_debits_and_takes_credits() -> None:
    desk = opened()
    assert desk.one(CSRC, records.freeze(SELLER, 42)) is Status.DONE
    assert desk.one(CSRC, records.freeze(SELLER, 43)) is Status.ALREADY_FROZEN
    assert desk.one(CCDC, half()) is Status.ACCOUNT_FROZEN
    assert desk.one(CCDC, records.transfer(SELLER, BUYER, BOND, 1)) is Status.ACCOUNT_FROZEN
    assert desk.one(CCDC, records.issue(SELLER, BOND, 1)) is Status.SETTLED
    assert desk.one(CSRC, records.unfreeze(SELLER, 43)) is Status.NOT_FROZEN
    assert desk.one(CSRC, records.unfreeze(SELLER, 42)) is Status.DONE
    assert desk.one(CSRC, records.freeze(BUYER_CASH, 44)) is Status.DONE
    assert desk.one(CSDC, buying()) is Status.CASH_ACCOUNT_FROZEN


def test_limits_bound_credits() -> None:
    desk = opened()
    assert desk.one(CSDC, records.limit(BUYER, BOND, 999)) is Status.DONE
    assert desk.one(CCDC, records.transfer(SELLER, BUYER, BOND, 1000)) is Status.LIMIT_EXCEEDED
    assert desk.one(CCDC, records.transfer(SELLER, BUYER, BOND, 999)) is Status.SETTLED
    assert desk.one(CCDC, records.transfer(SELLER, BUYER, BOND, 1)) is Status.LIMIT_EXCEEDED


def test_a_mandate_that_is_revoked_stops_a_waiting_half() -> None:
    desk = opened()
    halves = trade()
    assert desk.one(CSDC, halves["receive"]) is Status.PENDING
    assert desk.one(CCB, records.revoke(BUYER_CASH, CSDC)) is Status.DONE
    assert desk.one(CCDC, halves["deliver"]) is Status.NO_MANDATE
    assert desk.one(CCB, records.grant(BUYER_CASH, CSDC)) is Status.DONE
    assert desk.one(CSDC, buying(reference=2)) is Status.PENDING


def test_cancel_by_the_owner_only_before_it_matches() -> None:
    desk = opened()
    assert desk.one(CCDC, half()) is Status.PENDING
    assert desk.one(CSDC, records.cancel(1, CCDC)) is Status.HALF_UNKNOWN
    assert desk.one(CCDC, records.cancel(1, CSDC)) is Status.DONE
    assert [outcome.status for outcome in desk.late()] == [Status.CANCELLED]
    assert desk.one(CCDC, half()) is Status.PENDING


def test_a_half_expires_just_after_its_second() -> None:
    desk = opened()
    expiry_s = desk.now_s + 10
    assert desk.one(CCDC, half(expiry_s=expiry_s)) is Status.PENDING
    assert desk.applied.deadline_s == expiry_s  # type: ignore[union-attr]
    desk.commit(after_ms=expiry_s * 1000 - desk.now_ms)
    assert desk.late() == []
    applied = desk.commit(after_ms=1)
    assert [outcome.status for outcome in desk.late()] == [Status.EXPIRED]
    assert applied.deadline_s == 0
    assert len(desk.ledger.pending()) == 0


def test_custody_transfer_moves_the_whole_path_at_once() -> None:
    desk = opened()
    assert desk.one(CCDC, records.custody_transfer(SELLER, SELLER_AT_CSDC, BOND, 2_000)) is Status.SETTLED
    assert desk.free(SELLER, BOND) == 998_000
    assert desk.free(NOMINEE[CSDC], BOND) == desk.free(SELLER_AT_CSDC, BOND) == 2_000
    assert desk.one(CSDC, records.custody_transfer(SELLER_AT_CSDC, SELLER, BOND, 500)) is Status.SETTLED
    assert desk.free(NOMINEE[CSDC], BOND) == 1_500
    other = acc(CCDC, 77)
    desk.one(CCDC, records.open_account(other, 7001))
    assert desk.one(CCDC, records.custody_transfer(SELLER, other, BOND, 1)) is Status.SAME_GATEWAY
    assert desk.ledger.reconcile() == []


def test_earmark_settles_in_part_and_returns_the_rest() -> None:
    desk = opened()
    desk.one(CCDC, records.transfer(SELLER, BUYER, BOND, 100))
    assert desk.one(CSDC, records.earmark(BUYER, SELLER, BOND, 80, 5)) is Status.EARMARKED
    assert desk.one(CSDC, records.earmark(BUYER, SELLER, BOND, 1, 5)) is Status.REFERENCE_USED
    assert desk.ledger.position(BUYER, BOND)[:2] == (20, 80)
    assert desk.ledger.position(NOMINEE[CSDC], BOND)[:2] == (20, 80)
    assert desk.one(CSDC, records.transfer(BUYER, SELLER, BOND, 21)) is Status.SECURITIES_SHORT
    assert desk.one(CSDC, records.settle(5, 81)) is Status.EARMARK_SHORT
    assert desk.one(CCDC, records.settle(5)) is Status.EARMARK_UNKNOWN
    assert desk.one(CSDC, records.settle(5, 30)) is Status.SETTLED
    assert [outcome.status for outcome in desk.late()] == [Status.SETTLED]
    assert desk.ledger.position(BUYER, BOND)[:2] == (70, 0)
    assert desk.ledger.position(NOMINEE[CSDC], BOND)[:2] == (70, 0)
    assert desk.ledger.reconcile() == []


def test_earmark_is_released_or_expires() -> None:
    desk = opened()
    assert desk.one(CCB, records.earmark(BUYER_CASH, SELLER_CASH, CNY, 500, 9)) is Status.EARMARKED
    assert desk.one(CCB, records.release(9)) is Status.DONE
    assert [outcome.status for outcome in desk.late()] == [Status.RELEASED]
    assert desk.one(CCB, records.earmark(BUYER_CASH, SELLER_CASH, CNY, 500, 9)) is Status.EARMARKED
    desk.commit(after_ms=86_400_001)
    assert [outcome.status for outcome in desk.late()] == [Status.EXPIRED]
    assert desk.ledger.position(RESERVE[CCB], CNY)[:2] == (50_000_000_000, 0)
    assert desk.ledger.reconcile() == []


def test_linked_records_stand_or_fall_together() -> None:
    desk = opened()
    good = records.transfer(SELLER, BUYER, BOND, 10)
    bad = records.transfer(SELLER, BUYER, BOND, 10_000_000)
    fresh = records.open_account(acc(CCDC, 60), 1)
    mark = records.earmark(SELLER, BUYER, BOND, 5, 70)
    before, image = desk.ledger.checksum, desk.ledger.image()
    group = records.linked(
        fresh, records.limit(acc(CCDC, 60), BOND, 9), mark, records.settle(70, 1), good, bad, good
    )
    statuses = desk.send(CCDC, group)
    assert statuses == [Status.LINKED_FAILED] * 5 + [Status.SECURITIES_SHORT, Status.LINKED_FAILED]
    assert desk.ledger.checksum == before
    after = desk.ledger.image()
    assert [name for name in image if image[name] != after[name]] == ["head", "windows"]
    assert desk.send(CCDC, records.linked(good, fresh, good)) == [Status.SETTLED, Status.DONE, Status.SETTLED]
    assert desk.free(BUYER, BOND) == 20
    assert desk.send(CCDC, records.linked(good, half())) == [Status.LINKED_FAILED, Status.NOT_LINKABLE]


def test_quotas_and_full_tables_refuse() -> None:
    desk = opened()
    meta = desk.ledger.state.meta
    meta[Meta.PENDING_EACH_MAX] = 1
    assert desk.one(CCDC, half()) is Status.PENDING
    assert desk.one(CCDC, half(reference=2)) is Status.TOO_MANY_PENDING
    assert desk.one(CCDC, records.earmark(SELLER, BUYER, BOND, 5, 70)) is Status.TOO_MANY_PENDING
    meta[Meta.ACCOUNTS_MAX] = meta[Meta.ACCOUNTS]
    assert desk.one(CCDC, records.open_account(acc(CCDC, 60), 1)) is Status.LEDGER_FULL
    meta[Meta.POSITIONS_MAX] = meta[Meta.POSITIONS]
    assert desk.one(CCDC, records.transfer(SELLER, BUYER, BOND, 1)) is Status.LEDGER_FULL
    meta[Meta.MANDATES_MAX] = meta[Meta.MANDATES]
    assert desk.one(CCDC, records.grant(SELLER, CSDC)) is Status.LEDGER_FULL


def test_central_bank_money_needs_no_reserves() -> None:
    desk = opened()
    wallet_a, wallet_b = acc(PBC, 501), acc(PBC, 502)
    desk.send(
        PBC,
        records.open_account(wallet_a, 1),
        records.open_account(wallet_b, 2),
        records.grant(wallet_b, CSDC),
    )
    desk.one(PBC, records.issue(wallet_b, ECNY, 1_000))
    both = {"cash": ECNY, "amount": 1_000}
    assert desk.one(CCDC, half(contra=wallet_a, **both)) is Status.PENDING
    assert desk.one(CSDC, buying(contra=wallet_b, **both)) is Status.SETTLED
    assert desk.free(wallet_a, ECNY) == 1_000
    assert desk.one(PBC, records.redeem(wallet_a, ECNY, 400)) is Status.SETTLED
    assert desk.ledger.asset(ECNY).issued == 600  # type: ignore[union-attr]
    assert desk.ledger.reconcile() == []


def test_before_listing_only_issuance_accounts_deliver() -> None:
    desk = opened()
    desk.one(CCDC, records.issue(ISSUANCE, TAP, 1_000))
    assert desk.one(CCDC, half(account=ISSUANCE, asset=TAP)) is Status.PENDING
    assert desk.one(CSDC, buying(asset=TAP)) is Status.SETTLED
    assert desk.do(CFETS, commands.ListAsset(TAP)) == [Status.DONE]
