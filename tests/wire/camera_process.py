"""A camera simulator in a process of its own, to be killed like one: `camera_process.py TOOL PORT [NAME=CLIP …]`.

TOOL is the RTSP source that is not ours (its file's path); NAME the last part of the address, CLIP an MP4 file,
optionally followed by `@` and how many seconds into the clip the camera starts.
It prints `ready`, then one line of JSON per loop of each camera: when (Unix seconds) frame 0 of that loop is due.
"""

import asyncio
import importlib.util
import json
import sys
import time
from types import ModuleType


def load(tool: str) -> ModuleType:
    """The simulator as a module."""
    spec = importlib.util.spec_from_file_location("rtsp_source", tool)
    if spec is None or spec.loader is None:
        raise SystemExit(f"no RTSP source at {tool}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def announce(name: str, length_s: float, started: float) -> None:
    """Say when each loop begins, from the moment the camera's clock started."""
    loop = 0
    while True:
        at = started + loop * length_s
        sys.stdout.write(json.dumps({"camera": name, "loop": loop, "at": at}) + "\n")
        sys.stdout.flush()
        loop += 1
        await asyncio.sleep(max(0.0, at + length_s - time.time()))


async def main(tool: str, port: int, mounts: dict[str, str]) -> None:
    """Serve until killed. Every camera plays from now on, watched or not."""
    source = load(tool)
    split = {name: mount.partition("@") for name, mount in mounts.items()}
    clips = {path: source.Clip(path) for path, _, _ in split.values()}
    server = source.Server()
    tasks = []
    for name, (path, _, offset) in split.items():
        camera = source.Camera(clips[path], float(offset or 0))
        server.cams[name] = camera
        started = time.time() - camera.offset
        camera.task = asyncio.create_task(camera.play())
        tasks += [camera.task, asyncio.create_task(announce(name, clips[path].length, started))]
    await server.start(port)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.gather(*tasks)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), dict(mount.split("=", 1) for mount in sys.argv[3:])))
