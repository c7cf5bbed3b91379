"""Which market a command means, its password, and the command lines that it proposes."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from actors.base.roster import ROLES
from cluster.cli import running
from cluster.cli.main import main
from cluster.cli.standing import NODE, SILENT
from cluster.cli.up import load_there
from cluster.hosts.health import STATES
from cluster.language.zh import texts


def run(*arguments: object) -> Result:
    """The command with these arguments."""
    return CliRunner().invoke(main, [str(one) for one in arguments], prog_name="lianjie")


def market(name: str, text: str = "{}") -> Path:
    """Where a market of this name would be, with its blueprint."""
    directory = running.default_directory(name)
    directory.mkdir(parents=True)
    (directory / "blueprint.json").write_text(text)
    return directory


NEEDS_A_MARKET = (
    ["status"],
    ["status", "--json"],
    ["top", "--count", "1"],
    ["node", "kill", "node-ccdc"],
    ["node", "start", "node-ccdc"],
    ["node", "cut", "node-ccdc"],
    ["node", "join", "node-ccdc"],
    ["node", "slow", "node-ccdc", "5"],
)


@pytest.mark.parametrize("arguments", NEEDS_A_MARKET, ids=" ".join)
def test_without_a_running_market_a_command_says_how_to_start_one_and_exits_3(
    arguments: list[str], tmp_path: Path
) -> None:
    result = run(*arguments, "--data", tmp_path)
    assert result.exit_code == 3
    assert result.output == (
        f"Error: no market runs over {tmp_path}; start it: lianjie up --data {tmp_path}\n"
    )


def test_in_chinese_too(tmp_path: Path) -> None:
    result = run("--lang", "zh", "status", "--data", tmp_path)
    assert result.exit_code == 3
    assert f"{tmp_path} 上没有运行中的市场；启动：lianjie up --data {tmp_path}" in result.output


def test_stopping_what_does_not_run_is_harmless(tmp_path: Path) -> None:
    result = run("down", "--data", tmp_path / "none")
    assert result.exit_code == 0
    assert result.output == f"no market runs over {tmp_path / 'none'}; nothing to stop\n"
    assert not (tmp_path / "none").exists()


def test_a_market_whose_ray_died_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "ray.json").write_text(
        f'{{"address": "127.0.0.1:9", "token_file": "", "directory": "{tmp_path}/lj-gone"}}'
    )
    (tmp_path / "lj-gone").mkdir()
    first, second = run("down", "--data", tmp_path), run("down", "--data", tmp_path)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "nothing to stop" in second.output
    assert list(tmp_path.iterdir()) == []


def test_without_a_name_the_one_market_there_is_is_meant() -> None:
    assert running.meant(None) == running.default_directory("treasury")
    mine = market("repo")
    assert running.meant(None) == mine
    assert running.meant(Path("x")) == Path("x").absolute()


def test_several_markets_have_to_be_told_apart() -> None:
    market("repo"), market("treasury")
    result = run("status")
    assert result.exit_code == 2
    assert "there are several markets (repo, treasury)" in result.output
    assert "--data DIR" in result.output


def test_a_proposed_command_line_names_the_directory_where_it_must() -> None:
    assert running.command(running.default_directory(), "status") == "lianjie status"
    assert running.command(Path("/a b"), "node", "start", "n") == "lianjie node start n --data '/a b'"


def test_the_password_is_the_line_in_its_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(" se cret \r\n")
    assert running.password_in(file) == " se cret "
    assert running.password_in(None) is None


@pytest.mark.parametrize(
    ("content", "text"), [(b"\n", "is empty"), (b"\xff\xfe", "is not UTF-8 text"), (None, "No such file")]
)
def test_a_password_file_that_holds_none_is_bad_use(tmp_path: Path, content: bytes | None, text: str) -> None:
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    for command in ("up", "down", "status"):
        result = run(command, "--data", tmp_path, "--password-file", file)
        assert result.exit_code == 2
        assert str(file) in result.output
        assert text in result.output


def test_a_blueprint_that_is_none_is_bad_use(tmp_path: Path) -> None:
    for arguments in (["up", "nosuch"], ["up", "nosuch", "--data", tmp_path / "m"]):
        result = run(*arguments)
        assert result.exit_code == 2
        assert "no blueprint 'nosuch'; built in: bond-centre, treasury" in result.output
    assert not (tmp_path / "m").exists()


def test_a_directory_that_is_not_empty_and_holds_no_market_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("dear")
    result = run("up", "--data", tmp_path)
    assert result.exit_code == 1
    assert "is not empty" in result.output
    assert [one.name for one in tmp_path.iterdir()] == ["letter"]


def test_no_cluster_at_the_address_leaves_nothing_behind(tmp_path: Path) -> None:
    result = run("up", "--data", tmp_path / "m", "--address", "127.0.0.1:9")
    assert result.exit_code == 1
    assert "no Ray cluster answers at 127.0.0.1:9" in result.output
    assert not (tmp_path / "m").exists()


def test_a_market_whose_start_was_interrupted_says_so(tmp_path: Path) -> None:
    for name in ("blueprint.json", "roster.bin"):
        (tmp_path / name).write_bytes(b"{}")
    result = run("up", "--data", tmp_path)
    assert result.exit_code == 1
    assert "start was interrupted; remove the directory" in result.output


def test_another_blueprint_than_that_of_the_directory_is_bad_use(tmp_path: Path) -> None:
    from cluster.blueprint import dump, load

    text = dump(load("treasury")).decode().replace('"treasury"', '"repo"', 1)
    for name, content in (("blueprint.json", text), ("founded", ""), ("roster.bin", "")):
        (tmp_path / name).write_text(content)
    result = run("up", "treasury", "--data", tmp_path)
    assert result.exit_code == 2
    assert f"{tmp_path} holds the market 'repo', not 'treasury'" in result.output


def test_a_blueprint_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match="No such file"):
        load_there(tmp_path / "blueprint.json")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["node", "slow", "n", "x"], "'x' is not a valid integer"),
        (["node", "slow", "n", "70000"], "70000 is not in the range"),
        (["node", "slow", "n"], "Missing argument 'MS'"),
        (["node", "kill"], "Missing argument 'NAME'"),
        (["top", "--every", "0"], "is not in the range"),
        (["top", "--count", "0"], "is not in the range"),
    ],
)
def test_bad_options_are_told_before_anything_is_looked_for(arguments: list[str], text: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert text in result.output


def test_roles_and_states_have_their_chinese() -> None:
    assert {*ROLES, *STATES, SILENT, NODE} <= set(texts())


def test_a_market_is_looked_for_in_the_users_data_directory() -> None:
    assert running.markets() == Path(os.environ["XDG_DATA_HOME"]) / "lianjie" / "markets"
