"""Makes runnable workflows from the YAML in docs/github.md: SITE BINARY FOLDER."""

import pathlib
import re
import sys

site, binary, folder = sys.argv[1:]
text = pathlib.Path("docs/github.md").read_text()
workflow, fresh, step = re.findall(r"```yaml\n(.*?)```", text, re.S)

CHECKOUT = re.search(r"actions/checkout@[0-9a-f]{40}", pathlib.Path("tests/workflows/release.yml").read_text())[0]


def local(snippet: str, uses: str, own: str) -> str:
    assert uses in snippet, f"docs/github.md lacks {uses}"
    snippet = snippet.replace(uses, own).replace("https://example.com", site).replace("min-urls: 100", "min-urls: 2")
    # There is no release for the placeholder commit, so the local binary is used.
    return re.sub(r"^( *)with:\n", rf"\1with:\n\1  binary: {binary}\n", snippet, count=1, flags=re.M)


reusable = ".github/workflows/sitemap-submit.yml"
whole = local(workflow, f"OWNER/sitemap-submit/{reusable}@COMMIT", f"./{reusable}")
alone = local(step, "OWNER/sitemap-submit@COMMIT", "./")
alone = "".join(f"      {line}\n" for line in alone.splitlines())
pathlib.Path(folder, "workflow.yml").write_text(whole)
waiting = workflow.replace("    with:\n", f"    with:\n{fresh}", 1)
waiting = local(waiting, f"OWNER/sitemap-submit/{reusable}@COMMIT", f"./{reusable}")
pathlib.Path(folder, "waiting.yml").write_text(waiting)
pathlib.Path(folder, "step.yml").write_text(
    "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n"
    f"      - uses: {CHECKOUT}\n{alone}"
)
