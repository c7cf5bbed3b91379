"""The guide names every message in its version, and what it shows can be typed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cluster.cli.main import main
from cluster.messages.codes import directory_of_codes, load_codes
from cluster.messages.definitions import DEFINITIONS, HEADER
from cluster.messages.envelope import MESSAGE_BYTES_MAX
from cluster.messages.reasons import MEANINGS
from tests.messages.examples import FOLDER

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "messages.md").read_text("utf-8")


def test_every_message_stands_in_the_table_in_its_version() -> None:
    told = set(re.findall(r"\b[a-z]{4}\.\d{3}\.\d{3}\.\d{2}\b", GUIDE))
    assert told == {HEADER, *(one.name for one in DEFINITIONS.values())}


def test_every_reason_in_the_guide_is_one_that_is_given() -> None:
    table = GUIDE.partition("## States and reasons")[2].partition("## ")[0]
    codes = set(re.findall(r"`([A-Z]{4}|[A-Z]{2}\d{2})`", table))
    given = {code for one in MEANINGS.values() for code in (one.code, one.payment, one.state.payment)}
    assert codes <= given


def test_the_limit_is_the_one_in_the_guide() -> None:
    assert f"{MESSAGE_BYTES_MAX // 2**20} MiB" in GUIDE


def test_the_file_of_codes_in_the_guide_is_one(tmp_path: Path) -> None:
    text = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert text is not None
    path = tmp_path / "codes.yaml"
    path.write_text(text[1], "utf-8")
    directory = directory_of_codes(load_codes(path))
    assert directory.find_party("ABCDCNBJ") == directory.party(1)


def test_the_commands_in_the_guide_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert text is not None
    codes = text[1].replace("ABCDCNBJ", "CDCCCNBJ").replace(", lei: ABCD0000000000000081", "")
    codes = codes.replace("instruments:", "  CSDC: {number: 3}\ninstruments:")
    (tmp_path / "codes.yaml").write_text(codes, "utf-8")
    message = (FOLDER / "sese.023-sell.xml").read_text("utf-8")
    (tmp_path / "instruction.xml").write_text(re.sub(r"\s*<LEI>.*</LEI>", "", message), "utf-8")
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^lianjie (message .*?)\s*(?:#.*)?$", GUIDE, re.MULTILINE)
    assert len(commands) == 4
    for command in commands:
        result = CliRunner().invoke(main, command.split())
        assert result.exit_code == 0, f"{command}: {result.output}"
