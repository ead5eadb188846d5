"""The one who asks: a user at a desk or a unit's device. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from console.auth.permission import Permission, permissions_of
from kernel.actor import Actor, ActorKind
from kernel.errors import Fault, FaultKind, not_found


@dataclass(frozen=True, slots=True)
class User:
    """An account. camera_ids: the only cameras it may see, None: all."""

    id: str
    username: str
    name: str
    roles: tuple[str, ...]
    unit_id: str | None
    camera_ids: frozenset[str] | None
    is_active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in. `user` is None for a device that speaks for its unit."""

    id: str
    name: str
    roles: tuple[str, ...]
    permissions: frozenset[Permission]
    unit_id: str | None
    camera_ids: frozenset[str] | None
    user: User | None

    @property
    def actor(self) -> Actor:
        """The hand that the journal names."""
        return Actor(ActorKind.USER if self.user else ActorKind.UNIT, self.id, self.name)

    def may(self, permission: Permission) -> bool:
        return permission in self.permissions

    def demand(self, permission: Permission) -> None:
        """Raise a forbidden fault unless this person may."""
        if permission not in self.permissions:
            raise Fault(FaultKind.FORBIDDEN, f"{self.name} may not do this: it needs the permission {permission.value}")

    def sees_camera(self, camera: str) -> bool:
        """Whether the camera, its pictures and its events are there for this person."""
        return self.may(Permission.ROOM_VIEW) and (self.camera_ids is None or camera in self.camera_ids)

    def sees_event_of(self, camera: str | None, also_seen_by: Iterable[str] = ()) -> bool:
        """Whether an event is there for this person; `camera` None: it is about the house itself.

        also_seen_by: other cameras that saw the same: who may see one of them may know of it.
        """
        if camera is None:
            return self.may(Permission.SYSTEM_VIEW)
        return self.sees_camera(camera) or any(self.sees_camera(other) for other in also_seen_by)

    def demand_camera(self, camera: str) -> None:
        """Raise not-found for a camera that this person must not know of."""
        if not self.sees_camera(camera):
            raise not_found("camera", camera)

    def demand_unit(self, unit: str, what: str, which: str) -> None:
        """Raise not-found when a bare unit asks for a thing (`what` `which`) of another unit."""
        if not self.may(Permission.ROOM_VIEW) and (self.unit_id is None or unit != self.unit_id):
            raise not_found(what, which)


def person_of_user(user: User) -> Person:
    """The user, signed in."""
    permissions = permissions_of(user.roles)
    return Person(user.id, user.name, user.roles, permissions, user.unit_id, user.camera_ids, user)


def person_of_unit(unit: str, callsign: str) -> Person:
    """The unit itself, through its device."""
    return Person(unit, callsign, ("unit",), permissions_of(("unit",)), unit, frozenset(), None)
