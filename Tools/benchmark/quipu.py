"""Quipu, as the bench starts it."""

import json
import re
import subprocess
import time
import urllib.request

from processes import Process, Server

# What keeps checkpoints away: no time to wait for, and room for all changes of a run.
NO_CHECKPOINTS = ("--checkpoint-seconds", 86_400, "--recent-megabytes", 4096)


class Quipu(Server):
    """A data directory, and the process that serves it."""

    peer = "quipu"

    def __init__(self, binary, directory, *arguments):
        super().__init__(directory)
        self.binary = binary
        self.data = self.directory / "data"
        self.log = self.directory / "server.log"
        self.arguments = arguments
        # Where the words of the running process begin.
        self.logged_before = 0
        # From the call that starts the process to its word that it serves.
        self.start_seconds = None

    def start(self):
        self.logged_before = self.log.stat().st_size if self.log.exists() else 0
        before = time.perf_counter()
        self.process = Process(
            [self.binary, "serve", "--data", self.data, "--port", 0, *self.arguments],
            self.log, stdout=subprocess.PIPE)
        said = self.process.popen.stdout.readline().decode()
        self.start_seconds = time.perf_counter() - before
        address = re.search(r"http://127\.0\.0\.1:(\d+)", said)
        if not address:
            self.process.kill()
            raise RuntimeError(f"Quipu did not start:\n{self.process.last_words()}")
        self.port = int(address[1])
        return self

    def kill(self):
        self.process.kill()

    def call(self, method, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def log_lines(self, containing):
        """What the running process has logged."""
        with open(self.log, errors="replace") as file:
            file.seek(self.logged_before)
            return [line for line in file if containing in line]

    def replayed_commands(self):
        """Commands that the start read from the log; it is silent about none."""
        lines = self.log_lines("replayed the log")
        return int(re.search(r"commands=(\d+)", lines[-1])[1]) if lines else 0

    def bytes_on_disk(self, part="."):
        """Blocks that files really take: some are long and mostly holes."""
        return sum(
            file.stat().st_blocks * 512
            for file in (self.data / part).rglob("*") if file.is_file())

    @staticmethod
    def version(binary):
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True)
        return f"Quipu {said.stdout.strip()}"
