"""A server made with FastMCP."""

import asyncio

from fastmcp import FastMCP

server = FastMCP("fastmcp")


@server.tool
def echo(message: str) -> str:
    """Returns its argument."""
    return message


@server.tool
async def slow(seconds: float) -> str:
    """Sleeps before it returns."""
    await asyncio.sleep(seconds)
    return "done"


server.run("stdio", show_banner=False)
