"""Bytes to a message and back: one ``Document``, alone or behind a business application header (``AppHdr``).

What comes in is a stranger's: no document type, no entities, nothing fetched, a limit on the size.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from lxml import etree
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig

from cluster.messages.definitions import DEFINITIONS, HEADER, NAMESPACE, by_namespace, document_class
from cluster.messages.form import Form, Part
from cluster.messages.problems import BadMessage, Fault
from cluster.messages.schema import faults_of

#: A larger message is not read.
MESSAGE_BYTES_MAX: Final = 4 * 1024 * 1024
#: A longer name is none that an answer can repeat.
REFERENCE_MAX: Final = 35
_WRAPPER: Final = "BizMsg"


class Envelope(NamedTuple):
    """A message that is as its schema says, and its header if it has one."""

    form: Form
    header: Part | None = None


def read_envelope(data: bytes) -> Envelope:
    """The message in ``data``.

    Raises:
        BadMessage: too large, no XML, a document type, not a known message, not as its schema says; all faults.
    """
    root = _root(data)
    document, header = _parts(root)
    definition = by_namespace(etree.QName(document).namespace or "")
    if definition is None or etree.QName(document).localname != "Document":
        raise BadMessage([_unknown(document)])
    faults = faults_of(definition.name, etree.ElementTree(document))
    if header is not None:
        faults += _header_faults(header, definition.name)
    if faults:
        raise BadMessage(faults, definition.name, _reference(document))
    form = Form(definition.short, _typed(document, definition.name))
    return Envelope(form, None if header is None else Part(_typed(header, HEADER)))


def write(form: Form) -> bytes:
    """A message as UTF-8 XML.

    Raises:
        BadMessage: it is not as its schema says, because a text in it is too long, say.
    """
    name = form.definition.name
    data = _written(form.document, NAMESPACE + name)
    faults = faults_of(name, etree.ElementTree(etree.fromstring(data)))
    if faults:
        raise BadMessage(faults, name)
    return data


def write_with_header(form: Form, header: Any) -> bytes:
    """A message behind its header (the library's ``AppHdr``), both in one element.

    Raises:
        BadMessage: see :func:`write`.
    """
    outer = etree.Element(_WRAPPER)
    head = etree.fromstring(_written(header, NAMESPACE + HEADER))
    faults = faults_of(HEADER, etree.ElementTree(head))
    if faults:
        raise BadMessage(faults, HEADER)
    outer.append(head)
    outer.append(etree.fromstring(write(form)))
    etree.indent(outer)
    written: bytes = etree.tostring(outer, xml_declaration=True, encoding="UTF-8")
    return written


def _written(document: Any, namespace: str) -> bytes:
    serializer = XmlSerializer(config=SerializerConfig(indent="  "))
    return serializer.render(document, ns_map={None: namespace}).encode()


def _typed(element: Any, name: str) -> Any:
    return XmlParser(handler=LxmlEventHandler).parse(etree.ElementTree(element), document_class(name))


def _root(data: bytes) -> Any:
    if len(data) > MESSAGE_BYTES_MAX:
        text = f"the message has {len(data)} bytes; at most {MESSAGE_BYTES_MAX} are read: split it"
        raise BadMessage([Fault("TOO_LARGE", text)])
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as problem:
        text = f"the message is not well-formed XML: {problem.msg}"
        raise BadMessage([Fault("NOT_XML", text)]) from None
    if root.getroottree().docinfo.doctype:
        text = "the message brings a document type of its own; send it without"
        raise BadMessage([Fault("DOCTYPE", text)])
    return root


def _parts(root: Any) -> tuple[Any, Any]:
    """The ``Document`` and its header, if any."""
    if etree.QName(root).localname == "Document":
        return root, None
    named = {etree.QName(one).localname: one for one in root}
    if set(named) == {"AppHdr", "Document"} and len(root) == 2:
        return named["Document"], named["AppHdr"]
    return root, None


def _header_faults(header: Any, name: str) -> list[Fault]:
    space = etree.QName(header).namespace or ""
    if space != NAMESPACE + HEADER:
        text = f"the header's namespace is {space!r}; headers of {NAMESPACE + HEADER} are read"
        return [Fault("SCHEMA", text)]
    faults = faults_of(HEADER, etree.ElementTree(header))
    told = header.findtext(f"{{{space}}}MsgDefIdr")
    if told is not None and told != name:
        faults.append(Fault("SCHEMA", f"the header announces {told!r} and the document is {name}"))
    return faults


def _reference(document: Any) -> str:
    """What the message calls itself, as far as that can be seen in one that is not as its schema says."""
    for one in document.iter("{*}TxId", "{*}MsgId", "{*}AcctOwnrTxId"):
        text = (one.text or "").strip()
        if text and len(text) <= REFERENCE_MAX:
            return str(text)
    return ""


def _unknown(document: Any) -> Fault:
    space = etree.QName(document).namespace or ""
    known = ", ".join(sorted(one.name for one in DEFINITIONS.values()))
    name = etree.QName(document).localname
    text = f"no message begins with {name!r} of the namespace {space!r}; read are {known}"
    return Fault("UNKNOWN_MESSAGE", text)
