"""The network in one file: a header that names its arrays, then the arrays, aligned, to be mapped into memory."""

import json
import os
from pathlib import Path

import numpy as np

from kernel.errors import Fault, FaultKind
from patrol.roads.network import ARRAYS, RoadNetwork

_MAGIC = b"WROADS01"
_ALIGN = 64


def save(network: RoadNetwork, path: Path) -> None:
    """Write the network to `path` and to the disk; not atomic: `path` is for nobody else's eyes yet."""
    arrays = {name: np.ascontiguousarray(getattr(network, name)) for name in ARRAYS}
    offset, layout = 0, list[tuple[str, str, int, int]]()
    for name, array in arrays.items():
        layout.append((name, array.dtype.str, len(array), offset))
        offset += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps(layout).encode()
    begin = -(-(len(_MAGIC) + 4 + len(header)) // _ALIGN) * _ALIGN
    with path.open("wb") as file:
        file.write(_MAGIC + len(header).to_bytes(4, "little") + header)
        for (_, _, _, at), array in zip(layout, arrays.values(), strict=True):
            file.seek(begin + at)
            file.write(array.tobytes())
        file.truncate(begin + offset)
        file.flush()
        os.fsync(file.fileno())


def load(path: Path) -> RoadNetwork:
    """The network of `path`, mapped: pages come from the disk as they are used. Raises a corrupt fault."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC) + 4)
            size = int.from_bytes(start[len(_MAGIC) :], "little")
            layout = json.loads(file.read(size)) if start.startswith(_MAGIC) else []
        # A plain view: a memmap's own bookkeeping at every step costs more than small steps do.
        whole = np.memmap(path, np.uint8, "r").view(np.ndarray)
        begin = -(-(len(_MAGIC) + 4 + size) // _ALIGN) * _ALIGN
        arrays = {
            name: whole[begin + at : begin + at + count * np.dtype(kind).itemsize].view(kind)
            for name, kind, count, at in layout
        }
        if any(len(arrays[name]) != count for name, _, count, _ in layout):
            raise ValueError("it is cut short")
        return RoadNetwork(**arrays)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Fault(FaultKind.CORRUPT, f"road network {path}: cannot be read ({error}); import the map again") from None
