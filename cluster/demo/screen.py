"""What a person sees while the demo runs, and at its end."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from actors.ledger.status import Status
from cluster.demo.report import Report, yuan
from cluster.demo.words import Words


class Screen:
    """One progress bar a stage. Quiet: nothing at all until the end."""

    def __init__(self, console: Console, words: Words, quiet: bool = False) -> None:
        """Show on ``console``."""
        self._console = console
        self._words = words
        self._quiet = quiet
        self._task: TaskID | None = None
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            disable=quiet,
        )

    def __enter__(self) -> Self:
        """Begin to show."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """End the bars."""
        self._progress.stop()

    def stage(self, key: str, total: int = 1) -> None:
        """The stage before is complete; the next one begins."""
        self.complete()
        self._task = self._progress.add_task(self._words(key), total=total)

    def complete(self) -> None:
        """The stage is complete."""
        if self._task is not None:
            total = self._progress.tasks[self._task].total
            self._progress.update(self._task, completed=total)
            self._progress.stop_task(self._task)

    def advance(self, steps: int, note: str = "") -> None:
        """So many steps of the stage are done."""
        if self._task is not None:
            self._progress.advance(self._task, steps)
        if note and not self._quiet:
            self._progress.console.print(f"  {note}")

    def show(self, report: Report) -> None:
        """The table at the end."""
        self._console.print(table(report, self._words))
        self._console.print(
            self._words("good" if report.good else "bad"), style="green" if report.good else "bold red"
        )
        for failure in (*report.failures, *report.breaks):
            self._console.print(f"  {failure}", style="red")


def table(report: Report, words: Words) -> Table:
    """The report for a person."""
    found = Table(title=words("title"), show_lines=False)
    found.add_column(words("item"))
    found.add_column(words("value"), justify="right")
    for code, fen in report.issued.items():
        found.add_row(f"{words('bonds')} {code}", grouped(fen))
    found.add_row(words("tap"), grouped_text(report.tap_cny))
    tally = report.tally
    found.add_row(words("submitted"), f"{tally.submitted:,}")
    for name, count in sorted(tally.by_status.items(), key=lambda one: -one[1]):
        status = Status[name]
        sentence = status.zh if words.language == "zh" else status.en
        found.add_row(f"  {name}: {sentence}", f"{count:,}")
    found.add_row(f"  {words('digital')}", f"{tally.digital:,}")
    found.add_row(words("speed"), f"{tally.per_second:,.0f}")
    marks = (tally.percentile(percent) for percent in (50, 99, 100))
    found.add_row(words("finality"), " · ".join(f"{one:,.0f} ms" for one in marks))
    if report.custody is not None:
        move = report.custody
        found.add_row(
            words("custody_row"), f"{move.source} → {move.target} {grouped_text(move.face_cny)} {move.status}"
        )
    if report.coupon is not None:
        found.add_row(words("gross"), grouped(report.coupon.gross_fen))
        found.add_row(f"  {words('holders')}", f"{report.coupon.holders:,} {yes(report.coupon.exact, words)}")
    death = report.death
    meanwhile = words("meanwhile", count=f"{death.settled_while_dead:,}", seconds=f"{death.recovered_s:.2f}")
    found.add_row(f"{words('death')}: {death.node}", meanwhile)
    found.add_row(words("receipts"), f"{report.receipts_verified:,}")
    found.add_row(words("equal"), yes(report.results_equal, words))
    found.add_row(words("conservation"), yes(report.conservation, words))
    found.add_row(words("wall"), f"{report.wall_s:.1f}")
    return found


def yes(holds: bool, words: Words) -> str:
    """Yes or no, in words."""
    return words("yes" if holds else "no")


def grouped(fen: int) -> str:
    """An amount in yuan for people."""
    return grouped_text(yuan(fen))


def grouped_text(text: str) -> str:
    """An amount in yuan, as written without separators, for people."""
    whole, _, decimals = text.partition(".")
    return f"¥{int(whole or 0):,}" + (f".{decimals}" if decimals else "")
