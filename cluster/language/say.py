"""Saying a sentence in one language."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import Final

from cluster.language.catalogue import Catalogue

LANGUAGES: Final = ("en", "zh")


def default_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language of the locale: zh for any Chinese one, else en. The first of LC_ALL, LC_MESSAGES, LANG counts."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


class Say:
    """Gives English texts in one language."""

    def __init__(self, language: str = "en") -> None:
        """``language``: one of ``LANGUAGES``.

        Raises:
            ValueError: another one.
        """
        if language not in LANGUAGES:
            raise ValueError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
        self.language = language

    def __call__(self, text: str, /, **values: object) -> str:
        """``text`` in the language, its places filled with ``values``.

        Without values ``text`` may be a sentence that was made elsewhere: then the values are read out of it. Several
        sentences joined by "; " are told one by one. What the catalogue does not know stays as it is.
        """
        if self.language == "zh":
            return self._chinese.fill(text, values) if values else self._chinese.tell(text)
        return text.format(**values) if values else text

    @cached_property
    def _chinese(self) -> Catalogue:
        from cluster.language.zh import chinese

        return chinese()
