"""``lianjie``: helps without loading anything, and one broken subcommand does not hurt the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.testing import CliRunner

from cluster.cli import main as door
from cluster.cli.main import COMMANDS, main


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(main, ["--help"])
    assert result.exit_code == 0
    for name, (_, _, text) in COMMANDS.items():
        assert name in result.output
        assert text.split(".")[0] in result.output


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert "Usage" in result.output


def test_help_loads_no_compiler() -> None:
    code = (
        "import sys\nfrom cluster.cli.main import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([name for name in ('numba', 'numpy', 'pandas') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip().endswith("[]")


def test_an_unknown_command_is_refused() -> None:
    result = CliRunner().invoke(main, ["demmo"])
    assert result.exit_code == 2
    assert "demmo" in result.output


def test_a_command_that_cannot_be_loaded_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(door.COMMANDS, "demo", ("cluster.cli.nowhere", "demo", "Broken."))
    result = CliRunner().invoke(main, ["demo"])
    assert result.exit_code == 1
    assert "Install the project again" in result.output
    assert CliRunner().invoke(main, ["receipt", "--help"]).exit_code == 0


def test_the_version_is_told() -> None:
    assert "0.1.0" in CliRunner().invoke(main, ["--version"]).output
