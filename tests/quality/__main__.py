"""Measures every scene, compares with the stored figures, and writes docs/quality.md: `make quality`.

`--store` takes the figures of this run as those that may not fall from now on.
"""

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.quality.figures import CASES, FIGURES, Case, fallen, key, measured, stored
from tests.quality.table import table

DOCS = Path(__file__).parents[2] / "docs" / "quality.md"


def main() -> int:
    """The exit status: 1 when a figure fell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", action="store_true", help="store the figures of this run")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    found: dict[str, dict[str, float]] = {}
    with ProcessPoolExecutor(arguments.jobs) as pool:
        for case, figures in zip(CASES, pool.map(_measured, CASES), strict=True):
            found[key(case)] = figures
            print(f"{key(case):36}", *(f"{name} {value:6}" for name, value in figures.items()), flush=True)
    before = stored()
    if arguments.store:
        FIGURES.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    DOCS.write_text(table(found))
    worse = (
        []
        if arguments.store
        else [f"{name}: {line}" for name in found for line in fallen(found[name], before.get(name))]
    )
    for line in worse:
        print("fell:", line)
    return 1 if worse else 0


def _measured(case: Case) -> dict[str, float]:
    return measured(case)


if __name__ == "__main__":
    sys.exit(main())
