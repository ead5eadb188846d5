"""The guides: kept by those who keep the plans, read when an incident opens."""

from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import conflict
from kernel.journal import Json
from patrol.guide import DEFAULT_GUIDES, Guide, Guides, check_guides, choose_guide
from patrol.service.change import Change, Desk, change
from patrol.store.incident_parts import GuideSetRow, IncidentCheckRow
from patrol.store.tables import IncidentRow
from patrol.views import guide_data, guides_data

_ONLY = 1


class GuideBook:
    """The house's guides. Safe to call from any thread; each method is one transaction."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def get(self) -> Guides:
        """The guides as saved last; revision 0: those that the house comes with."""
        with self._desk.database.read() as session:
            return guides_in(session)

    def replace(self, guides: tuple[Guide, ...], revision: int, actor: Actor) -> Guides:
        """Put `guides` in the place of all; incidents that are open keep their checklists.

        revision: the one that was changed. Raises a conflict fault that names who saved in between, an invalid fault
        where a guide cannot be right.
        """
        check_guides(guides)
        with change(self._desk, actor) as made:
            before = guides_in(made.session)
            if before.revision != revision:
                raise conflict(f"guides: {before.changed_by} changed them meanwhile; load them again")
            row = made.session.get(GuideSetRow, _ONLY) or GuideSetRow(id=_ONLY)
            row.revision, row.guides = revision + 1, [guide_data(guide) for guide in guides]
            row.changed_at, row.changed_by = made.at, actor.name
            made.session.add(row)
            after = Guides(row.revision, guides, row.changed_at, row.changed_by)
            made.say("guides.changed", "guides:house", guides_data(after))
            return after


def guides_in(session: Session) -> Guides:
    """The guides in force within the caller's transaction."""
    row = session.get(GuideSetRow, _ONLY)
    if row is None:
        return Guides(0, DEFAULT_GUIDES)
    return Guides(row.revision, tuple(_guide(guide) for guide in row.guides), row.changed_at, row.changed_by)


def lay_out(made: Change, row: IncidentRow) -> None:
    """The incident gets the checklist of its kind, within the transaction that opens it."""
    guide = choose_guide(guides_in(made.session).guides, row.kind)
    for number, text in enumerate(guide.checklist, start=1):
        made.session.add(IncidentCheckRow(incident_id=row.id, number=number, text=text))


def _guide(stored: Json) -> Guide:
    if not isinstance(stored, dict):
        raise TypeError(f"not a guide: {stored!r}")
    kind, dispositions, checklist = stored["kind"], stored["dispositions"], stored["checklist"]
    if not isinstance(dispositions, list) or not isinstance(checklist, list):
        raise TypeError(f"not a guide: {stored!r}")
    words = tuple(str(word) for word in dispositions), tuple(str(item) for item in checklist)
    return Guide(None if kind is None else str(kind), *words)
