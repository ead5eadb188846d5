"""The shape of what a unit publishes."""

from pydantic import Field

from console.api.schema.base import View


class PublicationView(View):
    """A unit's own camera as its phone shows it; without an id before the unit first published."""

    camera_id: str | None = None
    name: str | None = None
    is_enabled: bool = Field(
        default=True, description="false: the room has switched it off and refuses to be sent anything"
    )
    is_published: bool = Field(default=False, description="a connection that publishes is open")
    is_live: bool = Field(default=False, description="pictures arrive in the room")
    is_recorded: bool = Field(default=True, description="what arrives is recorded")
    width: int | None = None
    height: int | None = None
