"""Sizes for people."""


def size_text(size: float) -> str:
    """`1.5 GB`: powers of 1000, as disks are sold."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if abs(size) < 1000 or unit == "TB":
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"
