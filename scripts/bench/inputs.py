"""Generates sitemaps from a seed, with the same bytes in every run."""

import gzip
import random
from collections.abc import Callable
from pathlib import Path

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
EXTENSIONS = (
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"
SEED = 2026


def urlset(root: str, pages: int, path_length: int, *, extensions: bool = False, seed: int = SEED) -> bytes:
    """Writes a sitemap of `pages` pages at `root` with paths of the given length."""
    chance = random.Random(seed)
    rows = [HEAD, f'<urlset xmlns="{NAMESPACE}"{EXTENSIONS if extensions else ""}>\n']
    for page in range(pages):
        path = "".join(chance.choices(LETTERS, k=path_length))
        loc = f"{root}{page}/{path}"
        day = f"2026-{page % 12 + 1:02}-{page % 28 + 1:02}" if page % 12 < 5 else "2025-06-01"
        rows.append(
            f"  <url>\n    <loc>{loc}</loc>\n    <lastmod>{day}T12:00:00+01:00</lastmod>\n"
            "    <changefreq>daily</changefreq>\n    <priority>0.5</priority>\n"
        )
        if extensions:
            rows.append(
                f'    <xhtml:link rel="alternate" hreflang="en" href="{loc}"/>\n'
                f'    <xhtml:link rel="alternate" hreflang="de" href="{root}de/{page}"/>\n'
                f"    <image:image><image:loc>{root}{page}.png</image:loc></image:image>\n"
            )
        rows.append("  </url>\n")
    rows.append("</urlset>\n")
    return "".join(rows).encode()


def index(root: str, children: int) -> bytes:
    """Writes an index of `children` sitemaps below `root`."""
    entries = "".join(f"<sitemap><loc>{root}{child}.xml</loc></sitemap>\n" for child in range(children))
    return f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n{entries}</sitemapindex>\n'.encode()


def written(path: Path, make: Callable[[], bytes]) -> Path:
    """Generates a file from the seed, unless it exists."""
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(make())
        part.rename(path)
    return path


def compressed(content: bytes) -> bytes:
    """Compresses a file with gzip, without a time stamp."""
    return gzip.compress(content, compresslevel=6, mtime=0)
