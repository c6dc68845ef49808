"""Reads a site's sitemaps with ultimate-sitemap-parser; the argument is the site's URL."""

import sys

from usp.tree import sitemap_tree_for_homepage

tree = sitemap_tree_for_homepage(sys.argv[1], use_known_paths=False)
print(sum(1 for _ in tree.all_pages()))
