"""``lianjie message``: ISO 20022 messages in files, checked and shown, with no market."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cluster.cli.language import Command, Group, language_option
from cluster.language import Say

if TYPE_CHECKING:
    from cluster.messages.directory import Directory
    from cluster.messages.problems import Fault

_FILE = click.Path(path_type=Path)


@click.group("message", cls=Group)
@language_option
def message(lang: str) -> None:
    """ISO 20022 messages: which are spoken, whether one is right, what it says."""


@message.command("list", cls=Command)
@language_option
def list_(lang: str) -> None:
    """Which messages are read and written, in which version."""
    from cluster.messages.definitions import DEFINITIONS

    say = Say(lang)
    for one in DEFINITIONS.values():
        click.echo(f"{one.name}  {say(one.title)}")


@message.command("check", cls=Command)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=_FILE)
@click.option("--codes", type=_FILE, metavar="FILE", help="Who and what is who: BICs, LEIs, ISINs (YAML).")
@click.option("--as", "me", metavar="NAME", default="", help="Read it as this party of the file would.")
@language_option
def check(files: tuple[Path, ...], codes: Path | None, me: str, lang: str) -> None:
    """Check messages against their schemas, and with --codes whether they say what can be done.

    Exit status 0 when all are right, 1 when one is not, 2 when there is nothing to check.
    """
    _need_libraries()
    say, directory = Say(lang), _directory(codes, me)
    good = [_check_one(path, directory, say) for path in files]
    if not all(good):
        raise click.exceptions.Exit(1)


@message.command("show", cls=Command)
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--codes", type=_FILE, metavar="FILE", help="Who and what is who: BICs, LEIs, ISINs (YAML).")
@language_option
def show(file: Path, codes: Path | None, lang: str) -> None:
    """Show what a message says: element by element, and with --codes as the ledger takes it."""
    _need_libraries()
    from cluster.messages.definitions import DEFINITIONS
    from cluster.messages.envelope import read_envelope
    from cluster.messages.message import read
    from cluster.messages.problems import BadMessage

    say, data, directory = Say(lang), _bytes(file), _directory(codes, "")
    try:
        form = read_envelope(data).form
        noun = None if directory is None else read(data, directory).noun
    except BadMessage as problem:
        _tell(file, problem.faults, say)
        raise click.exceptions.Exit(1) from None
    definition = DEFINITIONS[form.definition.short]
    click.echo(f"{definition.name}  {say(definition.title)}")
    for path, value in form.leaves():
        click.echo(f"  {path}: {value}")
    if noun is not None:
        click.echo(say("as the ledger takes it:"))
        for name, value in _lines(noun):
            click.echo(f"  {name}: {value}")


def _need_libraries() -> None:
    try:
        import cluster.messages.message  # noqa: F401
    except ImportError as problem:
        text = f"messages need {problem.name}, which is not installed: pip install 'lianjie[messages]'"
        raise click.ClickException(text) from None


def _check_one(path: Path, directory: Directory | None, say: Say) -> bool:
    from cluster.messages.envelope import read_envelope
    from cluster.messages.message import read
    from cluster.messages.problems import BadMessage

    data = _bytes(path)
    try:
        name = read_envelope(data).form.definition.name
        if directory is not None:
            read(data, directory)
    except BadMessage as problem:
        _tell(path, problem.faults, say)
        return False
    click.echo(f"✓ {path}: {name}")
    return True


def _tell(path: Path, faults: tuple[Fault, ...], say: Say) -> None:
    click.echo(say("✗ {path}: {count} faults", path=path, count=len(faults)))
    for one in faults:
        click.echo(f"  {one.told(say.language)}")


def _bytes(path: Path) -> bytes:
    from cluster.messages.envelope import MESSAGE_BYTES_MAX

    try:
        with path.open("rb") as file:
            return file.read(MESSAGE_BYTES_MAX + 1)
    except OSError as problem:
        reason = problem.strerror or problem
        raise click.UsageError(f"{path}: the file cannot be read: {reason}") from None


def _directory(codes: Path | None, me: str) -> Directory | None:
    from cluster.messages.codes import CodesProblem, directory_of_codes, load_codes

    if codes is None:
        if me:
            raise click.UsageError("--as names a party of the file of codes; give --codes too")
        return None
    try:
        return directory_of_codes(load_codes(codes), me)
    except CodesProblem as problem:
        raise click.UsageError(str(problem)) from None


def _lines(noun: Any, place: str = "") -> list[tuple[str, str]]:
    """Every value of what a message says, with its place in it."""
    if is_dataclass(noun):
        return [
            line for one in fields(noun) for line in _lines(getattr(noun, one.name), f"{place}.{one.name}")
        ]
    if isinstance(noun, tuple):
        return [line for at, one in enumerate(noun) for line in _lines(one, f"{place}[{at}]")]
    return [(place.removeprefix("."), noun.name if isinstance(noun, Enum) else str(noun))]
