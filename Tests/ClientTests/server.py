"""A real `quipu serve` process on a free loopback port, for tests that talk to it as users do."""

import http.client
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

from endpoint import needs_quipu, skip_if_elsewhere

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("QUIPU_BINARY", str(ROOT / ".build" / "debug" / "quipu"))
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 60


def free_port():
    """A port that nobody listens on, below those that outgoing connections get: a server that is
    killed and started again must find its port as it left it."""
    while True:
        port = random.randrange(10_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Server:
    """One data directory, and the process that serves it while it runs."""

    host = "127.0.0.1"

    def __init__(self, *options):
        skip_if_elsewhere("this needs a server of its own")
        self.directory = tempfile.mkdtemp(prefix="quipu-client-test-")
        self.data = os.path.join(self.directory, "data")
        self.port = free_port()
        self.options = options
        # Variables that the process gets beside our own.
        self.environment = None
        self.process = None
        self.output = open(os.path.join(self.directory, "server.log"), "ab")

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", self.data, "--host", "127.0.0.1",
             "--port", str(self.port), *self.options],
            stdout=self.output, stderr=self.output,
            env={**os.environ, **(self.environment or {})})
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self.is_healthy():
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}:\n{self.log()}")
            if time.monotonic() > deadline:
                raise RuntimeError(f"the server did not start:\n{self.log()}")
            time.sleep(0.005)
        return self

    def is_healthy(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self):
        """Ends the process as a power cut would, without any chance to clean up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Asks the process to end and returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=STOP_SECONDS_MAX)

    def check(self):
        """Runs `quipu check` on the stopped server's data."""
        return subprocess.run(
            [BINARY, "check", "--data", self.data], capture_output=True, text=True)

    def log(self):
        self.output.flush()
        with open(self.output.name, errors="replace") as file:
            return file.read()[-8000:]

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        self.output.close()
        shutil.rmtree(self.directory, ignore_errors=True)


class Connection:
    """Calls operations with plain JSON over one connection, reconnecting when it breaks."""

    def __init__(self, server):
        # These calls are not signed.
        needs_quipu(server)
        self.server = server
        self.connection = None

    def call(self, operation, request):
        """Returns (status, answer); raises OSError or HTTPException when the outcome is unknown."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                self.server.host, self.server.port, timeout=30)
        try:
            self.connection.request(
                "POST", "/", json.dumps(request),
                {"X-Amz-Target": f"DynamoDB_20120810.{operation}",
                 "Content-Type": "application/x-amz-json-1.0"})
            response = self.connection.getresponse()
            body = response.read()
            return response.status, json.loads(body or b"{}")
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def must(self, operation, request):
        status, answer = self.call(operation, request)
        assert status == 200, f"{operation}: {status} {answer}"
        return answer

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None
