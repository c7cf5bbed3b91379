"""``lianjie receipt FILE``: every step of a proof, the instruction and its outcome in words, offline and light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from actors.base import batch as batches
from actors.base.batch import Batch, Lane
from actors.base.canonical import encode
from actors.base.receipt import Receipt, ReceiptFile
from actors.ledger import records
from actors.ledger.status import Status
from cluster.cli.receipt import account_text, record_lines, yuan
from cluster.cli.receipt import receipt as command
from tests.base import world

ROSTER = world.first_roster()
LINKS = tuple(world.chain().links)
SELLER, CASH = records.account_number(1, 7), records.account_number(2, 8)


def batch_of(*wanted: records.Records) -> Batch:
    """Records of institution 1 as one batch."""
    payload = records.payload(*wanted)
    key = world.INSTITUTIONS[0]
    return batches.make(key, ROSTER.market_id, 1, 0, 1, Lane.BULK, len(wanted), payload, world.VALID_UNTIL_MS)


DVP = batch_of(
    records.open_account(SELLER, 5),
    records.deliver(
        reference=42,
        counterparty=2,
        account=SELLER,
        contra=CASH,
        asset=3,
        quantity=1_000_000,
        cash=9,
        amount=9_958_290_055,
        expiry_s=1_774_224_000,
    ),
    records.payment(CASH, SELLER, 9, 123_456),
)


def receipt_of(record: int, status: Status) -> Receipt:
    """The receipt of one record of the batch."""
    leaf = world.direct_leaf(DVP, [int(status)] * 3)
    return world.receipt(ROSTER, DVP, record, [leaf], 0)


def saved(path: Path, receipt: Receipt) -> Path:
    """The receipt as a file."""
    path.write_bytes(encode(ReceiptFile(receipt, LINKS)))
    return path


def run(*arguments: object) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(command, [str(one) for one in arguments])


def test_a_good_receipt_shows_seven_steps_the_trade_and_its_status(tmp_path: Path) -> None:
    result = run(saved(tmp_path / "r", receipt_of(1, Status.SETTLED)))
    assert result.exit_code == 0
    assert result.output.count("✓") == 7
    assert "✗" not in result.output
    for text in ("DELIVER", "ccdc/7", "pbc/8", "1,000,000", "¥99,582,900.55", "42", "SETTLED (1)"):
        assert text in result.output
    assert Status.SETTLED.en in result.output
    assert "The receipt holds." in result.output


def test_in_chinese_the_sentence_is_chinese(tmp_path: Path) -> None:
    result = run(saved(tmp_path / "r", receipt_of(1, Status.CASH_SHORT)), "--lang", "zh")
    assert result.exit_code == 0
    assert Status.CASH_SHORT.zh in result.output
    assert "法定多数签名" in result.output
    assert "回单成立。" in result.output


def test_an_altered_receipt_names_the_step_that_fails_and_exits_1(tmp_path: Path) -> None:
    good = receipt_of(1, Status.SETTLED)
    altered = msgspec.structs.replace(good, page=good.page[:-1] + b"\x01")
    result = run(saved(tmp_path / "r", altered))
    assert result.exit_code == 1
    failed = [line for line in result.output.splitlines() if "✗" in line]
    assert len(failed) == 1
    assert "record in batch" in failed[0]
    assert "does NOT hold" in result.output
    assert Status.SETTLED.en not in result.output


def test_bytes_that_are_no_receipt_fail_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "r"
    path.write_bytes(b"hello")
    result = run(path)
    assert result.exit_code == 1
    assert "✗" in result.output
    assert "ReceiptFile" in result.output


def test_a_receipt_of_another_market_than_the_trusted_one_fails(tmp_path: Path) -> None:
    path = saved(tmp_path / "r", receipt_of(1, Status.SETTLED))
    assert run(path, "--market", ROSTER.market_id.hex()).exit_code == 0
    result = run(path, "--market", "00" * 32)
    assert result.exit_code == 1
    assert "the market you trust" in result.output


@pytest.mark.parametrize("market", ["xyz", "00", ""])
def test_a_market_id_that_is_none_is_bad_usage(tmp_path: Path, market: str) -> None:
    result = run(saved(tmp_path / "r", receipt_of(1, Status.SETTLED)), "--market", market)
    assert result.exit_code == 2
    assert "64 hex digits" in result.output


def test_a_missing_file_and_a_directory_are_bad_usage(tmp_path: Path) -> None:
    missing, directory = run(tmp_path / "none"), run(tmp_path)
    assert (missing.exit_code, directory.exit_code) == (2, 2)
    assert "does not exist" in missing.output
    assert "is a directory" in directory.output


def test_a_file_too_large_for_a_receipt_is_bad_usage(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as handle:
        handle.truncate(9 * 1024 * 1024)
    result = run(path)
    assert result.exit_code == 2
    assert "it is no receipt" in result.output


def test_a_payment_is_shown_in_yuan_and_an_account_by_its_gateways_name() -> None:
    lines = dict(record_lines(receipt_of(2, Status.DONE), ROSTER))
    assert lines["amount"] == "¥1,234.56"
    assert lines["account"] == "pbc/8"
    assert account_text(records.account_number(77, 3), ROSTER) == "77/3"


def test_a_typed_command_is_named_as_one() -> None:
    receipt = receipt_of(0, Status.DONE)
    business = msgspec.structs.replace(receipt.header, lane=int(Lane.BUSINESS))
    lines = dict(record_lines(msgspec.structs.replace(receipt, header=business), ROSTER))
    assert "typed command" in lines["kind"]


@pytest.mark.parametrize(
    ("fen", "text"), [(0, "¥0.00"), (5, "¥0.05"), (-123, "-¥1.23"), (10**11, "¥1,000,000,000.00")]
)
def test_amounts_have_separators_and_two_decimals(fen: int, text: str) -> None:
    assert yuan(fen) == text


def test_checking_a_receipt_imports_neither_pandas_nor_numba(tmp_path: Path) -> None:
    path = saved(tmp_path / "r", receipt_of(1, Status.SETTLED))
    script = (
        "import sys\n"
        "from cluster.cli.receipt import receipt\n"
        "try:\n"
        "    receipt([sys.argv[1]])\n"
        "except SystemExit as left:\n"
        "    assert not left.code, left.code\n"
        "heavy = {'pandas', 'numba', 'llvmlite', 'asyncio', 'aiohttp'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", script, str(path)], check=True, cwd=root, capture_output=True)
