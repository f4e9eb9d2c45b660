"""The peers, as durable as Quipu: no answer before it is on disk."""

import glob
import os
import pathlib
import pwd
import shutil
import signal
import subprocess

from processes import Process, Server, answers, as_user, free_port


class Redis(Server):
    peer = "redis"

    def start(self):
        self.port = free_port()
        self.process = Process(
            ["redis-server", "--bind", "127.0.0.1", "--port", self.port, "--dir", self.directory,
             "--appendonly", "yes", "--appendfsync", "always", "--save", ""],
            self.directory / "server.log")
        self.process.until(lambda: self.ask("PING") == "PONG", "Redis")
        return self

    def ask(self, *words):
        """The answer of one command, as redis-cli prints it."""
        return subprocess.run(
            ["redis-cli", "-p", str(self.port), *map(str, words)],
            capture_output=True, text=True).stdout.strip()

    @staticmethod
    def version():
        said = subprocess.run(["redis-server", "--version"], capture_output=True, text=True).stdout
        return "Redis " + said.partition("v=")[2].partition(" ")[0]


class PostgreSQL(Server):
    """A cluster of its own, with the extension hll in the database `bench`."""

    peer = "postgresql"
    # PostgreSQL refuses to run as root.
    account = "postgres" if os.geteuid() == 0 else None

    def __init__(self, directory):
        super().__init__(directory)
        if self.account:
            shutil.chown(self.directory, self.account, self.account)
        self.data = self.directory / "data"

    @property
    def user(self):
        return self.account or pwd.getpwuid(os.geteuid()).pw_name

    @staticmethod
    def programs():
        """The directory of the newest server that is installed."""
        found = [
            int(path.split("/")[4]) for path in glob.glob("/usr/lib/postgresql/*/bin/initdb")]
        if not found:
            raise RuntimeError("PostgreSQL is not installed.")
        return pathlib.Path(f"/usr/lib/postgresql/{max(found)}/bin")

    def start(self):
        if not self.data.exists():
            subprocess.run(
                [self.programs() / "initdb", "-D", self.data, "-U", self.user, "-A", "trust",
                 "-E", "UTF8", "--locale", "C"],
                check=True, stdin=subprocess.DEVNULL, capture_output=True, cwd="/",
                **as_user(self.account))
        self.port = free_port()
        self.process = Process(
            [self.programs() / "postgres", "-D", self.data, *self.settings()],
            self.directory / "server.log", stop_signal=signal.SIGINT, user=self.account)
        self.process.until(self.is_ready, "PostgreSQL")
        self.ask("CREATE DATABASE bench", database="postgres")
        self.ask("CREATE EXTENSION hll")
        return self

    def settings(self):
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "",
            "max_connections": 300,
            # A quarter of the memory is what its manual advises; more than the data needs.
            "shared_buffers": f"{min(memory // 4, 2 << 30) >> 20}MB",
            "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
            "checkpoint_timeout": "5min", "max_wal_size": "4GB",
            # Compiling a query costs more than these queries take.
            "jit": "off",
        }
        return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    def is_ready(self):
        return subprocess.run(
            [self.programs() / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        ).returncode == 0

    def ask(self, statement, database="bench"):
        """The answer of one statement, as psql prints it without decoration."""
        done = subprocess.run(
            [self.programs() / "psql", "-X", "-q", "-t", "-A", "-h", "127.0.0.1",
             "-p", str(self.port), "-U", self.user, "-d", database, "-c", statement],
            capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"PostgreSQL: {statement}: {done.stderr}")
        return done.stdout.strip()

    @staticmethod
    def version():
        said = subprocess.run(
            [PostgreSQL.programs() / "postgres", "--version"], capture_output=True, text=True)
        number = PostgreSQL.programs().parent.name
        with open(f"/usr/share/postgresql/{number}/extension/hll.control") as file:
            [hll] = [line.split("'")[1] for line in file if line.startswith("default_version")]
        return f"PostgreSQL {said.stdout.split()[2]} with hll {hll}"


class ConstantAnswer(Server):
    """Quipu's own HTTP layer with nothing behind it: what no store could surpass."""

    peer = "quipu"

    def __init__(self, bench, directory):
        super().__init__(directory)
        self.bench = bench

    def start(self):
        self.port = free_port()
        self.process = Process(
            # As many threads as Quipu has for its connections.
            [self.bench, "answer", "--port", self.port, "--threads", os.cpu_count()],
            self.directory / "server.log")
        self.process.until(lambda: answers(self.port), "The constant answer")
        return self
