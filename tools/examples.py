"""Run the commands in README and docs and compare, or rewrite, the output shown under them.

A block of ```console holds lines `$ command` and what each prints; `…` stands for lines left out. A comment
`<!-- example: needs=units -->` above a block names what it needs: without it the block is left alone. A page's commands
run in a folder of their own; `<!-- example: after=docs/lists.md -->` runs a block in the folder that page left.

    python -m tools.examples [--write] [FILE ...]
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
UNITS = ROOT.parent / "shared" / "data" / "gem_gcpt_2023_07_china_units.csv.gz"
FILES = (
    "README.md",
    "README.zh.md",
    "docs/start.md",
    "docs/filing.md",
    "docs/emissions.md",
    "docs/allocation.md",
    "docs/lists.md",
    "docs/disclosure.md",
    "docs/drafting.md",
    "docs/questions/accounting.md",
    "docs/questions/allocation.md",
    "docs/questions/regulations.md",
)

_BLOCK = re.compile(r"(?:<!-- example: (?P<needs>[^>]*) -->\n)?```console\n(?P<body>.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """A command and what is shown under it."""

    command: str
    shown: str


def steps(body: str) -> list[Step]:
    """Return the commands of a block with their output."""
    found: list[Step] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:], ""))
        elif found:
            found[-1] = Step(found[-1].command, found[-1].shown + line + "\n")
    return found


def agrees(shown: str, printed: str) -> bool:
    """Tell whether output is what is shown; a line `…` stands for any lines."""
    pattern = "".join(".*" if line.strip() == "…" else re.escape(line.rstrip()) + "\n" for line in shown.splitlines())
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in printed.splitlines()), re.DOTALL) is not None


def run(command: str, folder: Path, language: str) -> str:
    """Run a command in a folder and return its standard output."""
    environment = {**os.environ, "TANSHI_LANG": language, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    command = command.replace("UNITS.csv.gz", str(UNITS))
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"$ {command}\n{done.stderr}")
    return done.stdout


def shorten(shown: str, printed: str) -> str:
    """Return new output in the form of the old: where the old left lines out, the new keeps as many around it."""
    if "…\n" not in shown:
        return printed
    parts = [part.splitlines() for part in shown.split("…\n")]
    lines = printed.splitlines()
    kept = lines[: len(parts[0])]
    for part in parts[1:]:
        kept.append("…")
        if part:
            kept += lines[-len(part) :]
    return "".join(f"{line.rstrip()}\n" for line in kept)


class Folders:
    """The folders in which pages ran, each page once."""

    def __init__(self, root: Path, *, write: bool) -> None:
        self._root, self._write = root, write
        self._done: dict[str, list[str]] = {}

    def of(self, name: str) -> Path:
        """Return the folder of a page, after its commands ran."""
        self.visit(name)
        return self._root / name.replace("/", "_")

    def visit(self, name: str) -> list[str]:
        """Return what does not agree in a page, or write it anew."""
        if name not in self._done:
            folder = self._root / name.replace("/", "_")
            folder.mkdir()
            self._done[name] = []
            self._done[name] = self._page(ROOT / name, folder)
        return self._done[name]

    def _page(self, path: Path, folder: Path) -> list[str]:
        text = path.read_text("utf-8")
        language = "zh" if path.name.endswith(".zh.md") else "en"
        wrong: list[str] = []

        def redo(match: re.Match[str]) -> str:
            needs = match["needs"] or ""
            if ("needs=units" in needs and not UNITS.exists()) or "skip" in needs:
                return match[0]
            after = re.search(r"after=(\S+)", needs)
            where = self.of(after[1]) if after else folder
            body = ""
            for step in steps(match["body"]):
                printed = run(step.command, where, language)
                if not agrees(step.shown, printed):
                    wrong.append(f"{path.name}: $ {step.command}\n{printed}")
                body += f"$ {step.command}\n{shorten(step.shown, printed)}"
            comment = f"<!-- example: {needs} -->\n" if needs else ""
            return f"{comment}```console\n{body}```"

        new = _BLOCK.sub(redo, text)
        if self._write and new != text:
            path.write_text(new, "utf-8")
        return [] if self._write else wrong


def main(arguments: list[str]) -> int:
    """Check or write the examples of all files."""
    names = [a for a in arguments if not a.startswith("--")] or list(FILES)
    with tempfile.TemporaryDirectory() as root:
        folders = Folders(Path(root), write="--write" in arguments)
        wrong = [line for name in names if (ROOT / name).exists() for line in folders.visit(name)]
    for line in wrong:
        sys.stderr.write(f"{line}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
