"""Builds and installs what is compared and what compares, under cargo's target directory."""

import json
import os
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from bench.measurement import Failed

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Tools:
    """Programs, all there."""

    binary: Path
    binary_was_given: bool
    """Whether it may be of another commit than this."""
    emulator: Path
    python: Path
    """Of an environment that has Google's client."""
    measure: Path


def all_tools(binary: Path | None, emulator: Path | None) -> Tools:
    """Builds what was not given."""
    target = target_directory()
    (target / "bench").mkdir(parents=True, exist_ok=True)
    return Tools(
        binary=existing(binary) or built(target, "sitemap-submit"),
        binary_was_given=binary is not None,
        emulator=existing(emulator) or built(target, "search-console-emulator"),
        python=python_with_client(target / "bench" / "python"),
        measure=compiled_measure(target / "bench" / "measure"),
    )


def existing(program: Path | None) -> Path | None:
    """The program as an absolute path, if one was given."""
    if program is None:
        return None
    if not os.access(program, os.X_OK):
        raise Failed(f"there is no program at {program}")
    return program.resolve()


def target_directory() -> Path:
    """Where cargo builds: CARGO_TARGET_DIR, its configuration, or target."""
    command = ["cargo", "metadata", "--locked", "--no-deps", "--format-version", "1"]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return Path(json.loads(answer.stdout)["target_directory"])


def built(target: Path, name: str) -> Path:
    """Builds a release binary of the package of the same name."""
    run("cargo", "build", "--release", "--locked", "--package", name, "--bin", name)
    return target / "release" / name


def compiled_measure(program: Path) -> Path:
    """Compiles measure.c."""
    compiler = os.environ.get("CC", "cc")
    run(compiler, "-O2", "-Wall", "-Wextra", "-o", str(program), str(FOLDER / "measure.c"))
    return program


def python_with_client(folder: Path) -> Path:
    """Makes a virtual environment with Google's client, unless it is there as it should be."""
    python = folder / "bin" / "python"
    wanted = (FOLDER / "requirements.txt").read_text()
    installed = folder / "installed.txt"
    if python.exists() and installed.exists() and installed.read_text() == wanted:
        return python
    venv.create(folder, clear=True, with_pip=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run(*pip, "--no-deps", "--requirement", str(FOLDER / "requirements.txt"))
    run(str(python), "-m", "pip", "check")
    installed.write_text(wanted)
    return python


def run(*command: str) -> None:
    """Runs a step of the preparation; what it prints goes to standard error."""
    if subprocess.run(command, stdout=sys.stderr).returncode != 0:
        raise Failed(f"{' '.join(command)} failed")
