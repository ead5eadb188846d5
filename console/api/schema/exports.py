"""Shapes of exports."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from console.api.schema.base import Draft, Person, View
from ingest.evidence.job import ExportState


class ExportView(View):
    """Footage on its way out of the house. `progress` in [0, 1]; `gaps`: stretches without footage inside; `over_at`:
    when it was finished, failed or cancelled; `source_mismatch`: a recording had changed on disk before."""

    id: str
    state: ExportState
    camera_ids: list[str]
    start: datetime
    end: datetime
    is_blurred: bool
    has_burn_in: bool
    has_sound: bool
    reason: str
    requested_at: datetime
    requested_by: Person
    begun_at: datetime | None
    over_at: datetime | None
    expires_at: datetime | None
    progress: float
    eta_s: int | None
    doing: str | None
    failure: str | None
    size_bytes: int | None
    files: int | None
    gaps: int | None
    manifest_sha256: str | None
    source_mismatch: bool | None


class ExportDraft(Draft):
    """[start, end) of some cameras. Clear pictures need a permission of their own, and a reason."""

    camera_ids: Annotated[list[str], Field(min_length=1, max_length=256)]
    start: AwareDatetime
    end: AwareDatetime
    is_blurred: bool = True
    has_burn_in: bool = False
    has_sound: bool = False
    reason: Annotated[str, Field(max_length=500)] = ""


class EvidenceKeyView(View):
    """The key with which this installation signs its bundles. `public`: hex; `fingerprint`: what people compare."""

    algorithm: Literal["Ed25519"]
    public: str
    fingerprint: str
