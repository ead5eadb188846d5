"""Reports: what the crew says of how it went, with photos."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kernel.actor import Actor
from kernel.errors import Fault, FaultKind, invalid, not_found
from kernel.ids import OrderId, new_id
from patrol.order import Order, OrderState, Photo, PhotoId, advance
from patrol.service.change import Change, Desk, change
from patrol.service.orders import reach
from patrol.store import read
from patrol.store.tables import OrderRow, PhotoRow

_SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@dataclass(frozen=True, slots=True)
class StoredPhoto:
    """A photo and where its bytes lie."""

    photo: Photo
    file: Path


class Reports:
    """The reports. Safe to call from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def report(
        self, order_id: str, text: str, photos: Sequence[bytes], actor: Actor, at: datetime | None = None
    ) -> Order:
        """End a handled order with words and pictures; sent again, it changes nothing.

        photos: JPEG, PNG or WebP files; their kind is read from their bytes, not believed from a header. Raises
        invalid, limited and conflict faults before anything is written.
        """
        for data in photos:
            self._check(data)
        if not text.strip() and not photos:
            raise invalid(f"order {order_id}: a report needs words or a photo")
        if len(photos) > self._desk.settings.photo_limit:
            raise Fault(FaultKind.LIMITED, f"order {order_id}: at most {self._desk.settings.photo_limit} photos")
        with self._desk.database.read() as session:
            # Asked before the files are written, and again in the transaction below.
            state = OrderState(read.order_row(session, order_id).state)
            if not advance(state, OrderState.REPORTED, order_id):
                return read.order(session, order_id)
        rows = [self._row(order_id, number, data) for number, data in enumerate(photos)]
        files = [self._file(row.path) for row in rows]
        is_kept = False
        try:
            # Files before rows: a row whose picture is missing would be worse than a picture without a row.
            for file, data in zip(files, photos, strict=True):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            with change(self._desk, actor) as made:
                order, is_new = self._end(made, read.order_row(made.session, order_id), text, rows, at)
            is_kept = is_new
        finally:
            if not is_kept:
                for file in files:
                    file.unlink(missing_ok=True)
        return order

    def photo(self, photo_id: str) -> StoredPhoto:
        """The photo; raises a not-found fault."""
        with self._desk.database.read() as session:
            row = session.get(PhotoRow, photo_id)
            if row is None:
                raise not_found("photo", photo_id)
            return StoredPhoto(read.photo(row), self._file(row.path))

    def order_of(self, photo_id: PhotoId | str) -> OrderId:
        """The order whose report holds the photo, to ask who may see it; raises a not-found fault."""
        return self.photo(photo_id).photo.order_id

    def _end(
        self, made: Change, row: OrderRow, text: str, photos: Sequence[PhotoRow], at: datetime | None
    ) -> tuple[Order, bool]:
        is_new = row.state != OrderState.REPORTED
        if is_new:
            row.report_text = text
            made.session.add_all(photos)
        return reach(self._desk, made, row, OrderState.REPORTED, at), is_new

    def _check(self, data: bytes) -> None:
        limit = self._desk.settings.photo_size_limit_bytes
        if len(data) > limit:
            raise Fault(FaultKind.LIMITED, f"a photo of {len(data)} bytes is too large; the limit is {limit}")
        content_type(data)

    def _row(self, order_id: str, number: int, data: bytes) -> PhotoRow:
        now, kind = self._desk.clock.now(), content_type(data)
        photo_id = new_id("pho", now)
        return PhotoRow(
            id=photo_id,
            order_id=order_id,
            number=number,
            content_type=kind,
            size_bytes=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            path=f"{now:%Y-%m}/{photo_id}{_SUFFIX[kind]}",
            at=now,
        )

    def _file(self, path: str) -> Path:
        return self._desk.settings.photo_dir / path


def content_type(data: bytes) -> str:
    """The kind of picture, by its first bytes; raises an invalid fault for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    raise invalid("a photo must be a JPEG, PNG or WebP file")
