"""``lianjie receipt FILE``: every step of a proof, the instruction and its outcome in words, offline and light."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from random import Random

import msgspec
import pytest
from click.testing import CliRunner, Result
from msgspec import inspect

from actors.base import batch as batches
from actors.base.batch import Batch, Lane
from actors.base.canonical import Canonical, encode
from actors.base.receipt import Receipt, ReceiptFile
from actors.base.roster import SignedRoster
from actors.ledger import commands as typed
from actors.ledger import records
from actors.ledger.status import Status
from actors.modules.commands import ALL
from actors.modules.instances.commands import CreateInstance, Member, Plan, ProposeAct
from cluster.cli import command_words
from cluster.cli.receipt import KINDS, account_text, record_lines, yuan
from cluster.cli.receipt import receipt as command
from cluster.language import Say
from cluster.language.zh import texts
from cluster.language.zh.command_names import COMMANDS, FIELDS
from tests.base import world
from tests.modules.samples import command_of

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


def test_in_chinese_no_step_is_english(tmp_path: Path) -> None:
    good = receipt_of(1, Status.SETTLED)
    altered = msgspec.structs.replace(good, leaf_index=good.leaf_index + 1)
    for one in (good, altered):
        lines = run(saved(tmp_path / "r", one), "--lang", "zh").output.splitlines()
        steps = [line for line in lines if "✓" in line or "✗" in line]
        assert len(steps) == 7
        assert [line for line in steps if re.search("[a-z]{3,} [a-z]{2,}", line)] == []


def test_an_altered_receipt_names_the_step_that_fails_and_exits_1(tmp_path: Path) -> None:
    good = receipt_of(1, Status.SETTLED)
    altered = msgspec.structs.replace(good, pages=good.pages[:-1] + b"\x01")
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
        handle.truncate(65 * 1024 * 1024)
    result = run(path)
    assert result.exit_code == 2
    assert "it is no receipt" in result.output


def test_a_payment_is_shown_in_yuan_and_an_account_by_its_gateways_name() -> None:
    lines = dict(record_lines(receipt_of(2, Status.DONE), ROSTER, Say("en")))
    assert lines["amount"] == "¥1,234.56"
    assert lines["account"] == "pbc/8"
    assert account_text(records.account_number(77, 3), ROSTER) == "77/3"


SHOWN: tuple[tuple[typed.Command, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        typed.RegisterAsset(10, "2024-T6", 1, 10_000),
        ("RegisterAsset", "2024-T6", "security", "¥100.00", "listed no"),
        ("登记资产", "证券", "单位面值"),
    ),
    (typed.MergeAsset(11, 10), ("MergeAsset", "tranche 11", "parent 10"), ("续发行并券",)),
    (typed.OpenDate(20260323), ("OpenDate", "date 2026-03-23"), ("开启营业日", "日期")),
    (
        typed.DeclareCoupon(10, 20260324, 20260325, 219, 2, 1, CASH),
        ("record date 2026-03-24", "numerator 219", "paying account pbc/8"),
        ("公告付息", "登记日", "付款账户"),
    ),
    (
        typed.ChangeRoster(SignedRoster(ROSTER, ())),
        ("ChangeRoster", f"epoch 0, 4 validators, {ROSTER.digest.hex()}"),
        ("更换名册", "新名册"),
    ),
)


def business(*commands: typed.Command) -> Batch:
    """Commands of institution 1 as one batch."""
    key, payload = world.INSTITUTIONS[0], typed.payload(*commands)
    return batches.make(
        key, ROSTER.market_id, 1, 0, 1, Lane.BUSINESS, len(commands), payload, world.VALID_UNTIL_MS
    )


@pytest.mark.parametrize("at", range(len(SHOWN)))
def test_the_receipt_of_a_command_prints_that_command_in_both_languages(tmp_path: Path, at: int) -> None:
    of = business(*(command for command, _, _ in SHOWN))
    leaf = world.direct_leaf(of, [int(Status.DONE)] * len(SHOWN))
    path = saved(tmp_path / "r", world.receipt(ROSTER, of, at, [leaf], 0))
    _, english, chinese = SHOWN[at]
    for lang, parts in (("en", english), ("zh", chinese)):
        result = run(path, "--lang", lang)
        assert result.exit_code == 0, result.output
        text = re.sub(r"\s+", " ", result.output)
        for part in parts:
            assert part in text
    assert f"#{at}" in text


def test_every_kind_of_record_has_words_in_both_languages() -> None:
    assert set(KINDS) == {kind.name for kind in records.Kind}
    assert [name for name in KINDS.values() if name not in texts()] == []


def test_every_kind_of_command_has_words_in_both_languages() -> None:
    english, chinese = Say("en"), Say("zh")
    for kind in ALL:
        assert command_words.command_label(kind, english).isprintable()
        assert not command_words.command_label(kind, chinese).isascii(), kind.__name__


def parts_of(kind: inspect.Type, found: list[type[Canonical]]) -> list[type[Canonical]]:
    """Every struct in a type, but those of a roster, which is told as one."""
    match kind:
        case inspect.StructType(cls=cls, fields=fields) if cls is not SignedRoster and cls not in found:
            assert issubclass(cls, Canonical)
            found.append(cls)
            for field in fields:
                parts_of(field.type, found)
        case inspect.VarTupleType(item_type=item):
            parts_of(item, found)
        case inspect.TupleType(item_types=several) | inspect.UnionType(types=several):
            for one in several:
                parts_of(one, found)
    return found


def test_every_field_of_every_command_has_its_chinese() -> None:
    found: list[type[Canonical]] = []
    for kind in ALL:
        parts_of(inspect.type_info(kind), found)
    missing = [
        f"{kind.__name__}.{name}"
        for kind in found
        for name in kind.__struct_fields__
        if command_words.field_label(kind, name, Say("zh")).isascii()
    ]
    assert not missing, f"give them their Chinese in cluster/language/zh/command_names.py: {missing}"


def test_nothing_is_named_that_no_command_has() -> None:
    found: list[type[Canonical]] = []
    for kind in ALL:
        parts_of(inspect.type_info(kind), found)
    names = {name for kind in found for name in kind.__struct_fields__}
    qualified = {f"{kind.__name__}.{name}" for kind in found for name in kind.__struct_fields__}
    assert set(FIELDS) - names - qualified == set()
    assert set(COMMANDS) - {kind.__name__ for kind in found} == set()


@pytest.mark.parametrize("kind", ALL, ids=lambda one: one.__name__)
def test_any_command_is_printed_field_by_field_in_both_languages(kind: type[Canonical]) -> None:
    if kind is typed.ChangeRoster:
        return
    data = encode(command_of(kind, Random(7)))
    english = command_words.command_lines(data, ROSTER, Say("en"))
    chinese = command_words.command_lines(data, ROSTER, Say("zh"))
    assert len(english) == len(chinese) > 0
    assert [label for label, _ in chinese if label.isascii()] == []


def test_parts_of_a_command_stand_behind_their_name() -> None:
    plan = Plan("p", "P", "平台", 1, ("risk",), (Member(1, ("custodian",)),), (), 0, 9, (1, 2), 2)
    data = encode(ProposeAct(7, CreateInstance(3, plan)))
    english = dict(command_words.command_lines(data, ROSTER, Say("en")))
    chinese = dict(command_words.command_lines(data, ROSTER, Say("zh")))
    assert english["act · plan · members 1 · institution"] == ROSTER.institutions[0].name
    assert english["act · plan · modules"] == "risk"
    assert chinese["类型"] == "ProposeAct: 提议治理行为"
    assert chinese["行为"] == "新建平台实例"
    assert chinese["行为 · 方案 · 成员 1 · 角色"] == "custodian"


def test_a_refused_batch_that_holds_no_commands_says_so(tmp_path: Path) -> None:
    key = world.INSTITUTIONS[0]
    of = batches.make(key, ROSTER.market_id, 1, 0, 1, Lane.BUSINESS, 2, b"no commands", world.VALID_UNTIL_MS)
    leaf = world.direct_leaf(of, [int(Status.MALFORMED)] * 2)
    path = saved(tmp_path / "r", world.receipt(ROSTER, of, 1, [leaf], 0))
    assert "the payload is no list of so many commands" in run(path).output
    assert "MALFORMED (100), final" in run(path).output
    lines = dict(command_words.command_lines(b"\x92\x63\x01", ROSTER, Say("en")))
    assert lines["kind"] == "no known command: 926301"


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
