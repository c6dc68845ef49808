"""A server made with FastMCP."""

import asyncio

from fastmcp import FastMCP

server = FastMCP("fastmcp")


@server.tool
def echo(message: str) -> str:
    """Says the same."""
    return message


@server.tool
async def slow(seconds: float) -> str:
    """Takes its time."""
    await asyncio.sleep(seconds)
    return "done"


server.run("stdio", show_banner=False)
