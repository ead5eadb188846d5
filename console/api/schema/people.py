"""Shapes of people and their sessions."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, Name, View


class Role(StrEnum):
    OPERATOR = "operator"
    DISPATCHER = "dispatcher"
    DUTY_OFFICER = "duty_officer"
    COMMANDER = "commander"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    UNIT = "unit"


class UserView(View):
    id: str
    username: str
    name: str
    roles: list[Role]
    unit_id: str | None
    camera_ids: list[str] | None = Field(description="the only cameras this person may see; null: all")
    is_active: bool
    created_at: datetime


class UserDraft(Draft):
    username: Annotated[str, Field(min_length=2, max_length=40, pattern=r"^[a-z0-9][a-z0-9._-]*$")]
    name: Name
    password: Annotated[str, Field(min_length=10, max_length=200)]
    roles: Annotated[list[Role], Field(min_length=1)]
    unit_id: str | None = None
    camera_ids: list[str] | None = None


class UserChange(Draft):
    name: Name | None = None
    password: Annotated[str, Field(min_length=10, max_length=200)] | None = None
    roles: Annotated[list[Role], Field(min_length=1)] | None = None
    unit_id: str | None = None
    camera_ids: list[str] | None = None
    is_active: bool | None = None


class Login(Draft):
    username: Annotated[str, Field(max_length=40)]
    password: Annotated[str, Field(max_length=200)]


class DeviceLogin(Draft):
    token: Annotated[str, Field(max_length=200)]


class SessionView(View):
    """Who is signed in; `csrf_token` goes back in the header `X-CSRF-Token` with every change."""

    user: UserView
    csrf_token: str
    permissions: list[str]
    room: str
    time_zone: str
