"""The accounts of the room; for administrators."""

from fastapi import APIRouter

from console.api.access import HouseDep, UserManager
from console.api.schema.people import Role, UserChange, UserDraft, UserView
from console.auth.person import User
from console.auth.users import NewUser, user_data
from kernel.errors import invalid

router = APIRouter(prefix="/users", tags=["users"])


@router.get("", operation_id="list_users")
def list_users(house: HouseDep, _person: UserManager) -> list[UserView]:
    return [_view(user) for user in house.users.list()]


@router.post("", operation_id="add_user", status_code=201)
def add_user(draft: UserDraft, house: HouseDep, person: UserManager) -> UserView:
    _demand_unit(draft.roles, draft.unit_id)
    new = NewUser(
        username=draft.username,
        name=draft.name,
        password=draft.password,
        roles=tuple(role.value for role in draft.roles),
        unit_id=draft.unit_id,
        camera_ids=None if draft.camera_ids is None else tuple(draft.camera_ids),
    )
    return _view(house.users.add(new, person.actor))


@router.patch("/{user_id}", operation_id="change_user")
def change_user(user_id: str, change: UserChange, house: HouseDep, person: UserManager) -> UserView:
    """Change what is given; null takes the unit away or opens all cameras, elsewhere it changes nothing."""
    given = change.model_dump(exclude_unset=True, mode="json")
    wanted: dict[str, object] = {
        key: value for key, value in given.items() if value is not None or key in ("unit_id", "camera_ids")
    }
    before = house.users.get(user_id)
    roles = change.roles if change.roles is not None else [Role(role) for role in before.roles]
    _demand_unit(roles, change.unit_id if "unit_id" in given else before.unit_id)
    return _view(house.users.change(user_id, wanted, person.actor))


def _demand_unit(roles: list[Role], unit_id: str | None) -> None:
    if Role.UNIT in roles and unit_id is None:
        raise invalid("unit_id: the role unit needs the unit that the person belongs to")


def _view(user: User) -> UserView:
    return UserView.model_validate(user_data(user))
