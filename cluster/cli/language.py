"""Commands that speak the language they are asked in: help, errors of click, errors of ours.

Use ``@click.command(cls=Command)`` or ``@click.group(cls=Group)`` with ``@language_option`` below it, and take
``lang: str``; then ``say = Say(lang)`` (see :mod:`cluster.language`). Raise click's exceptions in English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import IO, Any, Final, TypeVar
from unicodedata import east_asian_width

import click

from cluster.language import LANGUAGES, Say, default_language

_KEY: Final = "lianjie.language"
_EXTRA: Final = re.compile(r"(?P<text>.*?)(?:(?:^|  )\[(?P<extra>.*)\])?", re.DOTALL)
_WORD: Final = re.compile(r"\s+|[!-~]+|.[，。；：、？！）》”]*", re.DOTALL)
_Decorated = TypeVar("_Decorated", bound=Callable[..., Any])


def language_option(command: _Decorated) -> _Decorated:
    """The option ``--lang en|zh``; its default is the one before it on the command line, else the locale's."""

    def chosen(context: click.Context, _: click.Parameter, value: str | None) -> str:
        return value or language_of(context)

    option = click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        callback=chosen,
        help="English or Chinese.  [default: the locale's]",
    )
    return option(command)


def language_of(context: click.Context) -> str:
    """The language in which a command was called."""
    found = context.meta.get(_KEY)
    return found if isinstance(found, str) else default_language()


class _Context(click.Context):
    """A context whose pages are written in its language."""

    def make_formatter(self) -> click.HelpFormatter:
        """The formatter of a help page."""
        if language_of(self) == "en":
            return super().make_formatter()
        return _Page(Say(language_of(self)), width=self.terminal_width, max_width=self.max_content_width)


class _Told(click.ClickException):
    """An error in another language than click's."""

    def __init__(self, problem: click.ClickException, context: click.Context) -> None:
        super().__init__(Say(language_of(context))(problem.format_message()))
        self.exit_code = problem.exit_code  # type: ignore[misc]
        self._context = (problem.ctx or context) if isinstance(problem, click.UsageError) else None
        self._say = Say(language_of(context))

    def show(self, file: IO[Any] | None = None) -> None:
        """Usage where it helps, then the error."""
        context = self._context
        if context is not None:
            option = max(context.help_option_names, key=len)
            hint = self._say(
                "Try '{command} {option}' for help.", command=context.command_path, option=option
            )
            click.echo(f"{context.get_usage()}\n{hint}\n", file=file, err=file is None)
        click.echo(self._say("Error: {text}", text=self.message), file=file, err=file is None)


class Command(click.Command):
    """A command that speaks."""

    context_class = _Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the language first, so that errors of the rest are told in it."""
        _learn(ctx, args)
        return _telling(ctx, lambda: super(Command, self).parse_args(ctx, args))

    def invoke(self, ctx: click.Context) -> Any:
        """Run; errors are told in the language."""
        return _telling(ctx, lambda: super(Command, self).invoke(ctx))


class Group(click.Group):
    """A group that speaks; its commands do too."""

    context_class = _Context
    command_class = Command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the language first, so that errors of the rest are told in it."""
        _learn(ctx, args)
        return _telling(ctx, lambda: super(Group, self).parse_args(ctx, args))

    def invoke(self, ctx: click.Context) -> Any:
        """Run; errors are told in the language."""
        return _telling(ctx, lambda: super(Group, self).invoke(ctx))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, each with the whole first paragraph of its help, so that it can be translated."""
        rows = []
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is not None and not command.hidden:
                rows.append((name, " ".join((command.help or "").split("\n\n")[0].split())))
        with formatter.section("Commands"):
            formatter.write_dl(rows)


_Result = TypeVar("_Result")


def _telling(context: click.Context, work: Callable[[], _Result]) -> _Result:
    try:
        return work()
    except (click.exceptions.NoArgsIsHelpError, _Told):
        raise
    except click.ClickException as problem:
        if language_of(context) == "en":
            raise
        raise _Told(problem, context) from problem
    except (click.Abort, KeyboardInterrupt):
        if language_of(context) == "en":
            raise
        raise _Told(click.ClickException("Aborted!"), context) from None


def _learn(context: click.Context, arguments: list[str]) -> None:
    """Note the language that the arguments name, wherever among them."""
    context.meta.setdefault(_KEY, default_language())
    for one, after in zip(arguments, [*arguments[1:], ""], strict=False):
        if one == "--":
            return
        name, equals, value = one.partition("=")
        value = value if equals else after
        if name == "--lang" and value in LANGUAGES:
            context.meta[_KEY] = value


class _Page(click.HelpFormatter):
    """A help page in another language, wrapped by the width that characters take on a screen."""

    def __init__(self, say: Say, width: int | None, max_width: int | None) -> None:
        super().__init__(width=width, max_width=max_width)
        self._say = say

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line of usage."""
        super().write_usage(prog, args, prefix or self._say("Usage:"))

    def write_heading(self, heading: str) -> None:
        """The heading of a section."""
        self.write(f"{'':>{self.current_indent}}{self._say(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Paragraphs."""
        paragraphs = [" ".join(one.split()) for one in text.split("\n\n")]
        indent = " " * self.current_indent
        pages = [
            "\n".join(indent + line for line in wrapped(self._say(one), self.width - self.current_indent))
            for one in paragraphs
        ]
        self.write("\n\n".join(pages) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of options or commands."""
        rows = list(rows)
        first = min(max(len(name) for name, _ in rows), col_max) + col_spacing
        for name, text in rows:
            head = f"{'':>{self.current_indent}}{name}"
            margin = " " * (first + self.current_indent)
            lines = wrapped(self._translated(text), max(self.width - first - 2, 10))
            if len(name) + col_spacing > first:
                self.write(f"{head}\n")
                head = ""
            for line in lines:
                self.write(f"{head.ljust(len(margin))}{line}\n")
                head = ""

    def _translated(self, text: str) -> str:
        """A row's text, and the remarks in brackets that click sets behind it."""
        match = _EXTRA.fullmatch(text)
        assert match is not None, "the pattern takes any text"
        told = self._say(" ".join(match["text"].split()))
        extra = match["extra"]
        return told if extra is None else f"{told} [{self._say(extra)}]".strip()


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns; a Chinese character takes two, and a line may end after it."""
    lines, line = list[str](), ""
    for word in _WORD.findall(text):
        if line and columns(line) + columns(word.rstrip()) > width:
            lines.append(line.rstrip())
            line = word.lstrip()
        else:
            line += word
    return [*lines, line.rstrip()] if line.strip() else lines


def columns(text: str) -> int:
    """Columns that ``text`` takes on a screen."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)
