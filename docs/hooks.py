"""Fills the pages with what is kept elsewhere: the example of a camera file, and the tables made from its types."""

from pathlib import Path
from typing import Any

from analytics.desk.reference import reference

_EXAMPLE = Path(__file__).parent / "examples" / "camera.toml"


def on_page_markdown(markdown: str, **_: Any) -> str:  # what mkdocs gives
    """Called by mkdocs for each page."""
    return markdown.replace('--8<-- "camera.toml"', _EXAMPLE.read_text(encoding="utf-8").rstrip()).replace(
        "<!-- camera file reference -->", reference()
    )
