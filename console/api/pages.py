"""The page itself: the built files, and the same entry for every address that the page knows."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from kernel.errors import not_found

router = APIRouter(include_in_schema=False)

DIST = Path(__file__).resolve().parent.parent / "web" / "dist"
HASHED = "public, max-age=31536000, immutable"
_MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Watchroom</title>
<h1>The page is not built yet</h1>
<p>The server runs. Build the page with <code>make page</code> in the project's folder, then reload.</p>"""


@router.get("/{path:path}", operation_id="page")
async def page(path: str, request: Request) -> Response:
    """A built file, or the page's entry for its own addresses (`/`, `/unit`, `/wall`, …)."""
    dist: Path = request.app.state.dist
    if path.split("/", 1)[0] in ("api", "osmand", "owntracks"):
        raise not_found("address", f"/{path}")
    if "\0" in path:
        raise not_found("address", "with a zero byte")
    wanted = (dist / path).resolve()
    if path and wanted.is_relative_to(dist.resolve()) and wanted.is_file():
        is_hashed = path.startswith("assets/")
        return FileResponse(wanted, headers={"Cache-Control": HASHED if is_hashed else "no-cache"})
    if "." in path.rsplit("/", 1)[-1]:
        raise not_found("file", f"/{path}")
    entry = dist / "index.html"
    if not entry.is_file():
        return HTMLResponse(_MISSING, 503, headers={"Cache-Control": "no-store"})
    return FileResponse(entry, headers={"Cache-Control": "no-cache"})
