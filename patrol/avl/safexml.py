"""XML from strangers, piece by piece: no document types, no entities, bounded depth and size."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn
from xml.parsers import expat

from kernel.errors import invalid

_DEPTH_LIMIT = 32
_TEXT_LIMIT = 2048


@dataclass(frozen=True, slots=True)
class Element:
    """A finished element. path: its name behind those of its parents, joined by `/`, without namespaces."""

    path: str
    attributes: dict[str, str]
    text: str


class SafeXml:
    """Feeds one document to `on_element`, which hears of each element as it ends.

    `is_whole` says that the document's own element has ended. Raises an invalid fault for what is not XML, for a
    document type or an entity, and for elements nested more than 32 deep.
    """

    def __init__(self, protocol: str, on_element: Callable[[Element], None]) -> None:
        self.is_whole = False
        self._protocol = protocol
        self._on_element = on_element
        self._open: list[tuple[str, dict[str, str], list[str]]] = []
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse
        self._parser.ExternalEntityRefHandler = self._refuse

    def feed(self, data: bytes, *, is_last: bool = False) -> None:
        """The next bytes of the document."""
        try:
            self._parser.Parse(data, is_last)
        except expat.ExpatError as error:
            raise invalid(f"{self._protocol}: not XML: {expat.ErrorString(error.code)}") from error
        except (UnicodeError, LookupError, ValueError) as error:
            raise invalid(f"{self._protocol}: not XML: {error}") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEPTH_LIMIT:
            raise invalid(f"{self._protocol}: elements are nested too deep")
        path = "/".join([*([self._open[-1][0]] if self._open else []), name.rpartition(":")[2]])
        self._open.append((path, attributes, []))

    def _end(self, _name: str) -> None:
        path, attributes, texts = self._open.pop()
        self._on_element(Element(path, attributes, "".join(texts).strip()))
        self.is_whole = not self._open

    def _text(self, text: str) -> None:
        texts = self._open[-1][2]
        if sum(map(len, texts)) < _TEXT_LIMIT:
            texts.append(text[:_TEXT_LIMIT])

    def _refuse(self, *_: object) -> NoReturn:
        raise invalid(f"{self._protocol}: document types and entities are not taken")
