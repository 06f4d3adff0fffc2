"""The command line in a process of its own, forked from one that has read the modules already.

Reading them takes a second each time, which a test of what a command prints need not wait for.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

#: What commands read in; a fork has it.
MODULES = ("tanshi.cli.main", "tanshi.cli.audit", "tanshi.cli.year", "tanshi.application.market")

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(list(MODULES))


def tanshi(*arguments, cwd=None, lang="en"):
    """Run the command line; return its exit code and what it printed."""
    environment = {k: v for k, v in os.environ.items() if k != "TANSHI_LANG"}
    if lang:
        environment["TANSHI_LANG"] = lang
    given = [str(a) for a in arguments]
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _FORKS.Process(target=_run, args=(given, str(cwd or Path.cwd()), environment, str(out), str(err)))
        process.start()
        process.join()
        return subprocess.CompletedProcess(given, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _run(arguments, cwd, environment, out, err):
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    sys.argv = ["tanshi", *arguments]
    from tanshi.cli.main import run

    try:
        run(arguments)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
