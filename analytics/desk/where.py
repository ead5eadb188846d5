"""In which line of a TOML text something stands, as far as its layout tells. Pure."""

import re
from collections.abc import Sequence

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")


def line_of(text: str, path: Sequence[str | int]) -> int | None:
    """The line, from 1, of the key at `path`, else of the table it should stand in; None where neither is found."""
    table: list[str | int] = []
    counts: dict[str, int] = {}
    best, depth = None, 0
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            name = header[2].replace('"', "").strip()
            table = [part.strip() for part in name.split(".")]
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table.append(counts[name])
            shared = len(table)
            if list(path[:shared]) == table and shared > depth:
                best, depth = number, shared
            continue
        key = re.match(r"^\s*\"?([\w-]+)\"?\s*=", line)
        here = [*table, key[1]] if key else []
        if here and list(path[: len(here)]) == here and len(here) > depth:
            best, depth = number, len(here)
    return best
