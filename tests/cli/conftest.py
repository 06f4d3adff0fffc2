"""A command line run in this process."""

from types import SimpleNamespace

import pytest

from tanshi.cli.main import run


@pytest.fixture
def tanshi(capsys, monkeypatch):
    """Run a command line and return its exit code and what it printed."""

    def call(*arguments, cwd=None, lang="en"):
        monkeypatch.setenv("TANSHI_LANG", lang)
        if cwd:
            monkeypatch.chdir(cwd)
        capsys.readouterr()
        with pytest.raises(SystemExit) as done:
            run([str(a) for a in arguments])
        printed = capsys.readouterr()
        return SimpleNamespace(returncode=done.value.code or 0, stdout=printed.out, stderr=printed.err)

    return call
