"""The Python SDK's client: a session that survives the death of its server.

client.py MODE TOOL ARGUMENTS SLOW-TOOL SLOW-ARGUMENTS COMMAND...

Lists and calls tools, kills the server with SIGKILL in the middle of a call, and calls again in the
same session. Exits with 0 if all of that worked.
"""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

from mcp import Client, MCPError, StdioServerParameters, stdio_client

PATIENCE = 60.0


def children(process: int) -> list[int]:
    """Child processes of a process."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(word) for word in text.split()]


def server_process() -> int:
    """The server, a descendant of the supervisor below two guard processes."""
    (supervisor,) = [child for child in children(os.getpid()) if is_supervisor(child)]
    (guard,) = children(supervisor)
    (second_guard,) = children(guard)
    (server,) = children(second_guard)
    return server


def is_supervisor(process: int) -> bool:
    """True if this is the supervisor's process."""
    return b"mcp-supervisor" in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")[0]


async def main() -> None:
    """Runs the session."""
    mode, tool, arguments, slow, slow_arguments, command, *rest = sys.argv[1:]
    parameters = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
    async with Client(stdio_client(parameters), mode=mode) as client:
        tools = await client.list_tools()
        names = [known.name for known in tools.tools]
        assert tool in names and slow in names, names
        await client.call_tool(tool, json.loads(arguments))

        first = server_process()
        call = asyncio.create_task(client.call_tool(slow, json.loads(slow_arguments)))
        await asyncio.sleep(0.5)
        killed = time.monotonic()
        os.kill(first, signal.SIGKILL)
        try:
            await call
            raise AssertionError("the call that was in the server was answered as if it had ended")
        except MCPError as error:
            assert error.code in (-32000, -31000), error
            print(f"  in the server: error {error.code} after {time.monotonic() - killed:.3f} s")

        answer = await client.call_tool(tool, json.loads(arguments))
        assert not answer.is_error, answer
        took = time.monotonic() - killed
        second = server_process()
        assert first != second
        again = await client.list_tools()
        assert [known.name for known in again.tools] == names
        print(f"  next call: answered {took:.3f} s after the death, without a new handshake")


asyncio.run(asyncio.wait_for(main(), PATIENCE))
