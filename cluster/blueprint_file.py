"""A YAML file whose values remember their lines, checked against structs, every fault noted."""

from __future__ import annotations

from typing import Any

import msgspec
import yaml

#: Where a value stands: keys and list indices from the top.
Place = tuple[str | int, ...]


class BlueprintFile:
    """The plain values of a YAML text, their lines, and the faults found so far."""

    def __init__(self, name: str, value: Any, lines: dict[Place, int], faults: list[str]) -> None:
        """See :meth:`read`."""
        self.name = name
        self.value = value
        self.faults = faults
        self._lines = lines

    @classmethod
    def read(cls, text: str, name: str) -> BlueprintFile:
        """Read ``text``; what is no YAML is a fault."""
        lines: dict[Place, int] = {}
        faults: list[str] = []
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
            value = yaml.safe_load(text)
        except yaml.YAMLError as problem:
            mark = getattr(problem, "problem_mark", None)
            where = name if mark is None else f"{name}, line {mark.line + 1}"
            reason = getattr(problem, "problem", None) or "it cannot be read"
            faults.append(f"{where}: not YAML: {reason}; mind indentation and quotes")
            return cls(name, {}, lines, faults)
        if root is not None:
            _note_lines(root, (), lines, name, faults)
        return cls(name, value, lines, faults)

    def fault(self, place: Place, reason: str) -> None:
        """Note a fault at ``place``."""
        known = place
        while known and known not in self._lines:
            known = known[:-1]
        self.faults.append(f"{self.name}, line {self._lines.get(known, 1)}: {reason}")

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


def _note_lines(node: yaml.Node, place: Place, lines: dict[Place, int], name: str, faults: list[str]) -> None:
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            key_text = str(key.value)
            if key_text in seen:
                faults.append(
                    f"{name}, line {key.start_mark.line + 1}: the field {key_text!r} stands twice; keep one"
                )
            seen.add(key_text)
            _note_lines(value, (*place, key_text), lines, name, faults)
            lines[(*place, key_text)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for at, one in enumerate(node.value):
            _note_lines(one, (*place, at), lines, name, faults)
