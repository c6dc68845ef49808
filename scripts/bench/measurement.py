"""Runs a command once and returns its cost.

The measurement itself is in measure.c, which explains why it is not in Python.
"""

import json
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

TIMEOUT_SECONDS = 60


class Failed(Exception):
    """Something did not go as it must, so there is nothing to compare."""


@dataclass(frozen=True)
class Sample:
    """What one process cost."""

    wall: float
    """Milliseconds, from before it was made until it was reaped."""

    cpu: float
    """Milliseconds, in user mode and in the kernel."""

    peak: float
    """MiB, the most that was resident."""


@dataclass(frozen=True)
class Meter:
    """The compiled measure.c."""

    program: Path

    def run(
        self,
        command: list[str],
        environment: dict[str, str],
        *,
        status: int = 0,
        timeout: int = TIMEOUT_SECONDS,
    ) -> tuple[Sample, str]:
        """Runs `command` with only this environment; returns its cost and its standard output.

        Raises Failed when it does not exit with `status`.
        """
        reading, writing = os.pipe()
        with os.fdopen(reading) as figures:
            process = subprocess.Popen(
                [str(self.program), str(writing), *command],
                env=environment,
                pass_fds=[writing],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            os.close(writing)
            try:
                output, complaints = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                raise Failed(f"{command[0]} ran for more than {timeout} s") from None
            measured = figures.read()
        if process.returncode != 0:
            raise Failed(f"{self.program} failed:\n{complaints}")
        cost = json.loads(measured)
        if cost["status"] != status:
            raise Failed(f"{command[0]} ended with {cost['status']}:\n{output}{complaints}")
        sample = Sample(cost["wall_ns"] / 1e6, cost["cpu_us"] / 1e3, cost["peak_kib"] / 1024)
        return sample, output
