"""What a role may do, as data. Pure."""

from collections.abc import Iterable
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may do; the page shows and hides by these words."""

    ROOM_VIEW = "room.view"
    FOOTAGE_LIVE = "footage.live"
    FOOTAGE_PLAYBACK = "footage.playback"
    FOOTAGE_HOLD = "footage.hold"
    EVENTS_JUDGE = "events.judge"
    INCIDENTS_HANDLE = "incidents.handle"
    ORDERS_GIVE = "orders.give"
    UNITS_STATUS = "units.status"
    UNITS_MANAGE = "units.manage"
    CAMERAS_STEER = "cameras.steer"
    CAMERAS_TALK = "cameras.talk"
    CAMERAS_MANAGE = "cameras.manage"
    SCENES_MANAGE = "scenes.manage"
    ROSTER_VIEW = "roster.view"  # who is on, by name
    ROSTER_MANAGE = "roster.manage"
    PLANS_MANAGE = "plans.manage"
    ALERTS_PUBLISH = "alerts.publish"  # to the public
    OUTWARD_MANAGE = "outward.manage"  # webhooks, tokens for reading
    USERS_MANAGE = "users.manage"
    CASES_MANAGE = "cases.manage"
    EXPORTS_MAKE = "exports.make"
    EXPORTS_CLEAR = "exports.clear"  # with people recognisable
    JOURNAL_READ = "journal.read"
    SYSTEM_VIEW = "system.view"
    UNIT_ACT = "unit.act"  # speak as one's own unit


_LOOK = frozenset({Permission.ROOM_VIEW, Permission.FOOTAGE_LIVE, Permission.SYSTEM_VIEW})
_OPERATE = _LOOK | {
    Permission.FOOTAGE_PLAYBACK,
    Permission.EVENTS_JUDGE,
    Permission.INCIDENTS_HANDLE,
    Permission.CAMERAS_STEER,
    Permission.CAMERAS_TALK,
}
_DISPATCH = _OPERATE | {Permission.ORDERS_GIVE, Permission.UNITS_STATUS, Permission.ROSTER_VIEW}

ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "operator": _OPERATE,
    "dispatcher": _DISPATCH,
    "duty_officer": _DISPATCH | {Permission.ALERTS_PUBLISH, Permission.ROSTER_MANAGE},
    "commander": _DISPATCH
    | {
        Permission.ALERTS_PUBLISH,
        Permission.ROSTER_MANAGE,
        Permission.JOURNAL_READ,
        Permission.PLANS_MANAGE,
    },
    "reviewer": _LOOK
    | {
        Permission.FOOTAGE_PLAYBACK,
        Permission.FOOTAGE_HOLD,
        Permission.EXPORTS_MAKE,
        Permission.CASES_MANAGE,
        Permission.JOURNAL_READ,
    },
    "administrator": frozenset(Permission) - {Permission.UNIT_ACT},
    "unit": frozenset({Permission.UNIT_ACT}),
}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """The union over `roles`; an unknown role adds nothing."""
    return frozenset(p for role in roles for p in ROLE_PERMISSIONS.get(role, frozenset()))
