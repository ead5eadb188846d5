"""ONVIF's own WSDL and XSD, as the tests' judge: what is asked must be valid, and answers are built from its types."""

from functools import cache
from pathlib import Path
from typing import Any

import onvif
import zeep
import zeep.helpers
from lxml import etree

_WSDL = Path(onvif.__file__).parent / "wsdl"
_SERVICES = {
    "device": "ver10/device/wsdl/devicemgmt.wsdl",
    "media": "ver10/media/wsdl/media.wsdl",
    "media2": "ver20/media/wsdl/media.wsdl",
    "ptz": "ver20/ptz/wsdl/ptz.wsdl",
    "events": "ver10/events/wsdl/event.wsdl",
}
SOAP = "http://www.w3.org/2003/05/soap-envelope"
NAMESPACES = {
    "device": "http://www.onvif.org/ver10/device/wsdl",
    "media": "http://www.onvif.org/ver10/media/wsdl",
    "media2": "http://www.onvif.org/ver20/media/wsdl",
    "ptz": "http://www.onvif.org/ver20/ptz/wsdl",
    "events": "http://www.onvif.org/ver10/events/wsdl",
}
_TT = "http://www.onvif.org/ver10/schema"
_WSNT = "http://docs.oasis-open.org/wsn/b-2"


def _client(path: Path) -> Any:
    return zeep.Client(str(path))  # type: ignore[no-untyped-call]


class Judge:
    """Reads requests and writes answers by the official types; raises on anything that they do not allow."""

    def __init__(self) -> None:
        clients = {name: _client(_WSDL / path) for name, path in _SERVICES.items()}
        self._schemas: dict[str, Any] = {NAMESPACES[name]: client.wsdl.types for name, client in clients.items()}
        self._schemas[_WSNT] = self._schemas[NAMESPACES["events"]]
        self._schemas[_TT] = self._schemas[NAMESPACES["device"]]

    def read(self, element: etree._Element) -> dict[str, Any]:
        """The request's parts, checked against its type."""
        schema = self._schemas[etree.QName(element).namespace]
        value = schema.get_element(element.tag).parse(element, schema)
        plain = zeep.helpers.serialize_object(value)  # type: ignore[no-untyped-call]
        return dict(plain or {})

    def write(self, name: str, **parts: Any) -> bytes:
        """An envelope around the element `{namespace}Name` with these parts."""
        envelope = etree.Element(f"{{{SOAP}}}Envelope", nsmap={"s": SOAP, "tt": _TT})
        body = etree.SubElement(envelope, f"{{{SOAP}}}Body")
        element = self._schemas[etree.QName(name).namespace].get_element(name)
        element.render(body, element(**parts))
        return bytes(etree.tostring(envelope, xml_declaration=True, encoding="utf-8"))

    def message(self, operation: str, at: str, source: dict[str, str], data: dict[str, str]) -> etree._Element:
        """The `tt:Message` of a notification, checked like a request."""
        made = etree.Element(f"{{{_TT}}}Message", UtcTime=at, PropertyOperation=operation, nsmap={"tt": _TT})
        for name, items in (("Source", source), ("Data", data)):
            part = etree.SubElement(made, f"{{{_TT}}}{name}")
            for key, value in items.items():
                etree.SubElement(part, f"{{{_TT}}}SimpleItem", Name=key, Value=value)
        schema = self._schemas[_TT]
        schema.get_element(made.tag).parse(made, schema)
        return made


@cache
def judge() -> Judge:
    """One for all tests: reading the schemas takes a second or two."""
    return Judge()
