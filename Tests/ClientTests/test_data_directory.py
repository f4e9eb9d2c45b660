"""What becomes of a data directory of which a part is missing, damaged, or deleted under a server."""

import glob
import json
import os
import shutil
import subprocess

import pytest

from server import BINARY, Connection, Server, free_port

pytestmark = pytest.mark.own_program

TABLE = {
    "TableName": "things", "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
}
WAIT_SECONDS_MAX = 30


def put(connection, numbers):
    for number in numbers:
        connection.must(
            "PutItem", {"TableName": "things", "Item": {"pk": {"S": str(number)}, "v": {"S": "x" * 200}}})


def count(server):
    connection = Connection(server)
    answer = connection.must("Scan", {"TableName": "things", "Select": "COUNT"})
    connection.close()
    return answer["Count"]


def quipu(command, server, *options):
    return subprocess.run(
        [BINARY, command, "--data", server.data, *options], capture_output=True, text=True,
        timeout=60)


def refused(server):
    done = quipu("serve", server, "--port", str(free_port()))
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


@pytest.fixture
def killed():
    """A server that was killed: 100 items as of its last checkpoint, 100 in the log behind it."""
    server = Server("--checkpoint-seconds", "86400")
    try:
        server.start()
        connection = Connection(server)
        connection.must("CreateTable", TABLE)
        put(connection, range(100))
        connection.close()
        assert server.stop() == 0
        server.start()
        connection = Connection(server)
        put(connection, range(100, 200))
        connection.close()
        server.kill()
        yield server
    finally:
        server.remove()


def test_a_log_that_was_removed_is_missed_and_can_be_gone_on_without(killed):
    for segment in glob.glob(os.path.join(killed.data, "log", "*.log")):
        os.remove(segment)
    checked = killed.check()
    assert checked.returncode == 2, checked.stdout
    assert "102..<202" in checked.stdout
    assert "102..<202" in refused(killed) and "--accept-data-loss" in refused(killed)
    killed.options += ("--accept-data-loss",)
    killed.start()
    assert count(killed) == 100
    assert "102 to 201" in killed.log()
    assert killed.stop() == 0
    assert killed.check().returncode == 0
    assert "102 to 201" in quipu("inspect", killed).stdout


@pytest.mark.parametrize("name", ["log", "VERSION", "base/data.mdb", "base"])
def test_a_part_that_is_missing_is_named(killed, name):
    path = os.path.join(killed.data, name)
    shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
    checked = killed.check()
    assert checked.returncode == 2, checked.stdout + checked.stderr
    assert name in checked.stdout
    if name.startswith("base"):
        # The log still begins with the first command, so base is made anew.
        killed.start()
        assert count(killed) == 200
        return
    assert name in refused(killed)


def test_a_log_that_was_cut_before_an_acknowledged_write_is_missed(killed):
    [segment] = glob.glob(os.path.join(killed.data, "log", "*.log"))
    with open(segment, "rb") as file:
        content = file.read()
    end = len(content.rstrip(b"\0"))
    os.truncate(segment, end - 100)
    checked = killed.check()
    assert checked.returncode == 2, checked.stdout
    assert os.path.basename(segment) in checked.stdout
    assert os.path.basename(segment) in refused(killed)
    with open(segment, "wb") as file:
        file.write(content)
    killed.start()
    assert count(killed) == 200


@pytest.mark.parametrize("percent", [0, 50, 95])
def test_a_base_that_was_cut_is_an_error_and_no_signal(killed, percent):
    path = os.path.join(killed.data, "base", "data.mdb")
    os.truncate(path, os.path.getsize(path) * percent // 100)
    checked = killed.check()
    assert checked.returncode == 2, checked.stdout + checked.stderr
    assert "base/data.mdb" in checked.stdout
    if percent > 0:
        assert "base/data.mdb" in refused(killed)
        assert quipu("inspect", killed).returncode in (1, 2)


def test_zeroed_pages_of_base_are_an_error_with_a_place(killed):
    path = os.path.join(killed.data, "base", "data.mdb")
    with open(path, "rb") as file:
        whole = file.read()
    found = 0
    for page in range(len(whole) // 4096):
        with open(path, "wb") as file:
            file.write(whole[:page * 4096] + bytes(4096) + whole[(page + 1) * 4096:])
        checked = killed.check()
        assert checked.returncode in (0, 2), (page, checked.returncode, checked.stderr)
        if checked.returncode == 2:
            assert f"page {page} at byte {page * 4096}" in checked.stdout
            found += 1
    assert found > 5


def test_deleting_lock_lets_no_second_server_in():
    server = Server().start()
    try:
        os.remove(os.path.join(server.data, "LOCK"))
        assert "in use" in refused(server)
        assert quipu("check", server).returncode == 1
        assert server.is_healthy()
        assert server.stop() == 0
        assert server.start().stop() == 0
    finally:
        server.remove()


@pytest.mark.parametrize("name", ["", "log", "base"])
def test_a_server_whose_files_are_deleted_stops_acknowledging(name):
    server = Server().start()
    try:
        connection = Connection(server)
        connection.must("CreateTable", TABLE)
        put(connection, range(10))
        shutil.rmtree(os.path.join(server.data, name))
        if name != "base":
            # The segment is gone, so not one write more is acknowledged.
            try:
                status, answer = connection.call(
                    "PutItem", {"TableName": "things", "Item": {"pk": {"S": "x"}}})
                assert status == 500 and "deleted" in answer["message"], answer
            except OSError:
                pass
        assert server.process.wait(timeout=WAIT_SECONDS_MAX) == 1
        assert "deleted" in server.log()
        assert not server.is_healthy()
    finally:
        server.remove()


def test_a_running_server_is_checked_and_inspected_while_it_is_written_to(killed):
    killed.start()
    connection = Connection(killed)
    put(connection, range(200, 210))
    inspected = quipu("inspect", killed, "--server", killed.url)
    assert inspected.returncode == 0, inspected.stderr
    assert "writes          are taken" in inspected.stdout and "1 log segments" in inspected.stdout
    checked = quipu("check", killed, "--server", killed.url)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    # As of the last checkpoint: what came since is in the log.
    assert "items           100\n" in checked.stdout and "is sound" in checked.stdout
    found = json.loads(quipu("check", killed, "--json", "--server", killed.url).stdout)
    assert found["sound"] and found["damages"] == [] and found["items"] == 100
    told = json.loads(quipu("inspect", killed, "--json", "--server", killed.url).stdout)
    assert told["writable"] and told["position"] > told["checkpointPosition"] == found["position"]
    assert told["check"] == found
    put(connection, range(210, 220))
    connection.close()
    assert count(killed) == 220
    assert quipu("check", killed, "--server", "nowhere").returncode != 0
