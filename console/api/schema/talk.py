"""Shapes of talking through cameras."""

from pydantic import Field

from console.api.schema.base import View


class TalkView(View):
    """Whether a camera can be talked through."""

    camera_id: str
    can_talk: bool | None = Field(description="null: the camera did not answer")
    reason: str | None = Field(description="why not")
