"""A message's typed object, reached by the names of its elements: ``TradDtls/SttlmDt/Dt/Dt``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from cluster.messages.definitions import DEFINITIONS, document_class


class _Member(NamedTuple):
    attribute: str
    kind: Any
    is_list: bool


@cache
def _members_of(kind: Any) -> dict[str, _Member]:
    hints = get_type_hints(kind)
    found = {}
    for one in fields(kind):
        hint = hints[one.name]
        inner = [part for part in get_args(hint) if part is not type(None)]
        name = str(one.metadata.get("name", one.name))
        found[name] = _Member(one.name, inner[0] if inner else hint, get_origin(hint) is list)
    return found


def empty(kind: Any) -> Any:
    """A library's object with nothing in it yet, also where the library wants some of it at once."""
    wanted = [one for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
    return kind(**{one.name: None for one in wanted})


def _members(object_: Any) -> dict[str, _Member]:
    kind: Any = type(object_)
    return _members_of(kind)


class Part:
    """One element of a message. Paths name elements below it; ``value`` is an element's own text."""

    def __init__(self, object_: Any) -> None:
        """The element that a library's object stands for."""
        self.object = object_

    def put(self, path: str, value: object) -> None:
        """Set the element or attribute at ``path``, making what is above it; of a list: its first."""
        above, _, last = path.rpartition("/")
        part = self._made(above)
        member = _members(part.object)[last]
        made = member.kind(value) if issubclass(member.kind, Enum) else value
        setattr(part.object, member.attribute, [made] if member.is_list else made)

    def add(self, path: str) -> Part:
        """One more element of the list at ``path``."""
        above, _, last = path.rpartition("/")
        part = self._made(above)
        member = _members(part.object)[last]
        getattr(part.object, member.attribute).append(empty(member.kind))
        return Part(getattr(part.object, member.attribute)[-1])

    def get(self, path: str) -> Any:
        """The value at ``path``, or None where there is none; of a list: of its first."""
        found: Any = self.object
        for name in path.split("/"):
            if found is None:
                return None
            member = _members(found)[name]
            found = getattr(found, member.attribute)
            if member.is_list:
                found = found[0] if found else None
        return found.value if isinstance(found, Enum) else found

    def text(self, path: str) -> str:
        """The text at ``path``; empty where there is none."""
        found = self.get(path)
        return "" if found is None else str(found)

    def decimal(self, path: str) -> Decimal | None:
        """The number at ``path``, or None."""
        found = self.get(path)
        return found if isinstance(found, Decimal) else None

    def has(self, path: str) -> bool:
        """Whether there is anything at ``path``."""
        return self.get(path) is not None

    def all(self, path: str) -> list[Part]:
        """The elements of the list at ``path``, of every element of a list on the way."""
        found = [self.object]
        for name in path.split("/"):
            inner = [getattr(one, _members(one)[name].attribute) for one in found]
            found = [one for some in inner for one in (some if isinstance(some, list) else [some])]
            found = [one for one in found if one is not None]
        return [Part(one) for one in found]

    def allows(self, path: str, value: str) -> bool:
        """Whether the code ``value`` is in the list of the element at ``path``."""
        kind: Any = type(self.object)
        for name in path.split("/"):
            kind = _members_of(kind)[name].kind
        return any(one.value == value for one in kind)

    def leaves(self, place: str = "") -> Iterator[tuple[str, str]]:
        """Every value with the path of its element, in order."""
        for name, member in _members(self.object).items():
            found = getattr(self.object, member.attribute)
            for one in found if member.is_list else [found]:
                path = f"{place}/{name}" if place else name
                if is_dataclass(one):
                    yield from Part(one).leaves(path)
                elif one is not None:
                    yield path.removesuffix("/value"), str(one.value if isinstance(one, Enum) else one)

    def _made(self, path: str) -> Part:
        found = self.object
        for name in path.split("/") if path else ():
            member = _members(found)[name]
            inner = getattr(found, member.attribute)
            if member.is_list:
                if not inner:
                    inner.append(empty(member.kind))
                inner = inner[0]
            elif inner is None:
                inner = empty(member.kind)
                setattr(found, member.attribute, inner)
            found = inner
        return Part(found)


class Form(Part):
    """A whole message: :attr:`document` is the library's typed object, paths begin below its one element."""

    def __init__(self, short: str, document: Any = None) -> None:
        """An empty message ``short`` (``sese.023``), or one that was read."""
        self.definition = DEFINITIONS[short]
        self.document = empty(document_class(self.definition.name)) if document is None else document
        (member,) = _members(self.document).values()
        if getattr(self.document, member.attribute) is None:
            setattr(self.document, member.attribute, empty(member.kind))
        super().__init__(getattr(self.document, member.attribute))
