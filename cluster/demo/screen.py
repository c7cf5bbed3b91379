"""What a person sees while the demo runs, and at its end."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from cluster.demo.report import Report
from cluster.demo.table import table
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
            BarColumn(bar_width=12),
            TextColumn("{task.percentage:>3.0f}%"),
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
            self._progress.console.print(f"  {self._words.tell(note)}")

    def show(self, report: Report) -> None:
        """The table at the end."""
        self._console.print(table(report, self._words))
        self._console.print(
            self._words("good" if report.good else "bad"), style="green" if report.good else "bold red"
        )
        for failure in (*report.failures, *report.breaks):
            self._console.print(f"  {self._words.tell(str(failure))}", style="red")
