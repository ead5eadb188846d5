"""Which camera looks through which model; every change is journalled."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from analytics.models.card import Card
from analytics.models.library import Draft, ModelLibrary
from kernel.actor import Actor
from kernel.clock import Clock
from kernel.errors import conflict
from kernel.ids import CameraId
from kernel.journal import Json
from kernel.sql.database import Base, Database
from kernel.sql.journal import append

_HOUSE = "*"  # no camera's id


class ModelChoiceRow(Base):
    """A camera's model, or the house's. An empty model: none, whatever the house has."""

    __tablename__ = "model_choice"

    camera_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    model: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Choices:
    """All choices at one moment. own: by camera; an empty name is "none"."""

    house: str | None
    own: dict[CameraId, str]

    def of(self, camera: CameraId) -> str | None:
        """The name of the model that the camera is looked at through."""
        return self.own.get(camera, self.house) or None


class ModelDesk:
    """The house's models and who uses them. Any thread; each method is one short transaction."""

    def __init__(self, library: ModelLibrary, database: Database, clock: Clock) -> None:
        self.library = library
        self._database = database
        self._clock = clock

    def choices(self) -> Choices:
        with self._database.read() as session:
            rows = {row.camera_id: row.model for row in session.scalars(select(ModelChoiceRow))}
        house = rows.pop(_HOUSE, "")
        return Choices(house or None, {CameraId(camera): model for camera, model in rows.items()})

    def add(self, draft: Draft, actor: Actor) -> Card:
        """Try and keep a model; see `ModelLibrary.add`."""
        card = self.library.add(draft)
        with self._database.write() as session:
            append(session, self._clock.now(), actor, "model.added", f"model:{card.name}", card_data(card))
        return card

    def remove(self, name: str, actor: Actor) -> None:
        """Raises a not-found fault, or a conflict while the house or a camera uses it."""
        choices = self.choices()
        users = [str(camera) for camera, model in choices.own.items() if model == name]
        if choices.house == name:
            users.insert(0, "the house")
        if users:
            raise conflict(f"model {name}: in use by {', '.join(users[:5])}; choose another one there first")
        self.library.remove(name)
        with self._database.write() as session:
            append(session, self._clock.now(), actor, "model.removed", f"model:{name}", {"name": name})

    def use(self, camera: CameraId | None, model: str | None, actor: Actor) -> None:
        """The model of a camera, or of the house where no camera is named.

        model: a name; empty for none; None lets a camera follow the house. Raises a not-found fault for a model that
        is not there, a corrupt one when it is damaged.
        """
        if model:
            self.library.card(model)
        key = camera or _HOUSE
        with self._database.write() as session:
            _put(session, key, model, self._clock.now())
            data: dict[str, Json] = {"camera_id": camera, "model": model}
            append(session, self._clock.now(), actor, "model.chosen", f"camera:{camera}" if camera else "house", data)


def card_data(card: Card) -> dict[str, Json]:
    """The model in the shape of ModelView, without who uses it."""
    return {
        "name": card.name,
        "layout": card.output.layout.value,
        "width": card.input.width,
        "height": card.input.height,
        "size_bytes": card.size_bytes,
        "sha256": card.sha256,
        "labels": list[Json](label for label in card.labels if label),
        "labels_from": card.labels_from,
        "classes": list[Json](sorted(kind.value for kind in card.knows)),
        "one_ms": card.speed.one_ms if card.speed else None,
        "four_ms": card.speed.four_ms if card.speed else None,
        "device": ("cuda" if card.speed.provider.startswith("CUDA") else "cpu") if card.speed else None,
    }


def _put(session: Session, key: str, model: str | None, at: datetime) -> None:
    row = session.get(ModelChoiceRow, key)
    if model is None:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(ModelChoiceRow(camera_id=key, model=model, changed_at=at))
    else:
        row.model, row.changed_at = model, at
