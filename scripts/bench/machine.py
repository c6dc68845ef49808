"""Says on what the figures were taken: without it they mean nothing."""

import os
import platform
import subprocess
from datetime import datetime, timezone
from pathlib import Path

from bench.prepare import Tools

CLIENT_VERSION = "from importlib import metadata as m; print(m.version('google-api-python-client'))"


def description(tools: Tools) -> str:
    """A line per fact."""
    client = said(str(tools.python), "-c", CLIENT_VERSION)
    return "\n".join(
        [
            *facts(tools.binary, tools.binary_was_given),
            "client    google-api-python-client " + client,
            "python    " + said(str(tools.python), "--version"),
        ]
    )


def facts(binary: Path, was_given: bool) -> list[str]:
    """What every benchmark must say: a line per fact."""
    of_machine = f"{processor()}, {os.cpu_count()} cores, {memory()}, Linux {platform.release()}"
    size = f"{binary.stat().st_size / 1e6:.1f} MB"
    return [
        "date      " + datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "commit    " + commit() + (", but the binary was given" if was_given else ""),
        "machine   " + of_machine,
        "load      " + " ".join(f"{load:.2f}" for load in os.getloadavg()) + " (1, 5, 15 minutes)",
        "binary    " + f"{said(str(binary), '--version')}, {linkage(binary)}, {size}",
        "compiler  " + said("rustc", "--version"),
    ]


def said(*command: str) -> str:
    """The output of a command that tells a fact."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def commit() -> str:
    """The commit, and whether what was built may differ from it."""
    try:
        changed = said("git", "status", "--porcelain", "--", "Cargo.*", ".cargo", "crates", "src")
        name = said("git", "rev-parse", "--short=12", "HEAD")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{name}, changed" if changed else name


def linkage(binary: Path) -> str:
    """Whether the binary asks for a loader, which takes time and memory of its own."""
    # The program header with the loader's name is in the first page.
    with binary.open("rb") as file:
        return "dynamic" if b"/ld-" in file.read(4096) else "static"


def processor() -> str:
    """The CPU's name, as Linux tells it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def memory() -> str:
    """How much there is."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{total / 2**30:.0f} GiB"
