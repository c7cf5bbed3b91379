"""Templates in two languages, and finding the template that a finished sentence was made from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from string import Formatter

#: Between sentences that were told together, in English and in Chinese.
JOINT, JOINT_ZH = "; ", "；"
#: A place whose name begins so holds a sentence.
SENTENCE = "text"


class _Form:
    """One template as a pattern over finished sentences, compiled when a sentence first looks like it."""

    def __init__(self, source: str, target: str) -> None:
        self._source = source
        pieces = [text for text, _, _, _ in Formatter().parse(source)]
        self._mark = max(pieces, key=len)
        self.literal = sum(map(len, pieces))
        # Values read out of a sentence are text already, so the target's formats are left out.
        self.target = "".join(
            _escaped(text) + ("" if name is None else f"{{{name}}}")
            for text, name, _, _ in Formatter().parse(target)
        )

    def values(self, sentence: str) -> dict[str, str] | None:
        """The values in a sentence that was made from this template, else None."""
        if self._mark not in sentence:
            return None
        match = self._pattern.fullmatch(sentence)
        return None if match is None else match.groupdict()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        pattern = ""
        for text, name, _, _ in Formatter().parse(self._source):
            pattern += re.escape(text)
            if name is not None:
                inside = ".*" if name.startswith(SENTENCE) else f"(?:(?!{JOINT}).)+?"
                pattern += f"(?P<{name}>{inside})"
        return re.compile(pattern, re.DOTALL)


class Catalogue:
    """Templates of one language to those of another."""

    def __init__(self, templates: Mapping[str, str]) -> None:
        """``templates``: English → the other language."""
        self._templates = templates
        forms = [_Form(source, target) for source, target in templates.items() if "{" in source]
        self._forms = sorted(forms, key=lambda form: -form.literal)

    def fill(self, template: str, values: Mapping[str, object]) -> str:
        """The template in the other language, filled; sentences among the values are told too."""
        told = {
            name: self.tell(str(value)) if name.startswith(SENTENCE) else value
            for name, value in values.items()
        }
        return self._templates.get(template, template).format(**told)

    def tell(self, sentence: str) -> str:
        """A finished sentence, or several joined by "; " or one a line, in the other language; unknown ones stay as
        they are."""
        lines = sentence.split("\n")
        if len(lines) > 1:
            each = [self.tell(line) for line in lines]
            if all(told != line for told, line in zip(each, lines, strict=True)):
                return "\n".join(each)
        whole = self._find(sentence)
        if whole is not None or JOINT not in sentence:
            return sentence if whole is None else whole
        parts, told, start = sentence.split(JOINT), list[str](), 0
        while start < len(parts):
            end, found = self._longest(parts, start)
            told.append(parts[start] if found is None else found)
            start = end
        return sentence if told == parts else JOINT_ZH.join(told)

    def _longest(self, parts: list[str], start: int) -> tuple[int, str | None]:
        """Where the longest sentence known from ``start`` on ends, and that sentence told."""
        for end in range(len(parts), start, -1):
            found = self._find(JOINT.join(parts[start:end]))
            if found is not None:
                return end, found
        return start + 1, None

    def _find(self, sentence: str) -> str | None:
        known = self._templates.get(sentence)
        if known is not None and "{" not in known:
            return known
        for form in self._forms:
            values = form.values(sentence)
            if values is not None:
                return form.target.format(
                    **{
                        name: self.tell(value) if name.startswith(SENTENCE) else value
                        for name, value in values.items()
                    }
                )
        return None


def shape(template: str) -> str:
    """A template with its places unnamed: what two ways to write one text have in common."""
    return "".join(
        literal + ("" if name is None else "\0") for literal, name, _, _ in Formatter().parse(template)
    )


def places(template: str) -> set[str]:
    """Names of a template's places."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
