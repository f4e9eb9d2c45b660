"""The servers of a run: each is started and filled when the first case wants it."""

import contextlib
import os
import sys
import time

import cases
from checkpoints import CheckpointWatch
from peers import ConstantAnswer, PostgreSQL, Redis
from processes import processor_seconds
from quipu import NO_CHECKPOINTS, Quipu

# A server counts as busy above this share of a processor.
BUSY_CORES = 0.05
QUIET_SAMPLE_SECONDS = 0.2

# Servers whose table has so many secondary indexes.
INDEXES = {"quipu 1 index": 1, "quipu 5 indexes": 5}

HANDLER = """#!{python}
import sys
for line in sys.stdin.buffer:
    sys.stdout.write("{{}}\\n")
    sys.stdout.flush()
"""


class Servers:
    """Starts servers by name and stops all in reverse order."""

    def __init__(self, options, directory, bench):
        self.options = options
        self.directory = directory
        self.bench = bench
        self.running = {}
        self.stack = contextlib.ExitStack()
        # Histories are for those that are read.
        self.has_history = any(letter in "ef" for letter in options.only or cases.LETTERS)
        self.kinds = {
            "quipu": self.quipu,
            "quipu calm": lambda folder: Quipu(options.quipu, folder, *NO_CHECKPOINTS),
            "quipu checkpoints": lambda folder: Quipu(
                options.quipu, folder, "--checkpoint-seconds", 1, "--log-level", "debug"),
            "quipu stream": self.quipu,
            "quipu handler": self.quipu_with_handlers,
            **{name: self.quipu for name in INDEXES},
            "redis": Redis,
            "postgresql": PostgreSQL,
            "answer": lambda folder: ConstantAnswer(options.bench, folder),
        }

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.stack.close()

    def quipu(self, folder):
        return Quipu(self.options.quipu, folder)

    def quipu_with_handlers(self, folder):
        handlers = folder / "handlers"
        handlers.mkdir(parents=True)
        return Quipu(self.options.quipu, folder, "--handlers", handlers)

    def get(self, name):
        if name not in self.running:
            print(f"starting and filling {name} …", end="", file=sys.stderr, flush=True)
            before = time.monotonic()
            server = self.kinds[name](self.directory / name.replace(" ", "-"))
            # Whatever happens while it starts, it is stopped.
            self.stack.callback(server.stop)
            server.start()
            self.prepare(name, server)
            self.running[name] = server
            print(f" {time.monotonic() - before:.1f} s", file=sys.stderr)
        return self.running[name]

    def prepare(self, name, server):
        if name == "answer":
            return
        arguments = ["--items", cases.ITEMS]
        if name in ("quipu stream", "quipu handler"):
            arguments += ["--stream", "changes"]
        if name in INDEXES:
            arguments += ["--indexes", INDEXES[name]]
        if self.has_history and name in ("quipu", "redis", "postgresql"):
            days = cases.HISTORY_DAYS_QUICK if self.options.quick else cases.HISTORY_DAYS
            arguments += ["--history", cases.HISTORY_SERIES, "--days", days]
        else:
            arguments += ["--history", 0]
        self.bench.prepare(server, *arguments)
        if name == "quipu handler":
            self.add_handler(server)

    @staticmethod
    def add_handler(server):
        """A program that answers every event and does nothing: what delivery itself costs."""
        program = server.directory / "handlers" / "consumer"
        program.write_text(HANDLER.format(python=sys.executable))
        program.chmod(0o755)
        os.chmod(program.parent, 0o755)
        server.call("POST", "/v1/handlers", {
            "name": "consumer", "table": "bench", "executable": "consumer", "batchSize": 1000})

    def watch(self, name):
        """Notes of what else a server does during a measurement."""
        if name == "quipu checkpoints":
            return CheckpointWatch(self.get(name))
        return HandlerWatch(self.get(name)) if name == "quipu handler" else Nothing()

    def wait_until_quiet(self, seconds):
        """Waits until no server works off what it was asked before, such as a checkpoint."""
        deadline = time.monotonic() + seconds
        while self.busy_cores() > BUSY_CORES and time.monotonic() < deadline:
            pass

    def busy_cores(self):
        def used():
            return sum(processor_seconds(server.pid) for server in self.running.values())
        before = used()
        time.sleep(QUIET_SAMPLE_SECONDS)
        return (used() - before) / QUIET_SAMPLE_SECONDS


class Nothing:
    """The notes of a server that does nothing else."""

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        pass

    def notes(self):
        return {}


class HandlerWatch(Nothing):
    """How far the handler is behind when a measurement ends."""

    def __init__(self, server):
        self.server = server

    def __exit__(self, *problem):
        self.state = self.server.call("GET", "/v1/handlers/consumer")["state"]

    def notes(self):
        return {"handlerLag": self.state["lagRecords"], "handlerErrors": self.state["errors"]}
