"""The XML schema of a message, made from the library's dataclasses, and what it finds wrong with a document.

The dataclasses carry what the published schema says: elements and their order, choices, how often each may stand,
lengths, patterns, digits, codes. It is written down here as an XML schema again, and libxml2 does the checking.
"""

from __future__ import annotations

import re
from dataclasses import Field, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, Final, get_args, get_origin, get_type_hints

from lxml import etree
from xsdata.models.datatype import XmlDate, XmlDateTime, XmlPeriod, XmlTime

from cluster.messages.definitions import NAMESPACE, document_class
from cluster.messages.problems import Fault

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_SIMPLE: Final = {
    "str": "xs:string",
    "bool": "xs:boolean",
    "Decimal": "xs:decimal",
    "int": "xs:integer",
    "bytes": "xs:base64Binary",
    XmlDate.__name__: "xs:date",
    XmlDateTime.__name__: "xs:dateTime",
    XmlTime.__name__: "xs:time",
    XmlPeriod.__name__: "xs:gYearMonth",
}
_FACETS: Final = {
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_inclusive": "minInclusive",
    "max_inclusive": "maxInclusive",
    "total_digits": "totalDigits",
    "fraction_digits": "fractionDigits",
    "pattern": "pattern",
}
_CHOICE: Final = re.compile(r"Choice(?:[A-Z][a-z]{3}\d{8})?$")
_PLACE: Final = re.compile(r"\{[^}]*\}")
_MANY: Final = 1_000_000
#: libxml2 says of a value first which facet it breaks, then (in these words) that it is not of its type.
_FACET: Final = re.compile(r"\[facet ")
_SUMMARY: Final = re.compile("is not a valid value of the ")


def faults_of(name: str, root: Any) -> list[Fault]:
    """Everything that the schema of the message ``name`` finds wrong with the element ``root``, in its order."""
    schema = schema_of(name)
    if schema.validate(root):
        return []
    log = [(one.line, _PLACE.sub("", one.message).rstrip(".")) for one in schema.error_log]
    told = {line for line, text in log if _FACET.search(text)}
    found = [
        Fault("SCHEMA", f"line {line} is not as the schema of {name} says: {text}")
        for line, text in log
        if not (_SUMMARY.search(text) and line in told)
    ]
    return list(dict.fromkeys(found))


@cache
def schema_of(name: str) -> Any:
    """The compiled schema of a message, or of the header."""
    return etree.XMLSchema(etree.fromstring(schema_text(name)))


def schema_text(name: str) -> bytes:
    """The schema of a message, or of the header, as XML."""
    return _Writer(name).text()


class _Writer:
    """Writes the schema of one message: a type for each class that its root leads to."""

    def __init__(self, name: str) -> None:
        self._root = document_class(name)
        self._types: dict[type, str] = {}
        self._simples: dict[tuple[object, ...], str] = {}
        spaces = {"xs": _XS[1:-1], None: NAMESPACE + name}
        attributes = {"targetNamespace": NAMESPACE + name, "elementFormDefault": "qualified"}
        self._schema = etree.Element(f"{_XS}schema", attributes, nsmap=spaces)

    def text(self) -> bytes:
        """The whole of it."""
        element = etree.SubElement(
            self._schema, f"{_XS}element", name=getattr(self._root.Meta, "name", self._root.__name__)
        )
        element.set("type", self._named(self._root))
        written: bytes = etree.tostring(self._schema, pretty_print=True)
        return written

    def _named(self, kind: type) -> str:
        """The name of the type of a class; written down when first asked for."""
        if kind not in self._types:
            self._types[kind] = f"T{len(self._types)}"
            self._complex(kind, self._types[kind])
        return self._types[kind]

    def _complex(self, kind: type, name: str) -> None:
        parts = [_Part(one, hint) for one, hint in zip(fields(kind), _hints(kind), strict=True)]
        outer = etree.SubElement(self._schema, f"{_XS}complexType", name=name)
        holder = outer
        text = next((one for one in parts if one.what == "Text"), None)
        if text is not None:
            content = etree.SubElement(outer, f"{_XS}simpleContent")
            holder = etree.SubElement(content, f"{_XS}extension", base=self._simple(text))
        else:
            is_choice = bool(_CHOICE.search(kind.__name__))
            group = etree.SubElement(outer, f"{_XS}{'choice' if is_choice else 'sequence'}")
            for part in parts:
                self._member(group, part, is_choice)
        for part in parts:
            if part.what == "Attribute":
                use = "required" if part.facets.get("required") else "optional"
                etree.SubElement(holder, f"{_XS}attribute", name=part.name, type=self._simple(part), use=use)

    def _member(self, group: Any, part: _Part, is_choice: bool) -> None:
        """One element of a sequence or choice, or what may be anything."""
        if part.what == "Wildcard":
            etree.SubElement(group, f"{_XS}any", namespace="##any", processContents="lax")
        elif part.what == "Element":
            kind = self._named(part.kind) if is_dataclass(part.kind) else self._simple(part)
            least, most = part.occurs
            etree.SubElement(
                group,
                f"{_XS}element",
                name=part.name,
                type=kind,
                minOccurs=str(max(least, 1) if is_choice else least),
                maxOccurs="unbounded" if most >= _MANY else str(most),
            )

    def _simple(self, part: _Part) -> str:
        """The name of a type for a value without elements in it."""
        facets = [(_FACETS[name], str(value)) for name, value in part.facets.items() if name in _FACETS]
        if issubclass(part.kind, Enum):
            base = "xs:string"
            facets = [("enumeration", str(one.value)) for one in part.kind]
        else:
            base = _SIMPLE[part.kind.__name__]
        key = (base, *facets)
        if not facets:
            return base
        if key not in self._simples:
            self._simples[key] = f"{base[3:]}-{len(self._simples)}"
            outer = etree.SubElement(self._schema, f"{_XS}simpleType", name=self._simples[key])
            restriction = etree.SubElement(outer, f"{_XS}restriction", base=base)
            for facet, value in facets:
                etree.SubElement(restriction, f"{_XS}{facet}", value=value)
        return self._simples[key]


class _Part:
    """One field of a dataclass, as the schema sees it."""

    def __init__(self, field: Field[Any], hint: Any) -> None:
        self.facets = field.metadata
        self.what = field.metadata.get("type", "Text")
        self.name = str(field.metadata.get("name", field.name))
        inner = [one for one in get_args(hint) if one is not type(None)]
        self.kind: type = inner[0] if inner else hint
        least = int(field.metadata.get("min_occurs", 1 if field.metadata.get("required") else 0))
        is_list = get_origin(hint) is list
        self.occurs = (least, int(field.metadata.get("max_occurs", _MANY)) if is_list else 1)


def _hints(kind: type) -> list[Any]:
    hints = get_type_hints(kind)
    return [hints[one.name] for one in fields(kind)]
