"""The emulated Search Console and the account that all candidates use."""

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

from bench.measurement import Failed


@dataclass
class Account:
    """Sitemap, API address and credentials of a submission."""

    host: str
    key_file: Path
    site: str
    sitemap: str
    last_submitted: datetime | None = None
    """Latest submission time seen in the record."""

    @property
    def endpoint(self) -> str:
        """Address of the API."""
        return f"http://{self.host}"

    @property
    def environment(self) -> dict[str, str]:
        """Environment variables for the emulator's address and the key."""
        return {
            "SEARCH_CONSOLE_EMULATOR_HOST": self.host,
            "GOOGLE_APPLICATION_CREDENTIALS": str(self.key_file),
        }

    def moved_to(self, time: datetime) -> None:
        """Stores the record's submission time, which must be later than any before."""
        if self.last_submitted is not None and time <= self.last_submitted:
            raise Failed(f"the record still says {self.last_submitted}: nothing was submitted")
        self.last_submitted = time


@contextmanager
def emulator(program: Path, sitemap: str, key_file: Path) -> Iterator[Account]:
    """Runs the emulator, without sitemap downloads, while the context is open."""
    site = urljoin(sitemap, "/")
    command = [str(program), "--property", site, "--download-delay", "never"]
    process = subprocess.Popen(
        [*command, "--key-file", str(key_file)], stdout=subprocess.PIPE, text=True
    )
    try:
        yield Account(announced_host(process), key_file, site, sitemap)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def announced_host(process: "subprocess.Popen[str]") -> str:
    """Reads the listening address from the printed lines and waits for the last of them."""
    host = None
    for line in process.stdout or ():
        name, _, value = line.strip().removeprefix("export ").partition("=")
        if name == "SEARCH_CONSOLE_EMULATOR_HOST":
            host = value.strip("'")
        if name == "GOOGLE_APPLICATION_CREDENTIALS" and host:
            return host
    raise Failed("the emulator did not start")
