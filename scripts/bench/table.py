"""Writes samples as tables: medians, the spread, and what divides them."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.measurement import Sample

Figure = Callable[[Sample], float]


@dataclass(frozen=True)
class Ratio:
    """How many times less of something ours takes than theirs."""

    name: str
    ours: list[Sample]
    theirs: list[Sample]
    figure: Figure
    aim: int | None

    @property
    def of_medians(self) -> float:
        """Theirs through ours."""
        return median(map(self.figure, self.theirs)) / median(map(self.figure, self.ours))

    @property
    def of_rounds(self) -> list[float]:
        """The same in each round, where both met the same load of the machine."""
        pairs = zip(self.ours, self.theirs, strict=True)
        return [self.figure(theirs) / self.figure(ours) for ours, theirs in pairs]

    @property
    def is_missed(self) -> bool:
        """Whether there is an aim and it is not met."""
        return self.aim is not None and self.of_medians < self.aim


def figures(rows: list[tuple[str, list[Sample]]]) -> str:
    """A row per candidate."""
    head = ["", "wall clock, ms", "CPU time, ms", "peak memory, MiB"]
    body = [
        [
            name,
            spread([sample.wall for sample in samples]),
            spread([sample.cpu for sample in samples]),
            spread([sample.peak for sample in samples]),
        ]
        for name, samples in rows
    ]
    return aligned([head, *body])


def comparison(ratios: list[Ratio]) -> str:
    """A row per ratio, with what is aimed at."""
    head = ["times less", "of the medians", "in single rounds", "aim", ""]
    return aligned([head, *(row(ratio) for ratio in ratios)])


def row(ratio: Ratio) -> list[str]:
    """What is to be said of one ratio."""
    rounds = ratio.of_rounds
    cells = [ratio.name, f"{ratio.of_medians:.1f}", f"{min(rounds):.1f} to {max(rounds):.1f}"]
    if ratio.aim is None:
        return [*cells, "", ""]
    return [*cells, f"{ratio.aim}", "missed" if ratio.is_missed else "met"]


def spread(values: list[float]) -> str:
    """Median, least and most."""
    return f"{median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def aligned(rows: list[list[str]]) -> str:
    """The first column to the left, the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [first.ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
