"""Shapes of what phones need to trust the room."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from console.api.schema.base import View


class TrustView(View):
    """How the room is reached over HTTPS."""

    mode: Literal["off", "files", "own"]
    fingerprint: str | None = Field(description="SHA-256 of the own authority's certificate; null: there is none")
    certificate_page: str | None = Field(description="address of the plain page that gives the certificate")
    names: list[str] = Field(description="what the own certificate is for")
    ends_at: datetime | None = Field(description="until when; it renews itself before")
