"""Receipts: each of the seven steps of the proof can fail, and only a whole proof proves an outcome."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actors.base import merkle
from actors.base import receipt as receipts
from actors.base.batch import Batch, Lane, make
from actors.base.canonical import encode
from actors.base.chain import RosterChain
from actors.base.commit import Certificate
from actors.base.digest import ZERO
from actors.base.outcome import DirectLeaf, LateLeaf, Outcome, late_entry, leaf_bytes
from actors.base.receipt import Receipt, ReceiptFile, Verdict
from tests.base import world

ROSTER = world.first_roster()
CHAIN = world.chain()
BATCH = world.bulk_batch(ROSTER, 200)
OTHER = world.bulk_batch(ROSTER, 200, sequence=2, fill=1000)
STATUSES = list(range(200))
LEAVES = [
    world.direct_leaf(OTHER, STATUSES),
    world.direct_leaf(BATCH, STATUSES[:150]),
    world.direct_leaf(BATCH, STATUSES[150:], first=150),
]
GOOD = world.receipt(ROSTER, BATCH, 130, LEAVES, 1)

STEPS = [
    "market",
    "roster",
    "instruction signed",
    "record in batch",
    "outcome of this record",
    "outcome in result",
    "quorum signed",
]


def altered(**changes: object) -> Verdict:
    """The verdict on the good receipt with some fields changed."""
    return receipts.check_receipt(msgspec.structs.replace(GOOD, **changes), CHAIN)


def failed(verdict: Verdict) -> list[str]:
    """Names of the steps that did not hold. Whenever there is one, nothing is proved."""
    names = [step.name for step in verdict.steps if not step.holds]
    assert verdict.holds is not bool(names)
    assert (verdict.outcome is None) is bool(names)
    assert all(step.detail for step in verdict.steps if not step.holds)
    return names


def header(**changes: object) -> dict[str, object]:
    """The header changed and signed again by its institution, as a change of the receipt."""
    new = msgspec.structs.replace(GOOD.header, **changes)
    return {"header": new, "signature": world.INSTITUTIONS[0].sign("batch", new)}


def recertified(leaf: bytes) -> dict[str, object]:
    """``leaf`` as the only one of a result that a quorum signed, as a change of the receipt."""
    root = merkle.leaf_hash(leaf)
    final = world.certificate(world.result(ROSTER, statuses=root, leaves=1))
    return {"leaf": leaf, "leaf_index": 0, "leaf_path": (), "certificate": final}


def test_a_good_receipt_proves_its_outcome_in_seven_steps() -> None:
    verdict = receipts.check_receipt(GOOD, CHAIN, ROSTER.market_id)
    assert failed(verdict) == []
    assert [step.name for step in verdict.steps] == STEPS
    assert verdict.outcome == Outcome(1, 0, 1, 130, 130)


@given(st.integers(0, 199))
def test_every_record_has_its_own_proof(record: int) -> None:
    good = world.receipt(ROSTER, BATCH, record, LEAVES, 1 if record < 150 else 2)
    assert receipts.check_receipt(good, CHAIN).outcome == Outcome(1, 0, 1, record, record)


def test_step_1_another_market_than_the_one_trusted() -> None:
    assert failed(receipts.check_receipt(GOOD, CHAIN, bytes([1]) * 32)) == ["market"]


def test_step_1_a_batch_of_another_market() -> None:
    verdict = altered(**header(market=bytes([1]) * 32))
    assert {"market", "instruction signed"} <= set(failed(verdict))


def test_step_2_an_epoch_that_never_was() -> None:
    final = world.certificate(world.result(ROSTER, epoch=1))
    assert {"roster", "quorum signed"} <= set(failed(altered(certificate=final)))


def test_step_2_an_old_roster_signing_after_its_end() -> None:
    chain = world.chain(world.next_roster(ROSTER), ends=(5,))
    late = world.receipt(ROSTER, BATCH, 130, LEAVES, 1, number=6)
    assert failed(receipts.check_receipt(late, chain)) == ["roster", "quorum signed"]
    last = world.receipt(ROSTER, BATCH, 130, LEAVES, 1, number=5)
    assert failed(receipts.check_receipt(last, chain)) == []


def test_step_3_a_signature_by_another_key() -> None:
    forged = world.INSTITUTIONS[1].sign("batch", GOOD.header)
    assert failed(altered(signature=forged)) == ["instruction signed"]


def test_step_3_a_header_changed_after_signing() -> None:
    changed = msgspec.structs.replace(GOOD.header, valid_until_ms=1)
    assert failed(altered(header=changed)) == ["instruction signed", "outcome of this record"]


def test_a_neighbour_in_the_same_page_and_leaf_gets_its_own_outcome() -> None:
    assert altered(record=131).outcome == Outcome(1, 0, 1, 131, 131)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"pages": OTHER.payload[8192:12288]}, id="a page of another batch"),
        pytest.param({"pages": GOOD.pages[:-1]}, id="a page cut short"),
        pytest.param({"pages": GOOD.pages + b"\0"}, id="a page too long"),
        pytest.param({"pages_path": ()}, id="no path"),
        pytest.param({"pages_path": (*GOOD.pages_path, ZERO)}, id="a path too long"),
        pytest.param({"first_page": 1}, id="another page index"),
        pytest.param({"first_page": -1}, id="a negative page index"),
        pytest.param({"first_page": 2**40}, id="a page index beyond the end"),
    ],
)
def test_step_4_the_page_is_bound_to_the_signed_root(changes: dict[str, object]) -> None:
    assert failed(altered(**changes)) == ["record in batch"]


@pytest.mark.parametrize("record", [-1, 200, 2**40])
def test_step_4_a_record_that_is_not_in_the_batch(record: int) -> None:
    assert failed(altered(record=record)) == ["record in batch", "outcome of this record"]


def test_step_4_a_record_of_another_page() -> None:
    assert failed(altered(record=10)) == ["record in batch"]


@given(st.integers(0, len(GOOD.pages) * 8 - 1))
def test_step_4_one_flipped_bit_in_the_page(bit: int) -> None:
    bad = bytearray(GOOD.pages)
    bad[bit // 8] ^= 1 << bit % 8
    assert failed(altered(pages=bytes(bad))) == ["record in batch"]


def test_step_5_the_outcome_of_another_batch() -> None:
    other = world.receipt(ROSTER, BATCH, 130, LEAVES, 0)
    verdict = receipts.check_receipt(other, CHAIN)
    assert failed(verdict) == ["outcome of this record"]
    assert "another batch" in verdict.steps[4].detail


def test_step_5_a_leaf_of_other_records() -> None:
    other = world.receipt(ROSTER, BATCH, 130, LEAVES, 2)
    verdict = receipts.check_receipt(other, CHAIN)
    assert failed(verdict) == ["outcome of this record"]
    assert "no outcome of this record" in verdict.steps[4].detail


@pytest.mark.parametrize(
    "leaf",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"garbage", id="garbage"),
        pytest.param(leaf_bytes(DirectLeaf(1, 0, 1, BATCH.digest, 130, b"\1")), id="half a status"),
        pytest.param(leaf_bytes(LateLeaf(1, 0, 1, BATCH.digest, bytes(5))), id="part of an entry"),
    ],
)
def test_step_5_a_certified_leaf_that_is_none_proves_nothing(leaf: bytes) -> None:
    assert failed(altered(**recertified(leaf))) == ["outcome of this record"]


@pytest.mark.parametrize(
    ("institution", "sequence", "record", "stream"),
    [(2, 1, 130, 0), (1, 2, 130, 0), (1, 1, 131, 0), (1, 1, 130, 1)],
)
def test_step_5_a_late_outcome_of_another_record(
    institution: int, sequence: int, record: int, stream: int
) -> None:
    leaf = leaf_bytes(LateLeaf(institution, stream, sequence, BATCH.digest, late_entry(record, 7)))
    assert failed(altered(**recertified(leaf))) == ["outcome of this record"]


def test_step_5_a_late_outcome_of_another_batch_of_the_same_place() -> None:
    leaf = leaf_bytes(LateLeaf(1, 0, 1, b"\x01" * 32, late_entry(130, 7)))
    assert failed(altered(**recertified(leaf))) == ["outcome of this record"]


def test_a_late_outcome_is_proved_too() -> None:
    leaf = leaf_bytes(LateLeaf(1, 0, 1, BATCH.digest, late_entry(129, 6) + late_entry(130, 7)))
    assert altered(**recertified(leaf)).outcome == Outcome(1, 0, 1, 130, 7)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"leaf_path": ()}, id="no path"),
        pytest.param({"leaf_path": (*GOOD.leaf_path, ZERO)}, id="a path too long"),
        pytest.param({"leaf_path": tuple(reversed(GOOD.leaf_path))}, id="a path upside down"),
        pytest.param({"leaf_index": 0}, id="another index"),
        pytest.param({"leaf_index": -1}, id="a negative index"),
        pytest.param({"leaf_index": 3}, id="an index beyond the end"),
        pytest.param({"leaf": world.direct_leaf(BATCH, [9] * 150)}, id="other statuses"),
    ],
)
def test_step_6_the_leaf_is_bound_to_the_result(changes: dict[str, object]) -> None:
    assert failed(altered(**changes)) == ["outcome in result"]


def test_step_6_a_result_that_counts_its_leaves_otherwise() -> None:
    signed = msgspec.structs.replace(GOOD.certificate.result, leaves=1)
    assert failed(altered(certificate=world.certificate(signed))) == ["outcome in result"]


def test_step_7_one_vote_short_of_a_quorum() -> None:
    short = Certificate(GOOD.certificate.result, GOOD.certificate.votes[:2])
    assert failed(altered(certificate=short)) == ["quorum signed"]


def test_step_7_one_vote_twice() -> None:
    votes = GOOD.certificate.votes
    twice = Certificate(GOOD.certificate.result, (votes[0], votes[1], votes[1]))
    assert failed(altered(certificate=twice)) == ["quorum signed"]


def test_step_7_votes_for_another_result() -> None:
    elsewhere = world.certificate(world.result(ROSTER, 2)).votes
    mixed = Certificate(GOOD.certificate.result, elsewhere)
    assert failed(altered(certificate=mixed)) == ["quorum signed"]


# commands ---------------------------------------------------------------------------------------------
COMMANDS = tuple(("command", at, bytes([at]) * 1500) for at in range(9))


def business(payload: bytes = encode(COMMANDS), count: int = len(COMMANDS)) -> Batch:
    """A signed batch of the business lane."""
    return make(
        world.INSTITUTIONS[0], ROSTER.market_id, 1, 0, 3, Lane.BUSINESS, count, payload, world.VALID_UNTIL_MS
    )


def command_receipt(record: int, of: Batch | None = None, status: int = 2) -> Receipt:
    """The receipt of one command whose batch was done, or refused as a whole."""
    batch = of or business()
    return world.receipt(ROSTER, batch, record, [world.direct_leaf(batch, [status] * batch.header.count)], 0)


def failed_with(receipt: Receipt, **changes: object) -> list[str]:
    """Names of the steps that fail once the receipt is changed."""
    return failed(receipts.check_receipt(msgspec.structs.replace(receipt, **changes), CHAIN))


@pytest.mark.parametrize("record", range(len(COMMANDS)))
def test_the_receipt_of_a_command_shows_that_command_and_no_page_too_many(record: int) -> None:
    good = command_receipt(record)
    verdict = receipts.check_receipt(good, CHAIN)
    assert verdict.outcome == Outcome(1, 0, 3, record, 2)
    assert verdict.text == encode(COMMANDS[record])
    before = sum(len(encode(one)) for one in COMMANDS[: record + 1]) + 1
    assert len(good.pages) == min(-(-before // 4096) * 4096, len(encode(COMMANDS)))
    assert f"command {record} is bytes" in verdict.steps[3].detail


def test_the_receipt_of_a_record_shows_its_64_bytes() -> None:
    assert receipts.check_receipt(GOOD, CHAIN).text == BATCH.payload[130 * 64 : 131 * 64]


def test_a_receipt_with_the_text_of_another_command_is_refused() -> None:
    swapped = (COMMANDS[1], COMMANDS[0], *COMMANDS[2:])
    other = command_receipt(0, business(encode(swapped)))
    assert failed_with(command_receipt(0), pages=other.pages) == ["record in batch"]
    assert failed_with(command_receipt(0), pages=other.pages, pages_path=other.pages_path) == [
        "record in batch"
    ]


def test_a_receipt_that_shows_fewer_or_more_pages_than_its_command_needs_is_refused() -> None:
    early, late = command_receipt(1), command_receipt(5)
    for shown in (early, late):
        for at in (1, 5):
            changes = {"record": at, "pages": shown.pages, "pages_path": shown.pages_path}
            wanted = [] if at == shown.record else ["record in batch"]
            assert failed_with(early, **changes) == wanted


def test_a_receipt_that_shows_a_command_without_those_before_it_is_refused() -> None:
    shown = merkle.Tree(merkle.page_hashes(encode(COMMANDS)))
    changes = {
        "first_page": 1,
        "pages": encode(COMMANDS)[4096:8192],
        "pages_path": shown.path(1),
    }
    assert failed_with(command_receipt(4), **changes) == ["record in batch"]


UNREADABLE = [
    pytest.param(bytes(5000), 2, id="no array"),
    pytest.param(encode(COMMANDS), 2, id="another number of commands"),
    pytest.param(encode(COMMANDS)[:9000], 9, id="cut short"),
    pytest.param(b"\x92\xc1" + bytes(9000), 2, id="a byte that begins nothing"),
]


@pytest.mark.parametrize(("payload", "count"), UNREADABLE)
def test_a_payload_that_is_no_list_of_commands_proves_only_that_the_batch_was_refused(
    payload: bytes, count: int
) -> None:
    of = business(payload, count)
    last = count - 1
    refused = receipts.check_receipt(command_receipt(last, of, status=100), CHAIN)
    assert refused.outcome == Outcome(1, 0, 3, last, 100)
    assert refused.text == b""
    done = receipts.check_receipt(command_receipt(last, of, status=2), CHAIN)
    assert failed(done) == ["record in batch"]
    assert "no command stands at place" in done.steps[3].detail


@given(st.integers(0, 8), st.integers(0))
def test_one_flipped_bit_in_the_pages_of_a_command_is_found(record: int, at: int) -> None:
    good = command_receipt(record)
    bit = at % (len(good.pages) * 8)
    bad = bytearray(good.pages)
    bad[bit // 8] ^= 1 << bit % 8
    assert failed_with(good, pages=bytes(bad)) == ["record in batch"]


def file_bytes(receipt: Receipt = GOOD, chain: RosterChain = CHAIN) -> bytes:
    """A receipt with its rosters, as a file."""
    return encode(ReceiptFile(receipt, tuple(chain.links)))


def test_a_file_is_all_that_an_offline_check_needs() -> None:
    verdict = receipts.check_file(file_bytes(), ROSTER.market_id)
    assert verdict.outcome == Outcome(1, 0, 1, 130, 130)


def test_a_file_of_a_later_epoch_carries_every_roster() -> None:
    second = world.next_roster(ROSTER)
    chain = world.chain(second, ends=(5,))
    good = world.receipt(second, BATCH, 130, LEAVES, 1, number=6)
    assert receipts.check_file(file_bytes(good, chain), ROSTER.market_id).holds
    assert not receipts.check_file(file_bytes(good, CHAIN), ROSTER.market_id).holds


@pytest.mark.parametrize("data", [b"", b"garbage", file_bytes()[:-1], file_bytes() + b"\0"])
def test_a_file_that_is_no_receipt_says_so(data: bytes) -> None:
    verdict = receipts.check_file(data)
    assert failed(verdict) == ["file"]


def test_a_file_with_a_broken_chain_of_rosters_says_why() -> None:
    unsigned = msgspec.structs.replace(CHAIN.links[0].signed, signatures=())
    link = msgspec.structs.replace(CHAIN.links[0], signed=unsigned)
    verdict = receipts.check_file(encode(ReceiptFile(GOOD, (link,))))
    assert failed(verdict) == ["file"]
    assert "0 valid governors' signatures" in verdict.steps[0].detail
    assert failed(receipts.check_file(encode(ReceiptFile(GOOD, ())))) == ["file"]


FILE = file_bytes()


@given(st.integers(0, len(FILE) * 8 - 1))
def test_one_flipped_bit_anywhere_is_found(bit: int) -> None:
    bad = bytearray(FILE)
    bad[bit // 8] ^= 1 << bit % 8
    assert not receipts.check_file(bytes(bad), ROSTER.market_id).holds


def test_a_file_holds_one_page_of_the_batch_not_the_batch() -> None:
    assert GOOD.pages in FILE
    assert BATCH.payload[:4096] not in FILE
