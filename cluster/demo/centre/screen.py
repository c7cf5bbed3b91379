"""The story on a terminal: one bar while it is told, one table at its end."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from cluster.demo.centre.run import Telling
from cluster.language import Say


class Bar:
    """Shows which chapter is being told."""

    def __init__(self, progress: Progress, say: Say) -> None:
        """On ``progress``, in the language of ``say``."""
        self._progress, self._say = progress, say
        self._task: TaskID | None = None

    def begin(self, title: str, steps: int) -> None:
        """The next step begins."""
        if self._task is None:
            self._task = self._progress.add_task("", total=steps)
        else:
            self._progress.advance(self._task)
        self._progress.update(self._task, description=self._say(title))


def show(console: Console, telling: Telling, say: Say) -> None:
    """The table at the end."""
    table = Table(title=say("Unified bond trading centre"), show_lines=False, title_justify="left")
    table.add_column(say("what was seen"))
    table.add_column(say("value"))
    table.add_column("", justify="center")
    for chapter in telling.chapters:
        table.add_row(f"[bold]{say(chapter.title)}[/bold]", f"{chapter.seconds:.1f} s", "")
        for fact in chapter.facts:
            table.add_row("  " + say(fact.text), say(fact.value), "✓" if fact.holds else "[red]✗[/red]")
        table.add_section()
    console.print(table)
    text = "Everything came out as it should." if telling.good else "Something did not come out as it should."
    console.print(say(text), style="green" if telling.good else "bold red")
    console.print(
        say(
            "{wall} s in all, {start} s of them until the market could settle; host {host}",
            wall=f"{telling.wall_s:.1f}",
            start=f"{telling.start_s:.1f}",
            host=telling.host,
        )
    )
    for failure in telling.failures:
        console.print(f"  {say(failure)}", style="red")
