"""Only executables inside the handler directory run, and only those that nobody else could have changed."""

import json
import os
import pathlib

import pytest

from contract import DOCUMENT, validator
from handlers import NOTING, HandlerServer, count, quipu, serving, table, until
from server import Server


@pytest.fixture(scope="module")
def server():
    with serving() as running:
        running.program("good", NOTING)
        table(running, "source")
        yield running


def outside(server):
    path = pathlib.Path(server.directory) / "outside"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def dots(server):
    return f"../{outside(server).name}"


def absolute(server):
    return str(outside(server))


def inside_but_absolute(server):
    return str(server.handlers / "good")


def link(server):
    path = server.handlers / "link"
    if not path.is_symlink():
        path.symlink_to(outside(server))
    return "link"


def linked_folder(server):
    path = server.handlers / "folder-link"
    if not path.is_symlink():
        path.symlink_to(outside(server).parent)
    return "folder-link/outside"


def writable(server):
    server.executable("writable", "#!/bin/sh\n", mode=0o757)
    return "writable"


def in_a_writable_folder(server):
    folder = server.handlers / "open"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o777)
    path = folder / "program"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return "open/program"


def writable_by_a_group(server):
    if os.getuid() != 0:
        pytest.skip("only root can give files away")
    path = server.executable("shared", "#!/bin/sh\n", mode=0o775)
    os.chown(path, 0, 12345)
    return "shared"


def not_runnable(server):
    server.executable("text", "#!/bin/sh\n", mode=0o644)
    return "text"


def folder(server):
    (server.handlers / "folder").mkdir(exist_ok=True)
    return "folder"


def missing(server):
    return "nothing"


def empty(server):
    return ""


def pipe(server):
    if not (server.handlers / "pipe").exists():
        os.mkfifo(server.handlers / "pipe", 0o755)
    return "pipe"


def someone_elses(server):
    if os.getuid() != 0:
        pytest.skip("only root can give files away")
    path = server.executable("theirs", "#!/bin/sh\n")
    os.chown(path, 12345, 12345)
    return "theirs"


@pytest.mark.parametrize("make", [
    dots, absolute, inside_but_absolute, link, linked_folder, writable, in_a_writable_folder,
    writable_by_a_group, not_runnable, folder, missing, empty, pipe, someone_elses], ids=lambda make: make.__name__)
def test_what_may_not_run_is_refused_with_the_reason(server, make):
    executable = make(server)
    answer = server.call("POST", json={
        "name": "bad", "table": "source", "executable": executable})
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["field"] == "executable", problem
    assert len(problem["detail"]) > len("executable: .")
    print(problem["detail"])
    if executable:
        must_be_refused_by_command(server, executable)
    assert server.call("GET", "/bad").status_code == 404


def must_be_refused_by_command(server, executable):
    done = quipu("handler", "add", "--server", server.url, "--name", "bad", "--table", "source",
                 f"--executable={executable}")
    assert done.returncode == 1 and "executable" in done.stderr


def test_a_file_that_becomes_writable_later_is_not_started_any_more():
    with serving() as server:
        path = server.program("note", NOTING)
        source = table(server, "source")
        server.add("note", "source", arguments=[server.notes_path()])
        path.chmod(0o757)
        count(source, "k")
        error = until(lambda: server.state("note").get("lastError"), "an error", server)
        assert "chmod o-w" in error
        assert server.notes() == [] and server.children() == []
        # That was no attempt: the record waits until the file is as it should be.
        path.chmod(0o755)
        server.drain("note")
        assert [note["key"] for note in server.notes()] == ["k"]
        assert server.state("note")["dropped"] == 0


def test_a_server_without_a_directory_runs_nothing():
    server = Server().start()
    try:
        table(server, "source")
        done = quipu("handler", "add", "--server", server.url, "--name", "h", "--table", "source",
                     "--executable", "bin/sh")
        assert done.returncode == 1
        assert "--handlers" in done.stderr, done.stderr
    finally:
        server.remove()


