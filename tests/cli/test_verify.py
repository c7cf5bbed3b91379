"""``lianjie verify DIR``: what a person and a script are told, and by which exit status."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cluster.cli.verify import verify as command
from cluster.storage.files import OsFiles
from tests.verify.story import Story, week, write


@pytest.fixture(scope="module")
def story() -> Story:
    """Two epochs of a small market."""
    return week()


@pytest.fixture
def node(story: Story, tmp_path: Path) -> Path:
    """The directory of a node."""
    return write(tmp_path / "market" / "node0", story.market, story.lines, story.snapshots)


def run(*arguments: object) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(command, [str(one) for one in arguments], env={"COLUMNS": "200"})


def flip(node: Path, at: int) -> Path:
    """Flip a bit of the log's byte ``at``."""
    log = node / "log" / "00000000.seg"
    data = bytearray(log.read_bytes())
    data[at] ^= 1
    log.write_bytes(data)
    return log


def test_an_honest_node_exits_0_and_shows_counts_and_the_state_root(story: Story, node: Path) -> None:
    result = run(node, "--market", story.market.hex())
    assert result.exit_code == 0
    for text in ("node0", "certificates (quorum of votes)", "Everything holds.", story.market.hex()):
        assert text in result.output
    assert f"final up to commit: {len(story.results)}" in result.output
    assert "✗" not in result.output


def test_in_chinese(node: Path) -> None:
    result = run(node, "--lang", "zh")
    assert result.exit_code == 0
    assert "全部核验通过。" in result.output
    assert "终局证书" in result.output


def test_a_flipped_bit_exits_1_and_names_file_and_byte(node: Path) -> None:
    log = flip(node, 20_000)
    result = run(node)
    assert result.exit_code == 1
    assert "FAULT" in result.output
    assert f"{log}, byte 20000" in result.output


def test_a_fault_is_told_in_chinese(node: Path) -> None:
    log = flip(node, 20_000)
    result = run(node, "--lang", "zh")
    assert result.exit_code == 1
    told = next(line for line in result.output.splitlines() if "发现错误" in line)
    assert re.search("[a-z]{3,} [a-z]{2,}", told) is None
    assert f"{log}，第 20000 字节" in result.output


def test_another_market_than_the_trusted_one_exits_1(node: Path) -> None:
    result = run(node, "--market", "00" * 32)
    assert result.exit_code == 1
    assert "the one you trust is 00000000" in result.output


def test_a_markets_directory_is_verified_party_by_party(node: Path) -> None:
    shutil.copytree(node, node.parent / "node1")
    assert run(node.parent).exit_code == 0
    flip(node.parent / "node1", 9000)
    result = run(node.parent)
    assert result.exit_code == 1
    assert result.output.count("Everything holds.") == 1


def test_the_report_as_json(story: Story, node: Path, tmp_path: Path) -> None:
    assert run(node, "--json", tmp_path / "good.json").exit_code == 0
    good = json.loads((tmp_path / "good.json").read_text())
    assert good["holds"]
    party = good["parties"][0]
    assert party["counts"]["commits"] == party["commits"] == len(story.results)
    assert len(bytes.fromhex(party["state_root"])) == 32
    assert party["first_fault"] is None
    log = flip(node, 12_345)
    assert run(node, "--json", tmp_path / "bad.json").exit_code == 1
    fault = json.loads((tmp_path / "bad.json").read_text())["parties"][0]["first_fault"]
    assert (fault["file"], fault["offset"]) == (str(log), 12_345)
    assert fault["sentence"].startswith(f"{log}: byte 12345: ")


@pytest.mark.parametrize(
    ("name", "text"), [("none", "does not exist"), ("empty", "is empty"), ("file", "is a file")]
)
def test_nothing_to_check_is_bad_usage(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("hello")
    result = run(tmp_path / name)
    assert result.exit_code == 2
    assert text in " ".join(result.output.split())


def test_a_directory_of_no_party_is_bad_usage(tmp_path: Path) -> None:
    (tmp_path / "some" / "where").mkdir(parents=True)
    result = run(tmp_path / "some")
    assert result.exit_code == 2
    assert "holds no IDENTITY" in result.output


def test_no_permission_is_bad_usage(node: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: OsFiles, path: str, *, write: bool = False, create: bool = False) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(OsFiles, "open", refuse)
    result = run(node)
    assert result.exit_code == 2
    assert "no permission" in result.output


def test_a_report_that_cannot_be_written_is_bad_usage(node: Path, tmp_path: Path) -> None:
    result = run(node, "--json", tmp_path / "absent" / "report.json")
    assert result.exit_code == 2
    assert "cannot be written" in result.output


def test_a_market_id_that_is_none_is_bad_usage(node: Path) -> None:
    assert run(node, "--market", "12").exit_code == 2
