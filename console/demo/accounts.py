"""What the demo remembers between runs: its port, device tokens and its own account; a file only its owner may read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Book:
    """rtsp_port: where the cameras were last. units: callsign to (unit id, device token)."""

    rtsp_port: int = 8655
    desk_password: str = ""
    units: dict[str, tuple[str, str]] = field(default_factory=dict)


def read_book(path: Path) -> Book:
    """What was remembered; a fresh book when there is none or it cannot be understood."""
    try:
        found = json.loads(path.read_text("utf-8"))
        units = {str(sign): (str(unit), str(token)) for sign, (unit, token) in found["units"].items()}
        return Book(int(found["rtsp_port"]), str(found["desk_password"]), units)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Book()


def write_book(path: Path, book: Book) -> None:
    """Remember, in a file with mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(asdict(book), out)
    draft.replace(path)


def new_password() -> str:
    """Four groups that can be read out and typed."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
