"""The Python SDK's client: lists and calls every tool.

every_tool.py SITE SITEMAP COMMAND...
"""

import asyncio
import os
import sys

from mcp import Client, StdioServerParameters, stdio_client


def calls(site: str, sitemap: str) -> dict[str, dict]:
    """Arguments for each tool."""
    return {
        "list_sites": {},
        "validate_sitemap": {"sitemap": sitemap},
        "submit_sitemap": {"sitemap": sitemap, "site": site, "wait_seconds": 20},
        "list_sitemaps": {"site": site},
        "get_sitemap": {"sitemap": sitemap, "site": site},
        "audit_pages": {"sitemap": sitemap, "site": site, "budget": 20},
        "indexing_status": {"site": site, "state": "pending"},
        "inspect_urls": {"urls": [f"{site}a"], "site": site},
        "search_analytics": {"site": site, "dimensions": ["query"]},
        "diagnose": {"sitemap": sitemap, "site": site},
        "delete_sitemap": {"sitemap": sitemap, "site": site},
    }


async def main() -> None:
    """Runs the session."""
    site, sitemap, command, *rest = sys.argv[1:]
    for mode in ("legacy", "auto"):
        parameters = StdioServerParameters(command=command, args=rest, env=dict(os.environ))
        async with Client(stdio_client(parameters), mode=mode) as client:
            tools = (await client.list_tools()).tools
            wanted = calls(site, sitemap)
            assert {tool.name for tool in tools} == set(wanted), tools
            for name, arguments in wanted.items():
                answer = await client.call_tool(name, arguments)
                assert not answer.is_error, (name, answer)
                assert answer.structured_content, name
        print(f"  {len(wanted)} tools called ({mode})")


asyncio.run(asyncio.wait_for(main(), 120))
