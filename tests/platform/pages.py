"""Writes docs/spec/parameters.md and docs/schema/plan.schema.json from the code: ``python -m tests.platform.pages``."""

from __future__ import annotations

from pathlib import Path

from actors.ledger.parameter import Parameter
from cluster.language import Say
from cluster.platform import schema
from cluster.platform.modules import modules, parameters

ROOT = Path(__file__).parents[2]
PARAMETERS = ROOT / "docs" / "spec" / "parameters.md"
SCHEMA = ROOT / schema.PLACE
_HEAD = """\
# Parameters

What a platform instance may set of each module, with the default that holds where it sets nothing (and on instance 0, the market without a platform). Names are written as `module.parameter` in a plan: [platforms.md](../guide/platforms.md). This page is made from the code: `python -m tests.platform.pages`.

**[P]** marks a default that no rule's own text confirms: it is a parameter for that reason, and a platform sets its own.

每个平台实例可设置的模块参数及其默认值；标记 **[P]** 的默认值未经规则原文确认，由平台自行设定。
"""
#: What a source says that is no published rule.
_OPEN = ("[P]", "not confirmed", "no published rule", "the project's own")


def is_open(one: Parameter) -> bool:
    """Whether no published rule confirms the default."""
    return any(text in one.source for text in _OPEN)


def parameters_page() -> str:
    """One table a module."""
    tables = [_table(name) for name in modules()]
    return "\n".join([_HEAD, *(table for table in tables if table)])


def _table(module: str) -> str:
    say = Say("zh")
    rows = [
        f"| `{name}` | {one.default:,} | {one.low:,} – {one.high:,} | {one.unit} {say(one.unit)} "
        f"| {one.en} {one.zh} | {'[P] ' if is_open(one) else ''}{one.source.removesuffix(' [P]')} |"
        for name, one in parameters().items()
        if name.partition(".")[0] == module
    ]
    if not rows:
        return ""
    head = [
        f"## {module}",
        "| parameter | default | bounds | unit | what it says | source |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows, ""])


if __name__ == "__main__":
    PARAMETERS.write_text(parameters_page(), "utf-8")
    SCHEMA.write_text(schema.text(), "utf-8")
