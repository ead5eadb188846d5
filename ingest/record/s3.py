"""The second tier in an S3-compatible object store. Objects are read by range, so nothing is copied to look back."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from ingest.record.tier import Pace
from ingest.settings import SecondTierSettings
from kernel.errors import Fault, FaultKind, not_found, unavailable

_BUFFER_BYTES = 256 << 10
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})

Answer = Mapping[str, object]


class _Client(Protocol):
    """What is used of boto3's client, which has no types of its own."""

    def head_bucket(self, *, Bucket: str) -> Answer: ...  # noqa: N803

    def head_object(self, *, Bucket: str, Key: str) -> Answer: ...  # noqa: N803

    def get_object(self, *, Bucket: str, Key: str, Range: str) -> Answer: ...  # noqa: N803

    def delete_object(self, *, Bucket: str, Key: str) -> Answer: ...  # noqa: N803

    def list_objects_v2(self, *, Bucket: str, Prefix: str, StartAfter: str) -> Answer: ...  # noqa: N803

    def upload_fileobj(self, file: BinaryIO, bucket: str, key: str, *, Config: object) -> None: ...  # noqa: N803


class S3Tier:
    """One bucket, under a prefix. Any thread: boto3's clients are thread-safe."""

    def __init__(self, settings: SecondTierSettings) -> None:
        self._bucket = settings.s3_bucket
        prefix = settings.s3_prefix.strip("/")
        self._prefix = f"{prefix}/" if prefix else ""
        self._client = _client(settings)
        # One connection is enough for one mover, and its pace is then what was asked for.
        self._transfer = TransferConfig(use_threads=False)

    @property
    def name(self) -> str:
        return f"s3://{self._bucket}/{self._prefix}"

    def demand(self, is_first_use: bool) -> None:  # noqa: ARG002
        try:
            with self._reached():
                self._client.head_bucket(Bucket=self._bucket)
        except Fault as fault:
            if fault.kind is not FaultKind.NOT_FOUND:
                raise
            raise unavailable(f"second tier {self.name}: there is no such bucket; make it, or name another") from None

    def put(self, path: str, source: Path, pace: Pace) -> None:
        with self._reached(path), source.open("rb") as file:
            paced = cast(BinaryIO, _Paced(file, pace))
            self._client.upload_fileobj(paced, self._bucket, self._key(path), Config=self._transfer)

    def open(self, path: str) -> BinaryIO:
        size = self.size(path)
        if size is None:
            raise not_found("footage file", path)
        return cast(BinaryIO, io.BufferedReader(_Object(self, path, size), _BUFFER_BYTES))

    def local_path(self, path: str) -> Path | None:  # noqa: ARG002
        return None

    def size(self, path: str) -> int | None:
        try:
            with self._reached(path):
                return int(str(self._client.head_object(Bucket=self._bucket, Key=self._key(path))["ContentLength"]))
        except Fault as fault:
            if fault.kind is FaultKind.NOT_FOUND:
                return None
            raise

    def read(self, path: str, offset: int, size: int) -> bytes:
        """`size` bytes from `offset` on; raises a not-found fault."""
        wanted = f"bytes={offset}-{offset + size - 1}"
        with self._reached(path):
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(path), Range=wanted)
            return cast(BinaryIO, answer["Body"]).read()

    def delete(self, path: str) -> None:
        with self._reached(path):
            self._client.delete_object(Bucket=self._bucket, Key=self._key(path))

    def files(self) -> Iterator[tuple[str, int]]:
        after = ""
        while True:
            with self._reached():
                page = self._client.list_objects_v2(Bucket=self._bucket, Prefix=self._prefix, StartAfter=after)
            for item in cast(list[Answer], page.get("Contents", [])):
                after = str(item["Key"])
                if after.endswith(".mp4"):
                    yield after.removeprefix(self._prefix), int(str(item["Size"]))
            if not page.get("IsTruncated"):
                return

    def free_bytes(self) -> int | None:
        return None

    def _key(self, path: str) -> str:
        return self._prefix + path

    @contextmanager
    def _reached(self, path: str = "") -> Iterator[None]:
        try:
            yield
        except ClientError as error:
            told = error.response.get("Error", {})
            if str(told.get("Code")) in _ABSENT:
                raise not_found("footage file", path) from error
            raise unavailable(f"second tier {self.name}: {told.get('Message') or told.get('Code')}") from error
        except (BotoCoreError, Boto3Error) as error:
            raise unavailable(f"second tier {self.name}: {error}") from error


class _Paced(io.RawIOBase):
    """A file that is read no faster than `pace` allows."""

    def __init__(self, file: BinaryIO, pace: Pace) -> None:
        self._file = file
        self._pace = pace

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False  # so that each byte is read, and paced, once

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self._pace(len(chunk))
        return chunk


class _Object(io.RawIOBase):
    """An object as a file: each read asks for its range."""

    def __init__(self, tier: S3Tier, path: str, size: int) -> None:
        self._tier = tier
        self._path = path
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        size = min(len(buffer), self._size - self._at)
        if size <= 0:
            return 0
        data = self._tier.read(self._path, self._at, size)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _client(settings: SecondTierSettings) -> _Client:
    config = Config(
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "max_attempts": 3},
        s3={"addressing_style": "path"},  # not every store has a name of its own for each bucket
        # Stores other than Amazon's do not all know the newer checksums; every copy is read back and hashed anyway.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    client: _Client = boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint,
        region_name=settings.s3_region,
        aws_access_key_id=settings.s3_access_key,
        aws_secret_access_key=settings.s3_secret_key.get_secret_value() if settings.s3_secret_key else None,
        config=config,
    )
    return client
