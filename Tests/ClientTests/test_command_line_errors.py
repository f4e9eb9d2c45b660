"""What the commands say when something is wrong: one line that tells what, and what to do."""

import contextlib
import http.server
import json
import os
import re
import pty
import socket
import subprocess
import threading
import time
import uuid

import pytest

from clicks import DEFINITION, SAMPLE
from server import BINARY, free_port

pytestmark = pytest.mark.own_program

CLIENT_COMMANDS = [
    ["table", "list"], ["table", "show", "t"], ["table", "delete", "t", "--yes"],
    ["table", "put", str(DEFINITION)], ["handler", "list"], ["handler", "show", "h"],
    ["ingest", str(SAMPLE)], ["top"]]
CLIENT_SECONDS_MAX = 20


def quipu(*arguments, cwd=None, **environment):
    return subprocess.run(
        [BINARY, *map(str, arguments)], capture_output=True, text=True,
        timeout=CLIENT_SECONDS_MAX, env=dict(os.environ, **environment), cwd=cwd)


def said_in_one_line(done, code=1):
    """The one line of the error; what a server logged before it begins with the time."""
    assert done.returncode == code, done.stdout + done.stderr
    [line] = [line for line in done.stderr.splitlines() if not re.match(r"\d{4}-\d\d-\d\dT", line)]
    assert line.startswith("Error: ")
    return line


@pytest.mark.parametrize("command", CLIENT_COMMANDS)
def test_a_dead_port_is_told_at_once_with_what_to_do(command):
    url = f"http://127.0.0.1:{free_port()}"
    line = said_in_one_line(quipu(*command, "--server", url))
    assert f"nothing listens at {url}" in line and "quipu serve" in line and "--server" in line
    assert line == said_in_one_line(quipu(*command, QUIPU_SERVER=url))


def test_a_host_that_nobody_knows_is_named():
    line = said_in_one_line(quipu("top", "--server", "http://no-such-host.invalid:8000"))
    assert '"no-such-host.invalid"' in line


class Stranger(http.server.BaseHTTPRequestHandler):
    """A web server that is no Quipu."""

    def do_GET(self):
        if self.server.location:
            self.send_response(301)
            self.send_header("Location", self.server.location)
        else:
            self.send_response(self.server.status)
            self.send_header("Content-Type", "text/html")
        body = b"<html>\n<body>It works!</body></html>"
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_DELETE = do_GET

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def stranger(status=200, location=None):
    listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stranger)
    listener.status, listener.location = status, location
    threading.Thread(target=listener.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.server_port}"
    finally:
        listener.shutdown()
        listener.server_close()


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("command", CLIENT_COMMANDS)
def test_a_server_that_is_no_quipu_is_recognised(command, status):
    with stranger(status) as url:
        line = said_in_one_line(quipu(*command, "--server", url))
        assert f"{url} is no Quipu server" in line and str(status) in line and "<html>" in line


def test_a_redirection_is_told_with_its_target():
    with stranger(location="http://127.0.0.1:8000/") as url:
        line = said_in_one_line(quipu("table", "list", "--server", url))
        assert "redirects to http://127.0.0.1:8000/" in line


def test_a_server_without_tls_is_named(server):
    line = said_in_one_line(
        quipu("table", "list", "--server", server.url.replace("http:", "https:")))
    assert "does not speak TLS" in line and "http://" in line


