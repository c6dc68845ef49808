"""The processes that are compared, and how each proves that it did its work."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.emulator import Account
from bench.measurement import Failed, Meter, Sample

RECORD_PRECISION = timedelta(milliseconds=1)
"""The record's times are cut to it."""


@dataclass(frozen=True)
class Candidate:
    """A process to measure."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    last_submitted: Callable[[str], datetime] | None = None
    """Extracts the submission time in the record from the output; None if nothing is submitted."""

    def run(self, meter: Meter, account: Account) -> Sample:
        """Runs the candidate once.

        Raises Failed unless it succeeds and has read back a submission made in this very run.
        """
        start = datetime.now(timezone.utc)
        sample, output = meter.run(self.command, bare_environment() | self.environment)
        end = datetime.now(timezone.utc)
        if self.last_submitted is None:
            return sample
        shown = self.last_submitted(output)
        if not start - RECORD_PRECISION <= shown <= end:
            raise Failed(f"{self.name}: the record says {shown}, the run was from {start} to {end}")
        account.moved_to(shown)
        return sample


def sitemap_submit(binary: Path, account: Account) -> Candidate:
    """Our command: fetches, validates, submits, reads back."""
    command = [str(binary), "submit", account.sitemap, "--site", account.site, "--format", "json"]
    return Candidate("sitemap-submit", command, account.environment, in_our_report)


def google_client(python: Path, account: Account) -> Candidate:
    """Google's client: submits, reads back."""
    script = str(Path(__file__).with_name("google_client.py"))
    command = [str(python), script, account.endpoint, account.site, account.sitemap]
    return Candidate("google-api-python-client", command, account.environment, in_the_record)


def bare_environment() -> dict[str, str]:
    """What a fresh shell has; nothing that turns a feature of either on or off."""
    return {"HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8", "PATH": os.defpath}


def in_our_report(output: str) -> datetime:
    """The time in the JSON report of one submitted sitemap."""
    report = json.loads(output)
    (sitemap,) = report["sitemaps"]
    (engine,) = sitemap["engines"]
    if report["outcome"] != "confirmed" or engine["attempts"] != 1:
        raise Failed(f"not confirmed at the first attempt:\n{output}")
    return parse_time(engine["last_submitted"])


def in_the_record(output: str) -> datetime:
    """The time in the API's record."""
    return parse_time(json.loads(output)["lastSubmitted"])


def parse_time(text: str) -> datetime:
    """Reads RFC 3339 in UTC."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))
