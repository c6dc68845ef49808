"""Fills a store with 45 days of a fictional site that is gradually indexed and loses a folder.

history.py STORE
"""

import sqlite3
import sys
import time

DAY = 86_400_000
DAYS = 45
FOLDERS = ["", "blog/", "shop/", "help/", "about/"]
ROOT = "https://example.com/"


def reason(page: int, age: int) -> str:
    """Status of a page `age` days ago."""
    folder = page % len(FOLDERS)
    if folder == 2 and age < 9:
        return "not-found" if page % 3 else "server-error"
    if folder == 4:
        return "canonical-elsewhere" if page % 2 else "noindex-meta"
    indexed_at = DAYS - 3 - page % 37
    if age <= indexed_at:
        return "indexed"
    return "crawled-not-indexed" if age < indexed_at + 6 else "discovered"


def main() -> None:
    """Writes the history."""
    now = int(time.time() * 1_000)
    store = sqlite3.connect(sys.argv[1])
    store.execute("INSERT INTO property (id, name) VALUES (1, ?)", [ROOT])
    for number, name in enumerate(["pages.xml", "shop.xml"], 1):
        store.execute("INSERT INTO sitemap VALUES (?, 1, ?)", [number, ROOT + name])
        for days in range(0, DAYS, 3):
            at = now - days * DAY
            store.execute("INSERT INTO submission VALUES (?, ?, 1, 0, 300)", [number, at])
    for page in range(600):
        folder = FOLDERS[page % len(FOLDERS)]
        sitemap = 2 if folder == "shop/" else 1
        since, last = None, None
        for age in range(DAYS - page % 5, -1, -4):
            at, word = now - age * DAY, reason(page, age)
            since = since if word == last else at
            last = word
            store.execute("INSERT INTO inspection VALUES (?, ?, ?)", [page + 1, at, word])
        if page % 50 == 49:
            store.execute("DELETE FROM inspection WHERE page = ?", [page + 1])
            since, last, at = None, None, None
        url = f"{ROOT}{folder}{'article' if folder == 'blog/' else 'item'}-{page}"
        store.execute(
            "INSERT INTO page (id, property, url, sitemap, listed_at, reason, inspected_at, since,"
            " crawled_at) VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)",
            [page + 1, url, sitemap, now, last, at, since, at],
        )
    # A second property, to check that no element ID occurs twice.
    store.execute("INSERT INTO property (id, name) VALUES (2, 'sc-domain:example.org')")
    store.execute("INSERT INTO sitemap VALUES (3, 2, 'https://example.org/sitemap.xml')")
    for page, word in enumerate(["indexed", "discovered", "noindex-meta", "not-found"], 601):
        store.execute("INSERT INTO inspection VALUES (?, ?, ?)", [page, now - DAY, word])
        store.execute(
            "INSERT INTO page (id, property, url, sitemap, listed_at, reason, inspected_at, since)"
            " VALUES (?, 2, ?, 3, ?, ?, ?, ?)",
            [page, f"https://example.org/{page}", now, word, now - DAY, now - DAY],
        )
    store.commit()


main()
