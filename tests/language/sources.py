"""Texts that a person may see, found in the source and in the help of the commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from os.path import relpath
from pathlib import Path
from typing import NamedTuple

import click

from cluster.language.catalogue import shape

ROOT = Path(__file__).resolve().parents[2]
_PLACE = re.compile(r"\{([a-z_]+(:,)?|!r)\}")
#: What has blanks and is no sentence: styles of rich, HTML, commands to type, SQL.
_CODE = re.compile(
    r"bold \w+|<b>.*|\[\w+\].*|lianjie [a-z -]+.*|\s*(ALTER|COPY|CREATE|PRAGMA|SELECT|SHOW|INSERT|UPDATE|\\set|key >=) .*|market = await .*",
    re.DOTALL,
)
#: How a panel tells what goes on.
MOODS = {"busy", "good", "bad", "rest"}
_WORDS = re.compile(r"[A-Za-z]{2,}.*\s.*[a-z]|[a-z].*\s.*[A-Za-z]{2,}", re.DOTALL)


class Text(NamedTuple):
    """One text: where it stands, and its template with places named or not."""

    place: str
    template: str

    @property
    def shape(self) -> str:
        """The template with its places unnamed."""
        return shape(self.template)


def sentences(path: Path) -> Iterator[Text]:
    """Every literal of a file with a blank between words, but docstrings, assertions and what is code."""
    tree = ast.parse(path.read_text("utf-8"))
    silent = _silent(tree)
    for node in _walk(tree, silent):
        template = _template(node)
        if template is None or _CODE.fullmatch(template):
            continue
        if _WORDS.search(template.replace("{}", "")):
            yield Text(f"{relpath(path, ROOT)}:{node.lineno}", template)  # type: ignore[attr-defined]


def said(path: Path) -> Iterator[Text]:
    """First arguments of all calls of ``say`` in a file, and what a panel tells in a mood."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name, texts = ast.unparse(node.func).rpartition(".")[2], node.args
        if name == "tell" and texts and isinstance(texts[0], ast.Constant) and texts[0].value in MOODS:
            texts = texts[1:]
        elif name not in {"say", "_say"}:
            continue
        if texts and isinstance(texts[0], ast.Constant) and isinstance(texts[0].value, str):
            yield Text(f"{relpath(path, ROOT)}:{node.lineno}", texts[0].value)


def helps(command: click.Command, context: click.Context) -> Iterator[Text]:
    """Paragraphs and options of a command's help page, and of the commands below it."""
    place = context.command_path
    for paragraph in (command.help or "").split("\n\n"):
        yield Text(place, " ".join(paragraph.split()))
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        text = record[1] if record else ""
        yield Text(f"{place} {parameter.name}", re.sub(r"(^|  )\[.*\]$", "", text))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from helps(below, click.Context(below, parent=context, info_name=name))


def _silent(tree: ast.AST) -> set[int]:
    """Nodes that no person sees: docstrings, strings that document an attribute, assertions, ``__repr__``."""
    found: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        elif (
            isinstance(node, ast.Assert)
            or (isinstance(node, ast.FunctionDef) and node.name == "__repr__")
            or (
                isinstance(node, ast.Call)
                and ast.unparse(node.func)
                in {
                    "re.compile",
                    "AssertionError",
                    "struct.Struct",
                }
            )
        ):
            found.add(id(node))
    return found


def _walk(node: ast.AST, silent: set[int]) -> Iterator[ast.AST]:
    """Like ``ast.walk``, without what is silent and without the parts of an f-string."""
    if id(node) in silent:
        return
    yield node
    if isinstance(node, ast.JoinedStr):
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _walk(part.value, silent)
        return
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, silent)


def _template(node: ast.AST) -> str | None:
    """A literal as a template; places of an f-string are unnamed."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value if _PLACE.search(node.value) else _literal(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _literal(str(part.value)) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return None


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
