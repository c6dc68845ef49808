"""A server made with the Python SDK."""

import time

from mcp.server.mcpserver import MCPServer

server = MCPServer("python-sdk")


@server.tool()
def echo(message: str) -> str:
    """Says the same."""
    return message


@server.tool()
def slow(seconds: float) -> str:
    """Takes its time."""
    time.sleep(seconds)
    return "done"


server.run("stdio")