def test_a_child_gets_a_clean_environment_and_no_descriptors():
    code = """
def handle(event):
    with open(sys.argv[1], "w") as file:
        json.dump({"environment": dict(os.environ), "cwd": os.getcwd(),
                   "files": [os.readlink("/proc/self/fd/" + name)
                             for name in os.listdir("/proc/self/fd")
                             if os.path.exists("/proc/self/fd/" + name)],
                   "group": os.getpgid(0) == os.getpid() or os.getpgid(0)}, file)
"""
    os.environ["QUIPU_TEST_SECRET"] = "hidden"
    server = HandlerServer()
    try:
        server.program("look", code)
        server.start()
        source = table(server, "source")
        path = pathlib.Path(server.directory) / "look.json"
        server.add("look", "source", arguments=[str(path)], environment={"HANDLER_GIVEN": "yes"})
        count(source, "k")
        server.drain("look")
        told = json.loads(path.read_text())
        assert told["environment"]["HANDLER_GIVEN"] == "yes"
        assert told["environment"]["QUIPU_HANDLER"] == "look"
        assert told["environment"]["AWS_LAMBDA_FUNCTION_NAME"] == "look"
        assert "QUIPU_TEST_SECRET" not in told["environment"]
        assert pathlib.Path(told["cwd"]) == server.handlers
        assert not [name for name in told["files"] if name.startswith(("socket:", server.data))]
        assert server.stop() == 0, server.log()
    finally:
        del os.environ["QUIPU_TEST_SECRET"]
        server.remove()


def test_a_loop_of_writes_onto_the_own_table_is_refused():
    code = """
def handle(event):
    return {"writes": [{"table": "source", "increment": {"key": {"pk": "loop"}, "add": {"c": 1}}}]}
"""
    with serving() as server:
        server.program("loop", code)
        source = table(server, "source")
        server.add("loop", "source", retries=0)
        count(source, "k")
        server.drain("loop")
        status = server.state("loop")
        assert status["dropped"] == 1 and "filter" in status["lastError"], status
        answer = source.session.get(f"{source.url}/items", params={"pk": "loop"}, timeout=30)
        assert answer.status_code == 404


@pytest.mark.parametrize("variable", [
    "PATH", "LD_PRELOAD", "LD_LIBRARY_PATH", "BASH_ENV", "ENV", "PYTHONPATH", "PYTHONSTARTUP", "IFS", "HOME",
    "handler_a", "QUIPU_PROCESS"])
def test_variables_that_change_what_runs_are_refused_over_the_network(server, variable):
    answer = server.call("POST", json={
        "name": "sly", "table": "source", "executable": "good", "environment": {variable: "/tmp"}})
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["field"] == f"environment.{variable}" and ".handler.json" in problem["detail"], problem
    done = quipu("handler", "add", "--server", server.url, "--name", "sly", "--table", "source",
                 "--executable", "good", "--environment", f"{variable}=/tmp")
    assert done.returncode == 1 and f"environment.{variable}" in done.stderr, done.stderr
    assert server.call("GET", "/sly").status_code == 404


def test_a_file_in_the_directory_may_set_variables_that_change_what_runs():
    server = HandlerServer()
    try:
        server.program("look", """
def handle(event):
    with open(sys.argv[1], "a") as file:
        file.write(json.dumps(os.environ["PATH"]) + "\\n")
""")
        server.start()
        source = table(server, "source")
        assert server.stop() == 0, server.log()
        definition = {"name": "look", "table": "source", "executable": "look",
                      "arguments": [server.notes_path()],
                      "environment": {"PATH": "/opt/mine:/usr/bin:/bin"}}
        file = server.handlers / "look.handler.json"
        file.write_text(json.dumps(definition))
        file.chmod(0o644)
        server.start()
        until(lambda: server.call("GET", "/look").status_code == 200, "the handler", server)
        # What it says goes back as it is, but for what a request may change.
        changed = server.add(**{**server.show("look"), "batchSize": 7})
        assert changed["environment"] == definition["environment"] and changed["batchSize"] == 7
        count(source, "k")
        server.drain("look")
        assert server.notes() == ["/opt/mine:/usr/bin:/bin"]
        assert server.stop() == 0, server.log()
    finally:
        server.remove()


@pytest.mark.parametrize("path", ["/v1/handlers", "/v1/handlers/x/resume", "/2015-03-31/event-source-mappings/"])
@pytest.mark.parametrize("method", ["POST", "GET", "OPTIONS"])
def test_pages_of_a_browser_define_no_handlers(server, method, path):
    answer = server.session.request(
        method, server.url + path, timeout=30, data="{}",
        headers={"Origin": "http://example.com", "Content-Type": "text/plain",
                 "Access-Control-Request-Method": "POST"})
    assert answer.status_code == 403, answer.text
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
    expected = ("application/problem+json" if path.startswith("/v1") else "application/json")
    assert answer.headers["Content-Type"] == expected
    if path.startswith("/v1"):
        said = DOCUMENT["components"]["responses"]["CrossOrigin"]
        validator(said["content"]["application/problem+json"]["schema"]).validate(answer.json())
