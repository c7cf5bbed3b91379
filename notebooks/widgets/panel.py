"""What every panel has: a market, a language that may be changed at any time, and a line that says what goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterable
from html import escape
from pathlib import Path
from typing import Any, ClassVar, Final

import ipywidgets as widgets
from IPython.display import display

from lianjie import Market, Say

LANGUAGES = (("English", "en"), ("中文", "zh"))
_STYLE: Final = f"<style>{(Path(__file__).parent / 'static' / 'panel.css').read_text('utf-8')}</style>"


class Panel:
    """A panel over one market. Subclasses lay out ``body`` once and name everything anew in :meth:`relabel`."""

    #: What stands above the panel.
    title: ClassVar[str]
    #: What it is about, in a sentence or two below that.
    explains: str = ""

    def __init__(self, market: Market | None, language: str = "en") -> None:
        """A panel of ``market`` in ``language`` (``en`` or ``zh``), made in a cell of the notebook.

        None: the market is yet to be started, by the panel itself.
        """
        self._market = market
        self._loop, self._thread = asyncio.get_running_loop(), threading.get_ident()
        self.say = Say(language)
        self.heading, self.explanation = widgets.HTML(), widgets.HTML()
        self.languages = widgets.ToggleButtons(options=LANGUAGES, value=language, layout={"width": "auto"})
        self.languages.style.button_width = "6em"
        self.languages.observe(self._turn_language, "value")
        self.status = widgets.HTML()
        self.body: widgets.Widget = widgets.VBox()
        self.buttons: list[widgets.Button] = []
        self._work: set[asyncio.Task[None]] = set()
        self._said: tuple[str, str, dict[str, Any]] | None = None

    @property
    def market(self) -> Market:
        """The market that the panel shows."""
        assert self._market is not None, "the panel has no market yet"
        return self._market

    def show(self) -> widgets.Widget:
        """The panel as a widget, laid out."""
        self.relabel()
        self._head()
        top = widgets.HBox([self.heading, self.languages], layout={"justify_content": "space-between"})
        frame = {"border": "1px solid #c8c8c8", "padding": "8px", "width": "100%"}
        style = widgets.HTML(_STYLE, layout={"display": "none"})
        box = widgets.VBox([style, top, self.explanation, self.body, self.status], layout=frame)
        box.add_class("lianjie-panel")
        box.add_class(f"lianjie-{type(self).__name__}")
        return box

    def put(self) -> None:
        """Show the panel below the cell that runs, which goes on."""
        display(self.show())  # type: ignore[no-untyped-call]

    def relabel(self) -> None:
        """Name everything in the language in force."""

    def tell(self, mood: str, text: str, **values: Any) -> None:
        """Say what goes on: ``busy``, ``good``, ``bad``, or ``rest`` when there is nothing to work on.

        ``text`` is English, with places for ``values``.
        """
        self._said = (mood, text, values)
        told = escape(self.say(text, **values)).replace("\n", "<br>")
        self.status.value = f'<div class="lianjie-{mood}">{told}</div>'

    def explain(self, text: str) -> None:
        """Say below the heading what the panel is about."""
        self.explanation.value = f'<div class="explains">{escape(self.say(text))}</div>' if text else ""

    def table(
        self, heads: Iterable[str], rows: Iterable[Iterable[str]], name: str = "", caption: str = ""
    ) -> str:
        """A table as HTML: words in the first column, numbers in the others, which are given as they are to be read.

        ``heads`` are English; ``name``: a class to find it by.
        """
        head = "".join(_cell("th", self.say(one), at) for at, one in enumerate(heads))
        body = "".join(
            f"<tr>{''.join(_cell('td', one, at) for at, one in enumerate(row))}</tr>" for row in rows
        )
        above = f"<caption>{escape(caption)}</caption>" if caption else ""
        return (
            f'<table class="lianjie-table {name}">{above}{f"<tr>{head}</tr>" if head else ""}{body}</table>'
        )

    def on_click(self, button: widgets.Button, work: Any) -> None:
        """Have ``work``, an async method without arguments, done whenever ``button`` is pressed."""
        self.buttons.append(button)
        button.on_click(lambda _: self.do(work()))

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the page; what goes wrong is said in the panel, all of it. Buttons rest meanwhile.

        It is done where the panel was made, which is where the market lives: JupyterLab tells of presses in a thread
        of its own (a subshell of the kernel).
        """
        if threading.get_ident() == self._thread:
            self._begin(work)
        else:
            self._loop.call_soon_threadsafe(self._begin, work)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(self._guarded(work))
        self._work.add(task)
        task.add_done_callback(self._work.discard)

    @staticmethod
    def fill(field: Any, options: Any, at: int = 0) -> None:
        """Give a list its options, one of them chosen."""
        field.options = options
        field.index = min(at, len(field.options) - 1) if field.options else None

    async def idle(self) -> None:
        """Return when nothing that was begun here goes on any more."""
        while self._work:
            await asyncio.gather(*self._work)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        for button in self.buttons:
            button.disabled = True
        try:
            await work
        except Exception as problem:
            self.tell_problem(problem)
        finally:
            for button in self.buttons:
                button.disabled = False

    def tell_problem(self, problem: Exception) -> None:
        """Say everything that was wrong, each fault on a line of its own."""
        parts = getattr(problem, "problems", None) or [problem]
        lines: list[str] = []
        for part in parts:
            reasons = getattr(part, "reasons", None)
            lines += list(map(str, reasons)) if reasons else [str(part) or type(part).__name__]
        self._said = None
        told = "<br>".join(escape(self.say(line)) for line in dict.fromkeys(lines))
        self.status.value = f'<div class="lianjie-bad">{told}</div>'

    def _turn_language(self, change: dict[str, Any]) -> None:
        self.say = Say(change["new"])
        self._head()
        self.relabel()
        if self._said is not None:
            mood, text, values = self._said
            self.tell(mood, text, **values)

    def _head(self) -> None:
        self.heading.value = f'<b style="font-size:120%">{escape(self.say(self.title))}</b>'
        self.explain(self.explains)

    def _repr_mimebundle_(self, **more: Any) -> Any:
        return self.show()._repr_mimebundle_(**more)


def _cell(tag: str, text: str, at: int) -> str:
    kind = ' class="number"' if at else ""
    return f"<{tag}{kind}>{escape(text)}</{tag}>"
