"""The table of faults in `docs/benchmarks.md`: what was done, what it cost, what the ledger said."""

import re
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
NAME = "faults"
_HEAD = """## `faults`

Written by `make faults`: eight live RTSP streams into a whole room of real processes. Limit: 2 s per camera of what had
been received. "Lost" is the worst camera's; "back": how long after the fault's end until the last camera is recorded.

"""


@dataclass(frozen=True, slots=True)
class FaultRow:
    """One fault. lost_s: received and not on disk, worst camera; back_s: until all cameras are recorded again."""

    fault: str
    lost_s: float
    back_s: float
    ledger: str
    check: str


def write(row: FaultRow, page: Path = PAGE) -> None:
    """Put the row into the page's table, in place of an older one for the same fault."""
    text = page.read_text() if page.exists() else "# Benchmarks\n"
    section = re.search(rf"^## `{NAME}`\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    rows = _rows(section[0]) if section else {}
    rows[row.fault] = _line(row)
    made = f"{_HEAD}{datetime.now(UTC):%Y-%m-%d}.\n\n| fault | lost | back | the ledger said | check --footage |\n"
    made += "|---|--:|--:|---|---|\n" + "\n".join(rows.values()) + "\n\n"
    page.write_text(text.replace(section[0], made) if section else text.rstrip() + "\n\n" + made)


def _rows(section: str) -> dict[str, str]:
    lines = [line for line in section.splitlines() if line.startswith("| ") and not line.startswith("| fault")]
    return {line.split("|")[1].strip(): line for line in lines}


def _line(row: FaultRow) -> str:
    fault, lost, back, ledger, check = astuple(row)
    return f"| {fault} | {lost:.2f} s | {back:.1f} s | {ledger} | {check} |"
