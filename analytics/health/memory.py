"""What a camera's health is measured against, learnt over hours and kept through a restart."""

import copy
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.health.view import View
from kernel.errors import Fault, FaultKind

_MOST_VIEWS = 6
_FORMAT = 1


@dataclass(slots=True)
class Memory:
    """The views that are right for this camera (day, night, infrared, …), the one in use first; and its usual stir.

    subject: what it was learnt of; another address is another camera. stir: usual share of pixels that change from one
    look to the next, None until it is known.
    """

    subject: str
    views: list[View] = field(default_factory=list)
    stir: float | None = None
    stir_looks: int = 0

    @property
    def present(self) -> View | None:
        """The view in use; None before the first look."""
        return self.views[0] if self.views else None

    def use(self, index: int) -> None:
        """Put the view `index` first."""
        self.views.insert(0, self.views.pop(index))

    def keep_copy(self) -> None:
        """Keep the present view as it is now beside the one that goes on learning; the oldest makes way."""
        self.views.insert(1, copy.deepcopy(self.views[0]))
        del self.views[_MOST_VIEWS:]

    def dump(self) -> bytes:
        """The memory as bytes; half the precision is plenty for pictures."""
        arrays: dict[str, NDArray[Any]] = {
            "format": np.array(_FORMAT),
            "subject": np.array(self.subject),
            "stir": np.array([-1.0 if self.stir is None else self.stir, self.stir_looks]),
            "figures": np.array([[view.floor, view.level, view.looks] for view in self.views]),
        }
        for number, view in enumerate(self.views):
            arrays[f"pictures{number}"] = np.stack([view.across, view.down, view.small]).astype(np.float16)
            arrays[f"blocks{number}"] = np.stack([view.detail, view.edges])
        kept = io.BytesIO()
        np.savez_compressed(kept, allow_pickle=False, **arrays)
        return kept.getvalue()

    @staticmethod
    def load(data: bytes) -> "Memory":
        """The inverse of `dump`; raises a corrupt fault when the bytes are none of ours."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as kept:
                if int(kept["format"]) != _FORMAT:
                    raise ValueError("of another version")
                stir, looks = kept["stir"]
                figures = kept["figures"].tolist()
                views = [_view(kept[f"pictures{n}"], kept[f"blocks{n}"], *figures[n]) for n in range(len(figures))]
                return Memory(str(kept["subject"]), views, None if stir < 0 else float(stir), int(looks))
        except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise Fault(FaultKind.CORRUPT, f"view memory: cannot be read ({error}); it is learnt anew") from error


def _view(pictures: NDArray[Any], blocks: NDArray[Any], floor: float, level: float, looks: float) -> View:
    across, down, small = pictures.astype(np.float32)
    detail, edges = blocks.astype(np.float32)
    return View(across, down, small, detail, edges, floor, level, int(looks))
