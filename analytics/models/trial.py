"""What a network is and how fast: it is opened, tried on a picture, recognised and measured."""

import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from analytics.models.card import Card, Input, Levels, Speed
from analytics.models.labels import classes_of, coco_by_id
from analytics.models.network import Network, Session, literal
from analytics.models.picture import prepared
from analytics.models.recognise import Recognised, Trial, recognise
from kernel.errors import Fault, invalid
from kernel.frame import Bgr

_TURNS = 5
_FLOOR = 0.25
_MOST_LABELS = 20_000


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
