"""Commands speak the language they are asked in: help, click's errors, ours."""

from __future__ import annotations

import re

import click
import pytest
from click.testing import CliRunner, Result

from cluster.cli.language import Command, columns, language_option, wrapped
from cluster.cli.main import main


def run(*arguments: str, **environment: str) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(main, list(arguments), env=environment, prog_name="lianjie")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lang", "zh", "receipt", "--help"),
        ("receipt", "--help", "--lang", "zh"),
        ("receipt", "-h", "--lang=zh"),
    ],
)
def test_help_is_chinese_wherever_the_language_stands(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    for text in ("用法：lianjie receipt", "选项：", "显示本说明并退出。"):
        assert text in result.output
    assert "Options" not in result.output


def test_the_locale_decides_where_nobody_said() -> None:
    assert "命令：" in run("--help", LC_ALL="zh_CN.UTF-8").output
    assert "Commands:" in run("--help", "--lang", "en", LC_ALL="zh_CN.UTF-8").output


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["nosuch"], "错误：没有命令 'nosuch'。"),
        (["receipt"], "错误：缺少参数 'FILE'。"),
        (["receipt", "x", "--markt", "1"], "没有选项 '--markt'；是否指 '--market'？"),
        (["simulate", "--jobs", "many"], "'--jobs' 取值无效：'many' 不是有效的整数。"),
        (["simulate", "--jobs", "0"], "0 超出范围 1<=x<=1024。"),
        (["receipt", "--market"], "选项 '--market' 需要一个取值。"),
        (["receipt", "a", "b"], "多余的参数（b）"),
    ],
)
def test_errors_of_click_are_chinese_and_keep_their_exit_status(arguments: list[str], text: str) -> None:
    result = run("--lang", "zh", *arguments)
    assert result.exit_code == 2
    assert text in result.output
    assert "用法：lianjie" in result.output
    assert "查看说明" in result.output


def test_a_language_that_is_none_is_refused() -> None:
    result = run("receipt", "--lang", "fr", "x")
    assert result.exit_code == 2
    assert "'fr' is not one of 'en', 'zh'" in result.output


def test_every_command_speaks() -> None:
    context = click.Context(main, **main.context_settings)
    for name in main.list_commands(context):
        result = run("--lang", "zh", name, "--help")
        assert "用法：" in result.output, name


def test_lines_are_wrapped_by_what_they_take_on_a_screen() -> None:
    assert columns("中a") == 3
    lines = wrapped("结算 settlement 与清算，彼此分开。", 12)
    assert lines == ["结算", "settlement", "与清算，彼此", "分开。"]
    assert all(columns(line) <= 12 for line in lines)


def test_a_list_of_commands_shows_whole_sentences_in_either_language() -> None:
    english = " ".join(run("bench", "--help").output.split())
    assert "..." not in english.partition("Commands:")[2]
    chinese = run("bench", "--help", "--lang", "zh").output.partition("命令：")[2]
    assert re.search("[a-z]+ [a-z]+ [a-z]+", chinese) is None


def test_an_interrupted_command_says_so_in_its_language() -> None:
    @click.command("stops", cls=Command)
    @language_option
    def stops(lang: str) -> None:
        raise click.Abort

    result = CliRunner().invoke(stops, ["--lang", "zh"])
    assert (result.exit_code, result.output) == (1, "错误：已中止。\n")
