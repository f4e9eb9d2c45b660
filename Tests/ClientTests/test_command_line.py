"""The commands as an operator uses them: help, settings, exit codes, signals."""

import glob
import json
import os
import signal
import socket
import subprocess

import pytest

from clicks import DEFINITION
from server import BINARY, Server, free_port

pytestmark = pytest.mark.own_program


def quipu(*arguments, **environment):
    return subprocess.run(
        [BINARY, *arguments], capture_output=True, text=True, timeout=60,
        env=dict(os.environ, **environment))


def ingest(server, file):
    return quipu("ingest", str(file), "--server", server.url, "--definition", str(DEFINITION))


@pytest.mark.parametrize("command", [
    [], ["serve"], ["table"], ["table", "put"], ["table", "list"], ["table", "show"],
    ["table", "delete"], ["ingest"], ["top"], ["check"], ["inspect"],
    ["compact"]])
def test_every_command_explains_itself(command):
    done = quipu(*command, "--help")
    assert done.returncode == 0
    assert "USAGE: quipu" in done.stdout and "OVERVIEW" in done.stdout


def test_the_version_is_a_number():
    assert quipu("--version").stdout.strip().replace(".", "").isdigit()


@pytest.mark.parametrize("arguments", [
    ["nonsense"], ["serve", "--port", "eighty"], ["serve", "--port", "70000"], ["serve", "--wrong"],
    ["ingest"], ["ingest", "f", "--server", "nowhere"], ["ingest", "f", "--batch-clicks", "0"],
    ["ingest", "f", "--source", "s" * 129], ["table", "put"], ["top", "--limit", "0"],
    ["top", "--from", "2026-02-28T00:00:00Z", "--to", "2026-02-29T00:00:00Z"],
    ["top", "--to", "2026-02-28T00:00:00Z"], ["top", "--from", "2126-02-28T00:00:00Z"],
    ["top", "--from", "now-7"], ["top", "--from", "now-7d", "--to", "now-8d"],
    ["top", "--server", "http://127.0.0.1:70000"], ["top", "--server", "http://"],
    ["table", "delete", "t"],
    ["top", "--from", "2026-02-28T00:00:00Z", "--to", "2026-02-28T00:00:00Z"],
    ["serve", "--log-level", "loud"],
])
def test_wrong_usage_ends_with_64(arguments):
    done = quipu(*arguments)
    assert done.returncode == 64, done.stderr
    assert "Error" in done.stderr


def test_the_environment_and_a_file_are_read(tmp_path):
    assert quipu("serve", QUIPU_PORT="eighty").returncode == 64
    file = tmp_path / "quipu.json"
    file.write_text('{"port": "eighty"}')
    assert quipu("serve", "--config", str(file)).returncode == 64
    assert quipu("serve", QUIPU_CONFIG=str(tmp_path / "missing.json")).returncode == 64


def test_a_remote_address_must_be_allowed_twice(tmp_path):
    for flags in ([], ["--allow-remote"], ["--allow-unauthenticated"]):
        done = quipu("serve", "--host", "0.0.0.0", "--data", str(tmp_path / "data"), *flags)
        assert done.returncode == 64
        assert "--allow-remote and --allow-unauthenticated" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_port_in_use_is_an_error_that_names_it(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = quipu(
            "serve", "--port", str(port), "--data", str(tmp_path / "data"), "--log-level", "error")
        assert done.returncode == 1
        assert done.stderr.startswith(f"Error: port {port} is in use by another process")
        assert "--port" in done.stderr and done.stderr.count("\n") == 1


def test_two_servers_cannot_share_a_directory():
    server = Server().start()
    try:
        done = quipu("serve", "--data", server.data, "--port", str(free_port()))
        assert done.returncode == 1
        assert server.data in done.stderr
        assert quipu("check", "--data", server.data).returncode == 1
        assert server.is_healthy()
        assert server.stop() == 0
    finally:
        server.remove()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_cleanly_and_the_next_start_has_nothing_to_replay(number, tmp_path):
    click = tmp_path / "one.ndjson"
    click.write_text('{"t":1331923247,"domain":"d","link":"l"}\n')
    server = Server().start()
    try:
        assert ingest(server, click).returncode == 0
        server.process.send_signal(number)
        assert server.process.wait(timeout=60) == 0
        assert f"serving {server.url}" in server.log()
        inspected = quipu("inspect", "--data", server.data)
        assert inspected.returncode == 0, inspected.stderr
        # Month and all time of the link, its domain and the site, and the mark; the click is older
        # than what is kept by minute, hour and day.
        assert "clicks (pk, sk): 7 items" in inspected.stdout
        server.start()
        assert "replayed" not in server.log()
        assert server.stop() == 0
        checked = quipu("check", "--data", server.data)
        assert checked.returncode == 0
        assert "is sound" in checked.stdout
    finally:
        server.remove()


def test_check_finds_damage_and_says_so_with_2(tmp_path):
    clicks = tmp_path / "clicks.ndjson"
    clicks.write_text("".join(
        json.dumps({"t": 1331923247 + 60 * n, "domain": "d", "link": f"l{n}"}) + "\n"
        for n in range(200)))
    server = Server().start()
    try:
        assert ingest(server, clicks).returncode == 0
        server.kill()
        [segment] = glob.glob(os.path.join(server.data, "log", "*.log"))
        with open(segment, "r+b") as file:
            file.seek(2000)
            byte = file.read(1)
            file.seek(2000)
            file.write(bytes([byte[0] ^ 1]))
        checked = quipu("check", "--data", server.data)
        assert checked.returncode == 2, checked.stdout + checked.stderr
        assert "DAMAGE" in checked.stdout
        assert quipu("inspect", "--data", server.data).returncode == 0
        refused = quipu("serve", "--data", server.data, "--port", str(free_port()))
        assert refused.returncode == 1
        assert os.path.basename(segment) in refused.stderr
    finally:
        server.remove()


def test_a_directory_that_is_not_there_is_an_error():
    for command in ("check", "inspect"):
        done = quipu(command, "--data", "/nowhere/at/all")
        assert done.returncode == 1
        assert "/nowhere/at/all" in done.stderr
