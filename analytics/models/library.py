"""The models of this house: files in a folder, each with its card. Adding one tries it first."""

import hashlib
import json
import os
import re
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError

from analytics.models.card import Card, Input, Levels, Speed
from analytics.models.labels import classes_of, coco_by_id
from analytics.models.network import Network, Session, literal
from analytics.models.picture import prepared
from analytics.models.recognise import Recognised, Trial, recognise
from kernel.errors import Fault, FaultKind, conflict, invalid, not_found
from kernel.frame import Bgr

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_FILE, _CARD = "model.onnx", "card.json"
_MOST_BYTES = 2 << 30
_MOST_LABELS = 20_000
_TURNS = 5
_FLOOR = 0.25
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

    def open(self, name: str, threads: int = 0) -> Network:
        """The model, ready to work; raises a corrupt fault when the file is not the one that was added."""
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


def examine(path: Path, labels: tuple[str, ...], picture: Bgr) -> Card:
    """What the network in `path` is, tried on `picture` and measured; its card has no name yet."""
    session = Session(path)
    wanted = session.input()
    about = session.about
    words, source = (labels, "file") if labels else (_words(about.get("names", "")), "model")
    blank = np.stack([prepared(picture, wanted)] * (wanted.batch or 1))
    outputs = session.run(wanted.name, blank)
    if wanted.batch is not None and wanted.batch > 1:
        outputs = {name: value[:1] if value.shape[:1] == (wanted.batch,) else value for name, value in outputs.items()}
    found = recognise(Trial(outputs, wanted.width, wanted.height, words, about.get("task", "")))
    words, source = _settled(words, source, found)
    wanted = replace(wanted, levels=_levels(wanted, found), colours=found.colours)
    card = Card("", "", 0, wanted, found.output, words, source)
    return _measured(session, card, picture)


def measure(network: Network, picture: Bgr, count: int) -> float:
    """Milliseconds for each picture when `count` come at once: the median of a few turns after a first one."""
    network.see([picture] * count, _FLOOR)
    turns = []
    for _ in range(_TURNS):
        begin = time.perf_counter()
        network.see([picture] * count, _FLOOR)
        turns.append((time.perf_counter() - begin) * 1000 / count)
    return round(sorted(turns)[_TURNS // 2], 2)


def trial_picture() -> Bgr:
    """A picture with edges and soft light, the same each time; for trials without a camera."""
    chance = np.random.default_rng(7)
    slope = np.linspace(60, 190, 1280, dtype=np.float32)[None, :, None]
    picture = np.broadcast_to(slope, (720, 1280, 3)) + chance.normal(0, 6, (720, 1280, 3))
    for left, top, right, bottom in chance.integers((0, 0, 40, 60), (1000, 500, 240, 220), (12, 4)).tolist():
        picture[top : top + bottom, left : left + right] = chance.integers(0, 255, 3)
    return np.clip(picture, 0, 255).astype(np.uint8)


def _measured(session: Session, card: Card, picture: Bgr) -> Card:
    network = Network(session, card)
    one = measure(network, picture, 1)
    four: float | None = None
    if network.most_at_once != 1:
        try:
            four = measure(network, picture, 4)
        except Fault:
            # Many exports say that they take any number of pictures and do not.
            card = replace(card, input=replace(card.input, batch=1))
    return replace(card, speed=Speed(one, four, session.provider))


def _levels(wanted: Input, found: Recognised) -> Levels:
    return Levels.BYTES if wanted.dtype == "uint8" else found.levels


def _settled(words: tuple[str, ...], source: str, found: Recognised) -> tuple[tuple[str, ...], str]:
    """The words for the output's classes, and where they are from; raises an invalid fault when the counts differ."""
    if not words:
        words, source = found.labels, "coco"
        if found.classes is not None and found.classes == len(coco_by_id()):
            words = coco_by_id()
        if found.classes is not None and found.classes != len(words):
            raise invalid(f"knows {found.classes} classes and does not say which; give their words with --labels FILE")
    elif found.classes is not None and found.classes != len(words):
        raise invalid(f"{len(words)} labels are given, the network knows {found.classes} classes; correct the labels")
    elif found.begins_at_one and words[0].strip("_").lower() != "background":
        words = ("", *words)
    if not classes_of(words):
        raise invalid(f"none of its classes is one that is watched for ({', '.join(words[:5])}): people, vehicles, …")
    return words, source


def _words(text: str) -> tuple[str, ...]:
    """The class names that a file carries: a list, or a mapping from number to name."""
    names = literal(text)
    if names is None and text.strip().startswith(("{", "[")):
        try:
            names = json.loads(text)
        except ValueError:
            return ()
    if isinstance(names, dict):
        try:
            names = [names[key] for key in sorted(names, key=int)]
        except (ValueError, TypeError):
            return ()
    if isinstance(names, list | tuple) and len(names) <= _MOST_LABELS:
        return tuple(str(name)[:60] for name in names)
    return ()


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
