"""The journal's entries and their chain: each carries the hash of the one before, so the past cannot change unseen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, Union

from kernel.actor import Actor
from kernel.errors import Fault, FaultKind

_Leaf: TypeAlias = None | bool | int | float | str
Json: TypeAlias = Union[_Leaf, list["Json"], dict[str, "Json"]]
JsonObject = Mapping[str, Json]

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One change, as it was committed.

    sequence: from 1, without holes, in the order of commits. kind: `noun.verb` (`order.signed`).
    subject: `noun:id` of what changed. data: the whole of what changed, after the change, without secrets.
    """

    sequence: int
    at: datetime
    actor: Actor
    kind: str
    subject: str
    data: JsonObject
    previous_hash: str
    hash: str


def entry_hash(entry: Entry) -> str:
    """SHA-256, hex, over the canonical JSON (RFC 8785 habits: sorted keys, no spaces) of all fields but `hash`."""
    body = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "actor": [entry.actor.kind.value, entry.actor.id, entry.actor.name],
        "kind": entry.kind,
        "subject": entry.subject,
        "data": entry.data,
        "previous_hash": entry.previous_hash,
    }
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def verify_chain(entries: Iterable[Entry], previous_hash: str = GENESIS) -> int:
    """How many entries follow one another unbroken; raises a corrupt fault that names the first that does not."""
    count = 0
    for entry in entries:
        if entry.previous_hash != previous_hash or entry.hash != entry_hash(entry):
            raise Fault(FaultKind.CORRUPT, f"journal entry {entry.sequence}: the chain of hashes is broken here")
        previous_hash = entry.hash
        count += 1
    return count
