"""Guides: for each kind of incident what is to be done, item by item, and how it can end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kernel.errors import invalid

GUIDE_LIMIT = 100
ITEM_LIMIT = 30
ITEM_LENGTH = 200
DISPOSITION_LENGTH = 64
FALSE_ALARM = "false_alarm"


@dataclass(frozen=True, slots=True)
class Guide:
    """For incidents of `kind`; None: for kinds without one of their own. dispositions: words of the page, or own."""

    kind: str | None
    dispositions: tuple[str, ...]
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guides:
    """All guides of the house. revision: counts up with every change."""

    revision: int
    guides: tuple[Guide, ...]
    changed_at: datetime | None = None
    changed_by: str | None = None


DEFAULT_GUIDES = (Guide(None, ("resolved", "nothing_found", FALSE_ALARM, "handed_over", "other")),)


def choose_guide(guides: Iterable[Guide], kind: str) -> Guide:
    """The guide for incidents of `kind`."""
    by_kind = {guide.kind: guide for guide in guides}
    return by_kind.get(kind) or by_kind.get(None) or DEFAULT_GUIDES[0]


def check_guides(guides: Sequence[Guide]) -> None:
    """Raise an invalid fault that says which guide is wrong and how to mend it."""
    if len(guides) > GUIDE_LIMIT:
        raise invalid(f"guides: at most {GUIDE_LIMIT}; remove some")
    kinds = [guide.kind for guide in guides]
    for guide in guides:
        which = f"the guide for {guide.kind or 'everything'}"
        if kinds.count(guide.kind) > 1:
            raise invalid(f"{which}: there are two; remove one")
        if FALSE_ALARM not in guide.dispositions:
            raise invalid(f"{which}: one of the endings must be {FALSE_ALARM}; add it")
        _check_words(f"{which}: an ending", guide.dispositions, DISPOSITION_LENGTH)
        _check_words(f"{which}: an item", guide.checklist, ITEM_LENGTH)
    if None not in kinds:
        raise invalid("guides: one must be for everything, without a kind; add it")


def _check_words(what: str, words: Sequence[str], longest: int) -> None:
    if len(words) > ITEM_LIMIT:
        raise invalid(f"{what}: at most {ITEM_LIMIT}; remove some")
    for word in words:
        if not word.strip() or len(word) > longest:
            raise invalid(f"{what} needs 1 to {longest} letters: {word!r}")
        if words.count(word) > 1:
            raise invalid(f"{what} is there twice: {word!r}; remove one")