def test_a_port_that_speaks_no_http_is_named():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def greet():
            with contextlib.suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    client.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                    client.close()
        threading.Thread(target=greet, daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        done = quipu("table", "list", "--server", url)
        assert done.returncode == 1 and url in done.stderr


@pytest.mark.parametrize("url, advice", [
    ("localhost:8000", "did you mean http://localhost:8000?"),
    ("127.0.0.1:8000", "did you mean http://127.0.0.1:8000?"),
    ("http://127.0.0.1:8000/v1/tables", "behind the host and port"),
    ("http://127.0.0.1:8000?x=1", "behind the host and port"),
    ("http://user:secret@127.0.0.1:8000", "behind the host and port"),
    ("ftp://127.0.0.1", "http://"),
    ("http://127.0.0.1:0", "from 1 to 65535"),
    ("http://127.0.0.1:99999", "from 1 to 65535"),
])
def test_an_address_that_is_none_is_wrong_usage(url, advice):
    for arguments, environment, source in (
            (["--server", url], {}, "--server"), ([], {"QUIPU_SERVER": url}, "QUIPU_SERVER")):
        done = quipu("top", *arguments, **environment)
        assert done.returncode == 64
        assert done.stderr.startswith(f'Error: {source} is "{url}"') and advice in done.stderr


def test_the_servers_address_is_taken_from_the_environment(server):
    for environment in ({"QUIPU_SERVER": server.url}, {"QUIPU_SERVER": server.url + "/"}):
        assert quipu("table", "list", **environment).returncode == 0
    # The option wins.
    assert quipu("table", "list", "--server", server.url, QUIPU_SERVER="nonsense").returncode == 0


@pytest.mark.parametrize("arguments, word", [
    (["--port", "70000"], "--port must be a whole number from 0 to 65535"),
    (["--event-loops", "0"], "--event-loops must be a whole number from 1 to"),
    (["--log-level", "loud"], "trace, debug, info"),
    (["--host", "0.0.0.0"], "--allow-remote"),
    (["--config", "/nowhere.json"], "/nowhere.json"),
])
def test_a_wrong_setting_of_serve_points_at_the_help_of_serve(arguments, word, tmp_path):
    done = quipu("serve", "--data", tmp_path / "data", *arguments)
    assert done.returncode == 64 and done.stdout == ""
    assert done.stderr.startswith("Error: ") and word in done.stderr
    assert '"quipu serve --help"' in done.stderr and "Usage: quipu <subcommand>" not in done.stderr


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["check"], ["inspect"]])
def test_a_data_directory_that_is_a_file_is_named(command, tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    for path, word in ((file, "is a file"), (file / "below", "below a file")):
        line = said_in_one_line(quipu(*command, "--data", path))
        assert str(path) in line and word in line and "--data" in line


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["check"], ["inspect"]])
def test_a_data_directory_without_permission_is_named(command, tmp_path):
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    done = subprocess.run(
        [BINARY, *command, "--data", str(data)], capture_output=True, text=True, timeout=20,
        user=65534, group=65534, extra_groups=[])
    line = said_in_one_line(done)
    assert "ermission denied" in line and str(data) in line


def test_a_host_that_is_not_of_this_machine_is_named(tmp_path):
    remote = ["--allow-remote", "--allow-unauthenticated", "--data", str(tmp_path / "data")]
    line = said_in_one_line(quipu("serve", "--host", "192.0.2.1", "--port", "0", *remote))
    assert "no address 192.0.2.1" in line and "--host" in line


def test_a_definition_may_begin_with_a_byte_order_mark_and_come_from_standard_input(
        server, tmp_path):
    name = "t" + uuid.uuid4().hex[:8]
    file = tmp_path / "definition.json"
    file.write_bytes(b"\xef\xbb\xbf" + DEFINITION.read_bytes())
    put = ["table", "put", "--name", name, "--server", server.url]
    assert quipu(*put, file).stdout == f"table {name} made\n"
    done = subprocess.run(
        [BINARY, *put, "-"], input=DEFINITION.read_text(), capture_output=True, text=True)
    assert done.stdout == f"table {name} is as defined\n"
    assert "No such file" in said_in_one_line(quipu(*put, tmp_path / "missing"))
    assert quipu("table", "delete", name, "--yes", "--server", server.url).returncode == 0


# Tables.

def test_tables_are_listed_shown_and_deleted(server):
    name = "t" + uuid.uuid4().hex[:8]
    at = ["--server", server.url]
    missing = said_in_one_line(quipu("table", "show", name, *at))
    assert name in missing and "quipu table list" in missing
    assert quipu("table", "put", DEFINITION, "--name", name, *at).returncode == 0
    listed = quipu("table", "list", *at).stdout.splitlines()
    assert listed[0].split() == ["table", "items", "size", "stream", "key"]
    [row] = [line for line in listed if line.startswith(name)]
    assert "pk (string), sk (string)" in row
    lines = quipu("table", "list", "--json", *at).stdout.splitlines()
    [described] = [table for table in map(json.loads, lines) if table["name"] == name]
    assert json.loads(quipu("table", "show", name, "--json", *at).stdout) == described
    shown = quipu("table", "show", name, *at).stdout
    for fact in (name, "ttl, exact", "country:*", "minute (m#), kept", "month (M#), kept for ever"):
        assert fact in shown
    refused = quipu("table", "delete", name, *at)
    assert refused.returncode == 64 and "--yes" in refused.stderr
    assert quipu("table", "delete", name, "--yes", *at).stdout == f"table {name} is deleted\n"
    said_in_one_line(quipu("table", "delete", name, "--yes", *at))


