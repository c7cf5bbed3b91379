"""A YAML file whose values remember their lines, checked against structs, every fault noted."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import msgspec
import yaml

#: Where a value stands: keys and list indices from the top.
Place = tuple[str | int, ...]


class _Loader(yaml.SafeLoader):
    """A safe loader that takes 17:00 for text: YAML 1.1 would make 1020 of it, in base 60."""


_INT = "tag:yaml.org,2002:int"
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _INT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_INT, re.compile(r"[-+]?(?:0|[1-9][0-9_]*)$"), list("-+0123456789"))


class Mark(NamedTuple):
    """A place in a text, from 1."""

    line: int
    column: int

    @classmethod
    def of(cls, mark: Any) -> Mark:
        """The place of one of YAML's marks."""
        return cls(mark.line + 1, mark.column + 1)


class BlueprintFile:
    """The plain values of a YAML text, their lines, and the faults found so far."""

    def __init__(
        self, name: str, value: Any, marks: dict[Place, Mark], faults: list[str], columns: bool = False
    ) -> None:
        """See :meth:`read`."""
        self.name = name
        self.value = value
        self.faults = faults
        self._marks = marks
        self._columns = columns

    @classmethod
    def read(cls, text: str, name: str, columns: bool = False) -> BlueprintFile:
        """Read ``text``; what is no YAML is a fault. ``columns``: faults name the column beside the line."""
        marks: dict[Place, Mark] = {}
        faults: list[str] = []
        try:
            root = yaml.compose(text, Loader=_Loader)
            value = yaml.load(text, Loader=_Loader)
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            where = name if mark is None else _where(name, Mark.of(mark), columns)
            reason = getattr(problem, "problem", None) or "it cannot be read"
            faults.append(f"{where}: not YAML: {reason}; mind indentation and quotes")
            return cls(name, {}, marks, faults, columns)
        file = cls(name, value, marks, faults, columns)
        if root is not None:
            file._note(root, ())
        return file

    def again(self) -> BlueprintFile:
        """The same text with no faults noted yet, to be checked against something else."""
        return BlueprintFile(self.name, self.value, self._marks, [], self._columns)

    def fault(self, place: Place, reason: str) -> None:
        """Note a fault at ``place``."""
        known = place
        while known and known not in self._marks:
            known = known[:-1]
        self._fault(self._marks.get(known, Mark(1, 1)), reason)

    def _fault(self, mark: Mark, reason: str) -> None:
        self.faults.append(f"{_where(self.name, mark, self._columns)}: {reason}")

    def check(self, kind: type[msgspec.Struct]) -> Any:
        """Check the whole value against a struct; the value. Faults are noted."""
        self._struct(self.value, kind, ())
        return self.value

    def _struct(self, value: Any, kind: type[msgspec.Struct], place: Place) -> None:
        if not isinstance(value, dict):
            what = kind.__name__.removesuffix("Plan").lower()
            self.fault(place, f"{value!r} where the fields of a {what} are expected")
            return
        fields = {field.name: field for field in msgspec.structs.fields(kind)}
        for key in value:
            if key not in fields:
                self.fault((*place, key), f"unknown field {key!r}; fields are {', '.join(fields)}")
        for name, field in fields.items():
            if name in value:
                self._value(value[name], field.type, (*place, name))
            elif field.required:
                self.fault(place, f"the field {name!r} is missing; add it")

    def _value(self, value: Any, kind: Any, place: Place) -> None:
        inner = _struct_of(kind)
        element = _element_of(kind)
        if value is None and type(None) in getattr(kind, "__args__", ()):
            return
        if inner is not None:
            self._struct(value, inner, place)
        elif element is not None and isinstance(value, list):
            for at, one in enumerate(value):
                self._value(one, element, (*place, at))
        else:
            try:
                msgspec.convert(value, kind)
            except msgspec.ValidationError as problem:
                self.fault(place, f"{place[-1]} is {value!r}: {str(problem).lower()}; correct it")

    def _note(self, node: yaml.Node, place: Place) -> None:
        """Remember where every value of ``node`` stands."""
        self._marks[place] = Mark.of(node.start_mark)
        if isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                key_text, mark = str(key.value), Mark.of(key.start_mark)
                if key_text in seen:
                    self._fault(mark, f"the field {key_text!r} stands twice; keep one")
                seen.add(key_text)
                self._note(value, (*place, key_text))
                self._marks[(*place, key_text)] = mark
        elif isinstance(node, yaml.SequenceNode):
            for at, one in enumerate(node.value):
                self._note(one, (*place, at))


def _where(name: str, mark: Mark, columns: bool) -> str:
    """The place as people read it."""
    return f"{name}, line {mark.line}, column {mark.column}" if columns else f"{name}, line {mark.line}"


def _struct_of(kind: Any) -> type[msgspec.Struct] | None:
    """The struct that ``kind`` is, or is besides None."""
    for one in (kind, *getattr(kind, "__args__", ())):
        if (
            isinstance(one, type)
            and issubclass(one, msgspec.Struct)
            and getattr(kind, "__origin__", None) is not tuple
        ):
            return one
    return None


def _element_of(kind: Any) -> Any:
    """The type of the elements of a homogeneous tuple, or None."""
    arguments = getattr(kind, "__args__", ())
    pair = list(arguments)
    return pair[0] if len(pair) == 2 and pair[1] is Ellipsis else None
