"""The Python SDK's client over streamable HTTP: a session that survives the death of its server.

http_client.py MODE TOOL ARGUMENTS URL PROCESS

PROCESS is the process that serves. Lists and calls tools, kills the server with SIGKILL, and calls
again in the same session. Exits with 0 if all of that worked.
"""

import asyncio
import json
import os
import signal
import sys
import time
from pathlib import Path

from mcp import Client, MCPError

PATIENCE = 60.0


def descendants(process: int) -> list[int]:
    """The last processes of the chain of children: supervisor, two guards, server."""
    text = Path(f"/proc/{process}/task/{process}/children").read_text()
    found = []
    for child in map(int, text.split()):
        found += descendants(child) or [child]
    return found


async def main() -> None:
    """Runs the session."""
    mode, tool, arguments, url, process = sys.argv[1:]
    async with Client(url, mode=mode) as client:
        names = [known.name for known in (await client.list_tools()).tools]
        assert tool in names, names
        await client.call_tool(tool, json.loads(arguments))
        # A client that probes for the stateless era first has started one more.
        before = descendants(int(process))
        killed = time.monotonic()
        for server in before:
            os.kill(server, signal.SIGKILL)
        try:
            answer = await client.call_tool(tool, json.loads(arguments))
        except MCPError as error:
            # The supervisor may not know of the death yet, and the call is lost with the server.
            assert error.code in (-32000, -31000), error
            answer = await client.call_tool(tool, json.loads(arguments))
        assert not answer.is_error, answer
        print(f"  next call: answered {time.monotonic() - killed:.3f} s after the death")
        assert not set(before) & set(descendants(int(process)))
        assert [known.name for known in (await client.list_tools()).tools] == names


asyncio.run(asyncio.wait_for(main(), PATIENCE))
