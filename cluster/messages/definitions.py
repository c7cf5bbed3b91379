"""Which messages are spoken: one version each, as the library ``python-iso20022`` carries it.

The business application header comes from ``pyiso20022``: that of the other library cannot be loaded. The
libraries' dataclasses are made from the schemas that ISO 20022 publishes. A message's class is loaded when the
message is first used, alone: the library's packages load every message of a business area, which takes seconds.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from typing import Any, Final, NamedTuple

LIBRARY: Final = "python_iso20022"
NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"
HEADER: Final = "head.001.001.03"


class Definition(NamedTuple):
    """One message. ``name``: its full name with version; ``title``: what it is in English."""

    name: str
    title: str

    @property
    def namespace(self) -> str:
        """The XML namespace."""
        return NAMESPACE + self.name

    @property
    def short(self) -> str:
        """Its name without variant and version: ``sese.023``."""
        return self.name[:8]


DEFINITIONS: Final = {
    one.short: one
    for one in (
        Definition("sese.020.001.07", "request to cancel an instruction"),
        Definition("sese.023.001.11", "settlement instruction"),
        Definition("sese.024.001.12", "status of an instruction"),
        Definition("sese.025.001.11", "settlement confirmation"),
        Definition("sese.027.001.07", "answer to a request to cancel"),
        Definition("sese.030.001.09", "request to hold or release an instruction"),
        Definition("sese.031.001.09", "answer to a request to hold or release"),
        Definition("semt.002.001.11", "statement of holdings"),
        Definition("semt.017.001.12", "statement of transactions"),
        Definition("pacs.002.001.14", "status of a payment"),
        Definition("pacs.008.001.12", "payment of a customer"),
        Definition("pacs.009.001.11", "payment between institutions"),
        Definition("camt.054.001.12", "advice of debits and credits"),
        Definition("seev.031.001.14", "announcement of a corporate action"),
        Definition("seev.035.001.15", "advice of what a corporate action will move"),
        Definition("seev.036.001.15", "confirmation of what a corporate action moved"),
        Definition("admi.002.001.01", "rejection of a message"),
    )
}
_BY_NAMESPACE: Final = {one.namespace: one for one in DEFINITIONS.values()}


def by_namespace(namespace: str) -> Definition | None:
    """The message of this XML namespace, or None."""
    return _BY_NAMESPACE.get(namespace)


@cache
def document_class(name: str) -> Any:
    """The dataclass of the root element ``Document`` of the message ``name`` (of the header: ``AppHdr``)."""
    if name == HEADER:
        return import_module("pyiso20022.head.head_001_001_03").AppHdr
    base = getattr(_models(name), name.replace(".", "").capitalize())

    space = NAMESPACE + name

    class Meta:
        """How the root element is called; the library leaves it to its own class's name."""

        name = "Document"
        namespace = space

    return dataclass(type("Document", (base,), {"Meta": Meta, "__annotations__": {}}))


def _models(name: str) -> Any:
    """The library's module of one message, without those of the others in its area."""
    area = f"{LIBRARY}.{name[:4]}"
    whole = sys.modules.get(area)
    if whole is None:
        found = find_spec(area)
        assert found is not None, "the library has a package for every area"
        sys.modules[area] = module_from_spec(found)
    try:
        return import_module(f"{area}.{name.replace('.', '_')}.models")
    finally:
        if whole is None:
            del sys.modules[area]
