"""The story of the bond centre: every figure as a specialist expects it, in the reader's language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cluster.cli.demo import demo
from cluster.demo.centre.chapter import Chapter, yuan
from cluster.demo.centre.run import Telling
from cluster.demo.centre.story import CHAPTERS, Story
from cluster.verify import parties_of, verify_market


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, dict[str, Any]]:
    """One telling: its directory, what was printed, and its numbers."""
    place = tmp_path_factory.mktemp("centre")
    arguments = ["--scenario", "bond", "--quiet", "--lang", "zh"]
    arguments += ["--json", str(place / "bond.json"), "--data", str(place / "market")]
    result = CliRunner().invoke(demo, arguments)
    assert result.exit_code == 0, result.output
    return place, result.output, json.loads((place / "bond.json").read_text("utf-8"))


def facts(told: tuple[Path, str, dict[str, Any]]) -> dict[str, str]:
    """Value of each fact, by its text."""
    return {one["text"]: one["value"] for chapter in told[2]["chapters"] for one in chapter["facts"]}


def test_every_chapter_is_told_and_holds(told: tuple[Path, str, dict[str, Any]]) -> None:
    assert [one["key"] for one in told[2]["chapters"]] == [key for key, _, _ in CHAPTERS]
    assert told[2]["good"] and told[2]["failures"] == []


def test_the_figures_are_the_real_ones(told: tuple[Path, str, dict[str, Any]]) -> None:
    seen = facts(told)
    assert seen["coupon set by the auction"] == "1.54%"
    assert seen["paid for the allotments"] == "¥149,957,000,000.00"
    assert seen["¥100m at clean 98.50 settles for"] == "¥99,582,900.55"
    assert seen["first coupon of the five-year on 2027-01-25"] == "¥2,310,000,000.00"
    assert seen["settled together when the gridlock was resolved"] == "3"
    assert seen["units of the end owners less units issued"] == "0"


def test_it_is_told_in_chinese(told: tuple[Path, str, dict[str, Any]]) -> None:
    assert "统一债券交易中心" in told[1]
    assert "全部结果符合预期" in told[1]
    assert "coupon" not in told[1]


def test_its_market_verifies_from_disk(told: tuple[Path, str, dict[str, Any]]) -> None:
    reports = verify_market(parties_of(told[0] / "market"))
    assert [one.party for one in reports if not one.holds] == []
    assert len({one.state_root for one in reports if one.state_root is not None}) == 1


def test_what_does_not_hold_is_not_good() -> None:
    chapter = Chapter("one", "One")
    chapter.tell("as it should be", 1)
    assert Telling("local", [chapter]).good
    chapter.tell("not as it should be", 2, False)
    assert not Telling("local", [chapter]).good
    assert yuan(123_456_05) == "¥123,456.05"


async def test_an_unknown_chapter_is_refused() -> None:
    story = Story(None)  # type: ignore[arg-type]
    assert story.next_chapter == "opening"
    with pytest.raises(ValueError, match="no chapter 'end'; there are opening, platform"):
        await story.play("end")


@pytest.mark.parametrize(("language", "words"), [("en", "not installed here"), ("zh", "此处未安装")])
def test_what_is_not_installed_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str, words: str
) -> None:
    monkeypatch.setattr("cluster.demo.centre.needs.NEEDED", {"no_such_library": "pricing"})
    arguments = ["--scenario", "bond", "--lang", language, "--data", str(tmp_path / "market")]
    result = CliRunner().invoke(demo, arguments)
    said = " ".join(result.output.split())
    assert result.exit_code == 2
    assert words in said and "no_such_library" in said and "pip install 'lianjie[pricing]'" in said
    assert not (tmp_path / "market").exists()
