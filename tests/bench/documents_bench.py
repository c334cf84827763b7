"""What a document costs: hundreds of conventions in a row, each one different, and their memory."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import psutil

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # this file may be started by its path

from bot.documents import samples  # noqa: E402
from bot.documents.build import Builder  # noqa: E402
from bot.documents.library import load_library  # noqa: E402
from bot.documents.papers import Convention  # noqa: E402

MANY = 100
TARGET_MS = 60
"""At most so many milliseconds a convention, median, after the first."""

GROWTH_MIB = 8.0
"""At most so much more memory after the last hundred than after the hundred before: what an
allocator keeps or gives back by chance, and less than a tenth of what a hundred documents hold."""


def different(rank: int) -> Convention:
    """One of the invented conventions, with words and a number that no other has."""
    papers = samples.conventions("fr" if rank % 2 else "en")
    paper = papers[rank % len(papers)]
    said = {"title": f"{paper.project.title} ({rank})", "description": f"{rank}. " * 20}
    project = paper.project.model_copy(update=said)
    return paper.model_copy(update={"project": project, "number": f"C-2026-{rank:03d}"})


def run() -> list[str]:
    """Measure, and say it in lines; the last two compare with the targets."""
    process = psutil.Process()
    before = process.memory_info().rss
    begun = perf_counter()
    builder = Builder(load_library())
    builder.build(different(0))
    first = (perf_counter() - begun) * 1000
    taken: list[float] = []
    worked: list[float] = []
    memory: list[float] = []
    for hundred in range(3):
        for rank in range(1, MANY + 1):
            paper = different(hundred * MANY + rank)
            begun, busy = perf_counter(), process_time()
            builder.build(paper)
            taken.append((perf_counter() - begun) * 1000)
            worked.append((process_time() - busy) * 1000)
        gc.collect()
        memory.append((process.memory_info().rss - before) / 2**20)
    middle, slowest, growth = median(taken), max(taken), memory[-1] - memory[-2]
    fast, flat = middle <= TARGET_MS, growth <= GROWTH_MIB
    kept = ", ".join(f"{one:.0f}" for one in memory)
    lines = (
        f"the first, with fonts and templates: {first:.0f} ms",
        f"{len(taken)} more: median {middle:.1f} ms, slowest {slowest:.1f} ms;",
        f"  the processor worked {median(worked):.1f} ms of it, a busy machine makes the rest",
        f"memory for documents after each hundred: {kept} MiB",
        f"{_reached(fast)}: {middle:.1f} ms each after the first (at most {TARGET_MS}, median)",
        f"{_reached(flat)}: the last hundred took {growth:.1f} MiB more (at most {GROWTH_MIB})",
    )
    return list(lines)


def _reached(yes: bool) -> str:
    return "reached" if yes else "NOT reached"


if __name__ == "__main__":
    sys.stdout.write("\n".join(run()) + "\n")
