"""A site on loopback with a small sitemap."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SITEMAP_URLS = 100


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves the sitemap at every path."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Sends the sitemap."""
        body = sitemap_of(f"http://{self.headers['Host']}/")
        self.send_response(200)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Logs nothing."""


@contextmanager
def site() -> Iterator[str]:
    """Serves while the context is open; yields the sitemap's URL."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sitemap.xml"
        finally:
            server.shutdown()


def sitemap_of(root: str) -> bytes:
    """A sitemap of the site at `root`."""
    entries = "".join(
        f"  <url><loc>{root}page-{number}</loc><lastmod>2026-01-31</lastmod></url>\n"
        for number in range(SITEMAP_URLS)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}</urlset>\n"
    ).encode()
