"""What a measurement yields: rows of figures, each beside its limit."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. limit: what it may be at most; None where it only informs."""

    name: str
    value: float
    unit: str
    limit: float | None = None


@dataclass(slots=True)
class Figures:
    """The outcome of one measurement; `how` says what was done, for a reader who wants to repeat it."""

    how: str
    rows: list[Row] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether every figure with a limit keeps it."""
        return all(row.limit is None or row.value <= row.limit for row in self.rows)

    def markdown(self, name: str, where: str) -> str:
        """A section of the benchmarks' page."""
        lines = [
            f"## `{name}`",
            "",
            self.how,
            "",
            f"{where}.",
            "",
            "| figure | value | limit | ratio |",
            "|---|--:|--:|--:|",
        ]
        for row in self.rows:
            limit = f"{row.limit:g} {row.unit}" if row.limit is not None else ""
            ratio = f"{row.value / row.limit:.2f}" if row.limit else ""
            lines.append(f"| {row.name} | {row.value:.3g} {row.unit} | {limit} | {ratio} |")
        return "\n".join([*lines, ""])


def percentile(values: list[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie; the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
