"""``lianjie platform``: plans in files without a market, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cluster.cli.main import main
from cluster.platform import plan as plans
from cluster.platform import schema
from tests.platform.test_plan import GOOD


def run(*arguments: object) -> Result:
    """The command's result."""
    return CliRunner().invoke(main, ["platform", *map(str, arguments)])


def test_the_schema_is_printed() -> None:
    assert run("schema").output == schema.text()


@pytest.mark.parametrize("name", plans.built_in())
def test_built_in_plans_are_right(name: str) -> None:
    result = run("check", name, "--blueprint", "bond-centre")
    assert (result.exit_code, result.output) == (0, f"{name}: the plan of the platform {name} is right\n")


def test_all_faults_of_a_plan_are_told_with_their_places_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(GOOD.replace("stage: 2", "stage: 7").replace("trading, risk", "weather, risk"), "utf-8")
    english, chinese = run("check", path), run("check", path, "--lang", "zh")
    assert english.exit_code == chinese.exit_code == 2
    assert "line 3, column 1: stage 7; stages are 1 listing" in english.output
    assert "line 4, column 11: no module 'weather'" in english.output
    assert "第 3 行第 1 列：阶段 7；阶段有：1 挂牌" in chinese.output
    assert "第 4 行第 11 列：没有模块 'weather'" in chinese.output


def test_institutions_are_checked_against_a_blueprint() -> None:
    result = run("check", "bond-centre", "--blueprint", "treasury")
    assert result.exit_code == 2
    assert "no institution 'SZSE' in this market; it has CCDC" in result.output


def test_what_has_no_market_or_no_party_is_told(tmp_path: Path) -> None:
    assert run("list", "--data", tmp_path).exit_code == 3
    assert "--as" in run("propose", "bond-centre", "--data", tmp_path).output
    nothing = run("extend", "bond-centre", "--as", "CSRC", "--data", tmp_path)
    assert (nothing.exit_code, "give --plan, --stage or both" in nothing.output) == (2, True)
