"""A server made with the Python SDK."""

import time

from mcp.server.mcpserver import MCPServer

server = MCPServer("python-sdk")


@server.tool()
def echo(message: str) -> str:
    """Returns its argument."""
    return message


@server.tool()
def slow(seconds: float) -> str:
    """Sleeps before it returns."""
    time.sleep(seconds)
    return "done"


server.run("stdio")