def test_whoever_deletes_a_table_on_a_terminal_is_asked_for_its_name(server):
    name = "t" + uuid.uuid4().hex[:8]
    at = ["--server", server.url]
    assert quipu("table", "put", DEFINITION, "--name", name, *at).returncode == 0
    for answer, code in (("y", 1), (name, 0)):
        main, terminal = pty.openpty()
        process = subprocess.Popen(
            [BINARY, "table", "delete", name, *at], stdin=terminal, stderr=terminal,
            stdout=subprocess.PIPE)
        os.write(main, answer.encode() + b"\n")
        assert process.wait(timeout=CLIENT_SECONDS_MAX) == code
        os.close(terminal)
        os.close(main)
    said_in_one_line(quipu("table", "show", name, *at))


# Output for programs.

@pytest.fixture
def counted(server):
    name = "clicks-" + uuid.uuid4().hex[:8]
    done = quipu("ingest", SAMPLE, "--table", name, "--definition", DEFINITION, "--ending-now",
                 "--json", "--server", server.url)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer == {
        "table": name, "source": SAMPLE.name, "counted": 3440, "total": 3440,
        "shiftSeconds": answer["shiftSeconds"], "expired": 0, "skippedLines": 0,
        "unfinishedBytes": 0}
    yield name
    quipu("table", "delete", name, "--yes", "--server", server.url)


def test_top_speaks_json_and_looks_back_from_now(server, counted):
    at = ["--table", counted, "--json", "--limit", "2", "--server", server.url]
    ever = json.loads(quipu("top", *at, "--exact", SAMPLE).stdout)
    assert ever["table"] == counted and "from" not in ever
    assert (ever["clicks"], ever["links"], ever["site"]["clicks"]) == (3440, 754, 3440)
    assert [(link["link"], link["clicks"], link["exactClicks"]) for link in ever["top"]] == [
        ("1.usa.gov/vNJS4H", 836, 836), ("1.usa.gov/wcndER", 422, 422)]
    assert ever["site"]["lower"] <= ever["site"]["visitors"] <= ever["site"]["upper"]
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 2 * 86_400))
    for begin in ("now-2d", "now-48h", day):
        recent = json.loads(quipu("top", *at, "--from", begin).stdout)
        assert recent["clicks"] == 3440 and recent["from"] < recent["to"]
    before = json.loads(quipu("top", *at, "--from", "now-3d", "--to", "now-2d").stdout)
    assert before["clicks"] == 0
    failed = quipu("top", *at, "--expect-clicks", "1")
    assert failed.returncode == 1 and json.loads(failed.stdout)["clicks"] == 3440


def test_a_reader_that_goes_away_is_no_error(server, counted):
    done = subprocess.run(
        ["bash", "-c", f"{BINARY} top --limit 700 --table {counted} --server {server.url} | head -1;"
         ' echo "${PIPESTATUS[0]}"'], capture_output=True, text=True, timeout=60)
    assert done.stderr == "" and done.stdout.splitlines()[1] == "0"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_results_that_cannot_be_written_are_an_error(server):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [BINARY, "table", "show", "--json", "--server", server.url, make(server)],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 1 and "cannot be written" in done.stderr


def make(server):
    name = "t" + uuid.uuid4().hex[:8]
    quipu("table", "put", DEFINITION, "--name", name, "--server", server.url)
    return name


def test_check_and_inspect_speak_json(tmp_path):
    from server import Server
    server = Server().start()
    try:
        table = make(server)
        assert server.stop() == 0
        checked = quipu("check", "--json", "--data", server.data)
        answer = json.loads(checked.stdout)
        assert checked.returncode == 0
        assert answer["sound"] is True and answer["damages"] == [] and answer["tables"] == 1
        inspected = json.loads(quipu("inspect", "--json", "--data", server.data).stdout)
        [described] = inspected["tables"]
        assert described == {"name": table, "key": ["pk", "sk"], "items": 0, "bytes": 0}
        assert inspected["segments"][0]["problem"] is None and inspected["tornTail"] is None
    finally:
        server.remove()
