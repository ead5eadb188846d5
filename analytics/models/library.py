"""The models of this house: files in a folder, each with its card. Adding one tries it first."""

import hashlib
import os
import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from analytics.models.card import Card
from kernel.errors import Fault, FaultKind, conflict, invalid, not_found
from kernel.frame import Bgr

if TYPE_CHECKING:
    from analytics.models.network import Network

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_FILE, _CARD = "model.onnx", "card.json"
_MOST_BYTES = 2 << 30
_MOST_LABELS = 20_000
_CARDS = TypeAdapter(Card)


@dataclass(frozen=True, slots=True)
class Draft:
    """A model that somebody brings. labels: a text file, one word a line. name: the file's name when empty."""

    path: Path
    labels: Path | None = None
    name: str = ""


class ModelLibrary:
    """Models below one folder. Any process; two that add the same name at once: one of them is refused."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, draft: Draft, picture: Bgr | None = None) -> Card:
        """Recognise, try and measure the model, and keep it. picture: what it is tried on.

        Raises an invalid fault that names what does not fit, a conflict when there is one of that name.
        """
        # Here, as in `open`: onnxruntime is large, and who only lists models shall not load it.
        from analytics.models.trial import examine, trial_picture

        name = draft.name or _name_of(draft.path)
        if not _NAME.fullmatch(name):
            raise invalid(f"model name {name!r}: small letters, digits, '.', '_' and '-' only, 40 at most; give --name")
        if (self._folder / name).exists():
            raise conflict(f"model {name}: there is one of that name; remove it first, or give another --name")
        data = _read(draft.path)
        part = self._folder / f".{name}.{os.getpid()}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            (part / _FILE).write_bytes(data)
            card = examine(part / _FILE, _labels(draft.labels), trial_picture() if picture is None else picture)
            card = replace(card, name=name, sha256=hashlib.sha256(data).hexdigest(), size_bytes=len(data))
            (part / _CARD).write_bytes(_CARDS.dump_json(card, indent=1))
            part.rename(self._folder / name)
        except Fault as fault:
            raise Fault(fault.kind, f"model {draft.path.name}: {fault.message}") from fault
        except OSError as error:
            raise conflict(f"model {name}: cannot be kept in {self._folder} ({error.strerror})") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return card

    def list(self) -> list[Card]:
        """The models whose cards can be read, by name."""
        cards = []
        for path in sorted(self._folder.glob(f"*/{_CARD}")):
            if not path.parent.name.startswith("."):
                try:
                    cards.append(self.card(path.parent.name))
                except Fault:
                    continue
        return cards

    def card(self, name: str) -> Card:
        """Raises a not-found fault, or a corrupt one when the card is damaged."""
        if not _NAME.fullmatch(name):
            raise not_found("model", name)
        try:
            card = _CARDS.validate_json((self._folder / name / _CARD).read_bytes())
        except FileNotFoundError as error:
            raise not_found("model", name) from error
        except (ValidationError, OSError) as error:
            raise _damaged(name, "its card cannot be read") from error
        if card.name != name:
            raise _damaged(name, f"its card is that of {card.name}")
        return card

    def open(self, name: str, threads: int = 0) -> "Network":
        """The model, ready to work; raises a corrupt fault when the file is not the one that was added."""
        from analytics.models.network import Network, Session

        card = self.card(name)
        path = self._folder / name / _FILE
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise _damaged(name, "its file cannot be read") from error
        if found != card.sha256:
            raise _damaged(name, "its file is not the one that was added")
        return Network(Session(path, threads), card)

    def remove(self, name: str) -> None:
        """Raises a not-found fault."""
        if not _NAME.fullmatch(name) or not (self._folder / name).is_dir():
            raise not_found("model", name)
        shutil.rmtree(self._folder / name)


def _labels(path: Path | None) -> tuple[str, ...]:
    if path is None:
        return ()
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise invalid(f"labels {path}: cannot be read; it must be a text file with one word a line") from error
    words = tuple(line.strip()[:60] for line in lines if line.strip())
    if not words or len(words) > _MOST_LABELS:
        raise invalid(f"labels {path}: {len(words)} words; one a line is wanted")
    return words


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise invalid(f"model {path.name}: larger than {_MOST_BYTES >> 30} GB")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise invalid(f"model {path}: there is no such file") from error
    except OSError as error:
        raise invalid(f"model {path}: cannot be read ({error.strerror})") from error


def _name_of(path: Path) -> str:
    return re.sub(r"[^a-z0-9._-]+", "-", path.stem.lower()).strip("-._")[:40]


def _damaged(name: str, why: str) -> Fault:
    return Fault(FaultKind.CORRUPT, f"model {name}: {why}; remove it and add it anew")
