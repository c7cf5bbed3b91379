"""``lianjie verify DIR``: derive everything on a node's disk again and name the first wrong byte."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cluster.cli.language import Command, language_option
from cluster.cli.receipt import market_of

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from cluster.verify import Report

_WORDS: Final = {
    "party": ("party", "机构"),
    "check": ("check", "核验项"),
    "count": ("good", "通过"),
    "entries": ("log entries (chain, checksum, padding)", "日志条目（哈希链、校验和、填充）"),
    "rosters": ("rosters (governors' signatures)", "名册（治理签名）"),
    "batches": ("batches (signature, Merkle root)", "批次（签名、默克尔根）"),
    "records": ("records in them", "其中记录"),
    "blocks": ("blocks (signature, citations)", "区块（签名、引用）"),
    "commits": ("commits (order, batches)", "提交（次序、批次）"),
    "executed": ("commits executed again, equal byte by byte", "重新执行的提交（逐字节一致）"),
    "certificates": ("certificates (quorum of votes)", "终局证书（法定多数签名）"),
    "checkpoints": ("checkpoints (quorum, state root)", "检查点（法定多数、状态根）"),
    "snapshots": ("snapshots (state root, quorum)", "快照（状态根、法定多数）"),
    "trades": ("histories of trades", "成交历史"),
    "receipts": ("outcome leaves kept", "留存的结果页"),
    "book": ("entries of its own book", "自有簿记"),
    "identity": ("identity", "身份文件"),
    "market": ("market", "市场"),
    "final": ("final up to commit", "终局至提交"),
    "commits_total": ("commits on disk", "磁盘上的提交"),
    "learnt": ("of them learnt by catching up", "其中追赶所得"),
    "root": ("state root", "状态根"),
    "note": ("note", "提示"),
    "holds": ("Everything holds.", "全部核验通过。"),
    "fault": ("FAULT", "发现错误"),
    "where": ("where", "位置"),
    "byte": ("byte", "字节"),
    "none": ("nothing was executed", "未执行"),
    "reading": ("verifying", "核验中"),
}


@click.command("verify", cls=Command)
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--json", "json_file", type=click.Path(path_type=Path), metavar="FILE", help="Write the report as JSON."
)
@click.option("--market", "market", metavar="HEX", help="The market id you trust (64 hex digits).")
@language_option
def verify(directory: Path, json_file: Path | None, market: str | None, lang: str) -> None:
    """Check everything in DIR, a node's directory or a market's with several in it, alone and offline.

    Exit status 0 when all of it holds, 1 on any fault, 2 when there is nothing to check.
    """
    from rich.console import Console

    from actors.host import StorageProblem
    from cluster.kernel_cache import use_kernel_cache

    use_kernel_cache()
    from cluster.verify import parties_of

    trusted = market_of(market)
    console = Console(highlight=False)
    try:
        directories = parties_of(directory)
        reports = _verify_all(directories, trusted, lang)
    except StorageProblem as problem:
        raise click.UsageError(str(problem)) from None
    for report in reports:
        print_report(console, report, lang)
    if json_file is not None:
        _write_json(json_file, reports)
    if not all(report.holds for report in reports):
        raise click.exceptions.Exit(1)


def _verify_all(directories: list[Path], market: bytes | None, lang: str) -> list[Report]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from cluster.verify import verify_market

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    bars = Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)

    def bar_of(directory: Path) -> Callable[[int, int], None]:
        task = bars.add_task(f"{word('reading', lang)} {directory.name}", total=None)
        return lambda done, total: bars.update(task, completed=done, total=total)

    with bars:
        return verify_market(directories, market=market, progress=bar_of)


def word(name: str, lang: str) -> str:
    """A word of this program in English or Chinese."""
    return _WORDS[name][lang == "zh"]


def print_report(console: Console, report: Report, lang: str = "en") -> None:
    """Print one report: counts, where the market stands, notes, the first fault."""
    from rich.text import Text

    console.print(Text(f"{word('party', lang)} {report.party or '?'}  {report.directory}", "bold"))
    console.print(_counts(report, lang))
    _print_state(console, report, lang)
    for note in report.notes:
        console.print(Text(f"{word('note', lang)}: {note}", "yellow"))
    fault = report.first_fault
    if fault is None:
        console.print(Text(word("holds", lang), "bold green"))
        return
    what = word(fault.step, lang)
    console.print(
        Text(
            f"✗ {word('fault', lang)} ({what}): {fault.entry + ': ' if fault.entry else ''}{fault.reason}",
            "bold red",
        )
    )
    if fault.file is not None:
        place = f"{word('where', lang)}: {fault.file}, {word('byte', lang)} {fault.offset}"
        console.print(Text(place, "red"), soft_wrap=True)


def _counts(report: Report, lang: str) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    table.add_column()
    table.add_column()
    table.add_column(justify="right")
    for step in report.steps:
        if step.count or not step.holds:
            mark = Text("✓", "green") if step.holds else Text("✗", "bold red")
            table.add_row(mark, word(step.name, lang), f"{step.count:,}")
    return table


def _print_state(console: Console, report: Report, lang: str) -> None:
    from rich.text import Text

    root = word("none", lang) if report.state_root is None else report.state_root.hex()
    lines = [
        f"{word('market', lang)}: {report.market.hex()}",
        f"{word('commits_total', lang)}: {report.commits:,} ({word('learnt', lang)}: {report.learnt:,})",
        f"{word('final', lang)}: {report.final:,}",
        f"{word('root', lang)}: {root}",
    ]
    for line in lines:
        console.print(Text(line), soft_wrap=True)


def _write_json(path: Path, reports: list[Report]) -> None:
    found = {"holds": all(one.holds for one in reports), "parties": [one.to_json() for one in reports]}
    try:
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path}: the report cannot be written: {error.strerror or error}") from None
