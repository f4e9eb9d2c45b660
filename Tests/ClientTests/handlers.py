"""Servers with handlers, the programs that run as such, and what `/v1/handlers` tells of them."""

import atexit
import contextlib
import functools
import http.server
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time

import requests

from native import Native
from server import BINARY, ROOT, Server

TOOLS = ROOT / "Tools" / "handlers"
PATIENCE_SECONDS = 60

# A program that stays, and gives each event to `handle`, which the test writes.
STAYING = """#!/usr/bin/env python3
import json, os, signal, subprocess, sys, time
{code}
for line in sys.stdin:
    answer = handle(json.loads(line))
    print(json.dumps(answer or {{}}), flush=True)
"""

# `handle` that notes every record in the file named by the first argument.
NOTING = """
def note(record):
    change = record["dynamodb"]
    line = json.dumps({"event": record["eventName"], "key": change["Keys"]["pk"]["S"],
                       "sequence": change["SequenceNumber"],
                       "new": change.get("NewImage", {}).get("c", {}).get("N")})
    with open(sys.argv[1], "a") as file:
        file.write(line + "\\n")

def handle(event):
    for record in event["Records"]:
        note(record)
"""


class HandlerServer(Server):
    """A server with a handler directory of its own."""

    def __init__(self, *options):
        super().__init__(*options)
        self.handlers = pathlib.Path(self.directory) / "handlers"
        self.handlers.mkdir(mode=0o755)
        self.options = ("--handlers", str(self.handlers), *options)
        self.session = requests.Session()

    def program(self, name, code):
        """Makes an executable that stays; `code` defines `handle(event)`."""
        return self.executable(name, STAYING.format(code=code))

    def executable(self, name, text, mode=0o755):
        path = self.handlers / name
        path.write_text(text)
        path.chmod(mode)
        return path

    def install(self, *names):
        for name in names:
            shutil.copytree(installed() / name, self.handlers / name)

    def notes(self, name="notes"):
        """What a noting program has written so far; a line that is being written is none yet."""
        path = pathlib.Path(self.directory) / name
        text = path.read_text() if path.exists() else ""
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def notes_path(self, name="notes"):
        return os.path.join(self.directory, name)

    # The API.

    def call(self, method, path="", **options):
        return self.session.request(
            method, f"{self.url}/v1/handlers{path}", timeout=30, **options)

    def add(self, name, table, executable=None, **members):
        answer = self.call("POST", json={
            "name": name, "table": table, "executable": executable or name, **members})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def show(self, name):
        answer = self.call("GET", f"/{name}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def state(self, name):
        return self.show(name)["state"]

    def lag(self, name):
        return self.state(name)["lagRecords"]

    def is_done(self, name):
        return self.lag(name) == 0

    def drain(self, *names):
        for name in names:
            until(lambda: self.is_done(name), f"{name} to have handled everything", self)

    # Processes.

    def children(self):
        """Every process of a handler, found by where it works: whoever its parent is by now."""
        found = []
        for entry in os.listdir("/proc"):
            if not entry.isdigit():
                continue
            with contextlib.suppress(OSError):
                directory = pathlib.Path(os.readlink(f"/proc/{entry}/cwd"))
                if directory.is_relative_to(self.handlers) and not is_zombie(entry):
                    found.append(int(entry))
        return found

    def kill_child(self, chance):
        children = self.children()
        if not children:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(chance.choice(children), signal.SIGKILL)
        return True

    def remove(self):
        if self.process is not None and self.process.poll() is None:
            self.kill()
        for child in self.children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        super().remove()

    def failures(self, name):
        """The invocation records that were given up to a handler's file destination."""
        directory = pathlib.Path(self.data) / "failures" / name
        return [json.loads(path.read_text()) for path in sorted(directory.rglob("[!.]*.json"))]


@functools.cache
def installed():
    """A directory with every handler of `Tools/handlers`, made once."""
    directory = tempfile.mkdtemp(prefix="quipu-client-test-handlers-")
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    done = subprocess.run([TOOLS / "install", directory], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return pathlib.Path(directory)


def is_zombie(process):
    with open(f"/proc/{process}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "Z"


def until(condition, what, server=None, seconds=PATIENCE_SECONDS):
    """Waits until something holds, and returns it."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        log = "\n" + server.log() if server is not None else ""
        assert time.monotonic() < deadline, f"waited {seconds} seconds for {what}{log}"
        time.sleep(0.02)


def table(server, name, view="changes", **members):
    """Makes a table with a stream and a string key `pk`; returns it."""
    made = Native(server, name)
    definition = {"key": {"partition": {"name": "pk", "type": "string"}}, **members}
    if view:
        definition.setdefault("stream", {"view": view})
    made.define(definition)
    return made


def count(native, key, by=1, **members):
    return native.post("increment", {"key": {"pk": key}, "add": {"c": by}, **members})


def quipu(*arguments):
    return subprocess.run(
        [BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=120)


@contextlib.contextmanager
def serving(*options):
    """A server that must end well."""
    server = HandlerServer(*options)
    try:
        yield server.start()
        assert server.stop() == 0, server.log()
        assert server.children() == []
        checked = server.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        server.remove()


class Webhook:
    """A web server on loopback that keeps what is POSTed to it; `answer` decides the status."""

    def __init__(self, answer=lambda body: 200):
        self.posts = []
        webhook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                content = json.loads(body)
                status = answer(content)
                webhook.posts.append((content, dict(self.headers), status))
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.listener.server_port}/hook"
        threading.Thread(target=self.listener.serve_forever, daemon=True).start()

    def taken(self):
        return [content for content, _, status in list(self.posts) if status == 200]

    def close(self):
        self.listener.shutdown()
        self.listener.server_close()


