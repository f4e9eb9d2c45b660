"""Space on disk: a volume of 100 MB on which a store starts, runs and starts again, and compaction."""

import os
import subprocess
import threading

import pytest

from server import BINARY, Connection, Server

pytestmark = pytest.mark.own_program

TABLE = "clicks"
COMMANDS = 5_000
CONNECTIONS = 8
MEGABYTES = 100


@pytest.fixture
def small():
    """A server whose data lies on a memory-backed volume of its own."""
    server = Server("--checkpoint-seconds", "86400")
    os.makedirs(server.data)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", server.data],
        capture_output=True, text=True) if os.geteuid() == 0 else None
    if mounted is None or mounted.returncode != 0:
        server.remove()
        pytest.skip("only root can mount a small volume, where that is permitted")
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.kill()
        subprocess.run(["umount", "-l", server.data], check=True)
        server.remove()


def make_table(server, stream=None):
    request = {
        "TableName": TABLE, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]}
    if stream is not None:
        request["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": stream}
    Connection(server).must("CreateTable", request)


def update(server, keys, expression="ADD c :v", value={"N": "1"}):
    """Updates the keys over several connections; answers how many updates were acknowledged."""
    acknowledged = [0] * CONNECTIONS

    def work(number):
        connection = Connection(server)
        for key in keys[number::CONNECTIONS]:
            status, answer = connection.call("UpdateItem", {
                "TableName": TABLE, "Key": {"pk": {"S": key}}, "UpdateExpression": expression,
                "ExpressionAttributeValues": {":v": value}})
            assert status in (200, 500, 503), answer
            acknowledged[number] += status == 200

    workers = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(acknowledged)


def item_count(server):
    return Connection(server).must("DescribeTable", {"TableName": TABLE})["Table"]["ItemCount"]


@pytest.mark.parametrize("stream", [None, "NEW_AND_OLD_IMAGES"])
def test_5000_unapplied_commands_are_replayed_on_a_small_volume(small, stream):
    small.start()
    make_table(small, stream)
    keys = [f"L#{number}" for number in range(COMMANDS)]
    assert update(small, keys) == COMMANDS
    for _ in range(2):
        small.kill()
        small.start()
        assert item_count(small) == COMMANDS
    assert update(small, keys) == COMMANDS
    assert small.stop() == 0
    assert small.check().returncode == 0, small.check().stdout
    small.start()
    assert item_count(small) == COMMANDS


def test_a_volume_that_was_written_full_starts_again(small):
    small.start()
    make_table(small)
    text = {"S": "x" * 100_000}
    keys = [f"L#{number}" for number in range(1_200)]
    acknowledged = update(small, keys, "SET t = :v", text)
    assert 100 < acknowledged < len(keys)
    for _ in range(2):
        small.kill()
        small.start()
        assert item_count(small) == acknowledged
    # What was there can still be deleted or at least read.
    answer = Connection(small).must("GetItem", {"TableName": TABLE, "Key": {"pk": {"S": "L#0"}}})
    assert answer["Item"]["t"] == text


def test_compaction_gives_back_what_base_does_not_use():
    server = Server()
    try:
        server.start()
        make_table(server)
        keys = [f"L#{number}" for number in range(100)]
        assert update(server, keys, "SET t = :v", {"S": "x" * 50_000}) == len(keys)
        assert server.stop() == 0
        server.start()
        connection = Connection(server)
        for key in keys[5:]:
            connection.must("DeleteItem", {"TableName": TABLE, "Key": {"pk": {"S": key}}})
        refused = subprocess.run(
            [BINARY, "compact", "--data", server.data], capture_output=True, text=True)
        assert refused.returncode == 1
        assert "in use" in refused.stderr
        assert server.stop() == 0
        told = subprocess.run(
            [BINARY, "inspect", "--data", server.data], capture_output=True, text=True).stdout
        assert "to be used again" in told
        before = os.stat(f"{server.data}/base/data.mdb").st_size
        done = subprocess.run(
            [BINARY, "compact", "--data", server.data], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "before" in done.stdout and "now" in done.stdout
        assert os.stat(f"{server.data}/base/data.mdb").st_size < before - 4_000_000
        assert server.check().returncode == 0
        server.start()
        assert item_count(server) == 5
        assert server.stop() == 0
    finally:
        server.remove()
