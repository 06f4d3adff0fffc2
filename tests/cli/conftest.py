"""A command line run in this process."""

from functools import cache
from types import SimpleNamespace

import pytest
from typer.main import get_command

from tanshi.cli import main


@cache
def _commands():
    """Return the commands as they are parsed: making them of their functions takes longer than most of them run."""
    return get_command(main.app)


@pytest.fixture
def tanshi(capsys, monkeypatch):
    """Run a command line and return its exit code and what it printed."""
    monkeypatch.setattr(main, "app", _commands())

    def call(*arguments, cwd=None, lang="en"):
        monkeypatch.setenv("TANSHI_LANG", lang)
        if cwd:
            monkeypatch.chdir(cwd)
        capsys.readouterr()
        with pytest.raises(SystemExit) as done:
            main.run([str(a) for a in arguments])
        printed = capsys.readouterr()
        return SimpleNamespace(returncode=done.value.code or 0, stdout=printed.out, stderr=printed.err)

    return call
