"""Runs servers under supervisors with default options and checks that they are left alone.

soak.py SUPERVISOR FOLDER MINUTES

Starts each server as a client would, calls one of its tools at random intervals, and reads the log
of each supervisor at the end. Prints a table; exits with 1 if a server was restarted, a call failed
or an event above INFO was logged.
"""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from mcp import Client, StdioServerParameters, stdio_client

PAUSE = (20.0, 240.0)
"""Shortest and longest pause between two calls in seconds."""

CALL_TIME = 60.0
"""Maximum duration of a call in seconds."""

SAMPLE = 10.0
"""Interval between two memory readings in seconds."""

PAGE = "data:text/html,<script>setInterval(() => document.title += 'x', 1000)</script>"
"""Page that stays open in the browser between two calls."""

QUIET = {"debug", "info"}
"""Levels of events that a healthy server may cause."""


@dataclass
class Server:
    """A server, a tool of it, and what was observed."""

    name: str
    command: list[str]
    tool: str
    arguments: dict[str, object]
    accepts_tool_error: bool = False
    calls: int = 0
    slowest: float = 0.0
    memory: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def servers(folder: Path) -> list[Server]:
    """The servers, as their documentation says to start them."""
    data = folder / "data"
    data.mkdir(exist_ok=True)
    (data / "note.txt").write_text("text\n")
    if not (data / ".git").exists():
        subprocess.run(["git", "init", "--quiet", str(data)], check=True)
    npx = ["npx", "--prefix", str(folder), "--no-install"]
    path = str(data)
    browser = shutil.which("chromium")
    own_browser = ["--executable-path", browser, "--no-sandbox"] if browser else []
    return [
        Server("server-everything", [*npx, "mcp-server-everything"], "echo", {"message": "x"}),
        Server("filesystem", [*npx, "mcp-server-filesystem", path], "list_directory", {"path": path}),
        Server("memory", [*npx, "mcp-server-memory"], "read_graph", {}),
        # Without a browser the tool reports an error, which is a normal answer of the server.
        Server("playwright-mcp", [*npx, "playwright-mcp", "--headless", "--isolated", *own_browser],
               "browser_navigate", {"url": PAGE}, accepts_tool_error=not browser),
        Server("git", ["uvx", "mcp-server-git@2026.10.19", "--repository", path], "git_status", {"repo_path": path}),
        # The server refuses addresses that are not public, which is a normal answer.
        Server("fetch", ["uvx", "mcp-server-fetch@2026.10.24", "--ignore-robots-txt"],
               "fetch", {"url": "http://127.0.0.1:9/"}, accepts_tool_error=True),
        Server("time", ["uvx", "mcp-server-time@2026.10.19"], "get_current_time", {"timezone": "Etc/UTC"}),
    ]


def descendants(process: int) -> list[int]:
    """All processes below a process."""
    found = []
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    for child in map(int, children):
        found += [child, *descendants(child)]
    return found


def proportional_memory(process: int) -> float:
    """Proportional set size in MiB; 0 for a process that has ended."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")) / 1024


def supervisor_process(name: str) -> int | None:
    """Process id of the supervisor with this `--name`."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[1:3] == [b"--name", f"soak-{name}".encode()]:
                return int(entry.name)
    return None


async def sample(server: Server) -> None:
    """Records the memory of all processes of a server and its supervisor."""
    process = None
    while True:
        process = process or supervisor_process(server.name)
        if process:
            tree = [process, *descendants(process)]
            server.memory.append(sum(map(proportional_memory, tree)))
        await asyncio.sleep(SAMPLE)


async def use(server: Server, supervisor: str, log: Path, end: float) -> None:
    """Runs one session until the time `end`."""
    options = ["--name", f"soak-{server.name}", "--log-file", str(log), "--log-format", "json", "--log-level", "debug"]
    parameters = StdioServerParameters(
        command=supervisor, args=[*options, "--", *server.command], env=dict(os.environ)
    )
    chance = random.Random(server.name)
    async with Client(stdio_client(parameters)) as client:
        sampling = asyncio.create_task(sample(server))
        while True:
            begin = time.monotonic()
            try:
                answer = await asyncio.wait_for(client.call_tool(server.tool, server.arguments), CALL_TIME)
                if answer.is_error and not server.accepts_tool_error:
                    server.problems.append(f"the tool failed: {answer.content}")
            except Exception as error:  # noqa: BLE001, whatever it is, the call failed
                server.problems.append(f"the call failed: {error!r}")
            server.calls += 1
            server.slowest = max(server.slowest, time.monotonic() - begin)
            pause = min(chance.uniform(*PAUSE), end - time.monotonic())
            if pause <= 0:
                break
            await asyncio.sleep(pause)
        sampling.cancel()


def read_log(server: Server, log: Path) -> None:
    """Records restarts and events above INFO."""
    starts = 0
    for line in log.read_text().splitlines():
        event = json.loads(line)
        if event["event"] == "server-stderr":
            continue
        starts += event["event"] == "started"
        if event["level"] not in QUIET:
            server.problems.append(f"{event['level']}: {event['message']}")
    if starts != 1:
        server.problems.append(f"{starts} starts")


async def main() -> int:
    """Runs all sessions at once and prints the table."""
    supervisor, folder, minutes = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    all_servers = servers(folder)
    logs = [folder / f"{server.name}.log" for server in all_servers]
    for log in logs:
        log.unlink(missing_ok=True)
    end = time.monotonic() + minutes * 60
    sessions = [use(server, supervisor, log, end) for server, log in zip(all_servers, logs)]
    for server, result in zip(all_servers, await asyncio.gather(*sessions, return_exceptions=True)):
        if isinstance(result, BaseException):
            server.problems.append(f"the session failed: {result!r}")
    print(f"| server, {minutes:g} min | calls | slowest call | memory, median | largest | problems |")
    print("|---|--:|--:|--:|--:|---|")
    for server, log in zip(all_servers, logs):
        read_log(server, log)
        readings = sorted(server.memory) or [0.0]
        middle, most = readings[len(readings) // 2], readings[-1]
        problems = "; ".join(server.problems) or "none"
        print(f"| {server.name} | {server.calls} | {server.slowest:.1f} s | {middle:.0f} MiB | {most:.0f} MiB | {problems} |")
    return 1 if any(server.problems for server in all_servers) else 0


sys.exit(asyncio.run(main()))
