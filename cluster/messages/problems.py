"""What is wrong with a message: every fault at once, each with its code, place and sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from cluster.language import Say


class Fault(NamedTuple):
    """One fault. ``code``: a word of ``reasons.FAULTS``; ``path``: where it stands, element by element."""

    code: str
    text: str
    path: str = ""

    def told(self, language: str = "en") -> str:
        """The sentence in one language, with its place."""
        said = Say(language)(self.text)
        return f"{self.path}: {said}" if self.path else said


class BadMessage(ValueError):
    """A message that nothing can be done with. ``faults``: all of them; ``name``: which message it is, if that is
    known; ``reference``: its own identification, if it could be read."""

    def __init__(self, faults: Iterable[Fault], name: str = "", reference: str = "") -> None:
        self.faults = tuple(faults)
        self.name = name
        self.reference = reference
        super().__init__("; ".join(one.told() for one in self.faults))

    @property
    def zh(self) -> str:
        """The sentences in Chinese."""
        return "；".join(one.told("zh") for one in self.faults)


class Faults:
    """Collects faults while a message is read."""

    def __init__(self) -> None:
        """None yet."""
        self.found: list[Fault] = []

    def add(self, code: str, text: str, path: str = "") -> None:
        """One more; the same one counts once."""
        fault = Fault(code, text, path)
        if fault not in self.found:
            self.found.append(fault)

    def done(self, name: str, reference: str) -> None:
        """Return when there are none.

        Raises:
            BadMessage: there are.
        """
        if self.found:
            raise BadMessage(self.found, name, reference)
