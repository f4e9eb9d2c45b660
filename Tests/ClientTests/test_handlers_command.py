"""`quipu handler`: the life of a handler as an operator leads it."""

import json
import random

import pytest

from handlers import NOTING, HandlerServer, count, quipu, serving, table, until


@pytest.fixture(scope="module")
def server():
    with serving() as running:
        running.program("note", NOTING)
        yield running


def handler(server, command, *arguments):
    return quipu("handler", command, "--server", server.url, *arguments)


def must(server, command, *arguments):
    done = handler(server, command, *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def state(server, name):
    return json.loads(must(server, "show", name, "--json"))["state"]


def test_every_command_explains_itself():
    for command in ([], ["add"], ["list"], ["show"], ["pause"], ["resume"], ["replay"], ["remove"]):
        done = quipu("handler", *command, "--help")
        assert done.returncode == 0
        assert "USAGE: quipu handler" in done.stdout and "OVERVIEW" in done.stdout


@pytest.mark.parametrize("arguments", [
    ["add"], ["add", "--name", "a", "--table", "t"], ["show"], ["replay", "a"],
    ["add", "f", "--filter", "{"], ["add", "f", "--retries", "many"],
    ["add", "f", "--environment", "NAME"], ["list", "a"], ["nonsense"]])
def test_wrong_usage_ends_with_64(arguments):
    done = quipu("handler", *arguments)
    assert done.returncode == 64, done.stderr
    assert "Error" in done.stderr


def test_a_handler_from_its_beginning_to_its_end(server, tmp_path):
    source = table(server, "life")
    notes = server.notes_path("life")
    count(source, "before")
    assert must(
        server, "add", "--name", "life", "--table", "life", "--executable", "note",
        "--filter", '{"eventName": ["INSERT", "MODIFY"]}',
        "--filter", '{"eventName": ["REMOVE"]}', "--environment", "HANDLER_A=b=c", "--batch-size", "7",
        "--batch-window", "0s", "--retries", "unlimited", "--timeout", "1m", "--no-bisect",
        "--", notes, "--more", "--",
    ) == "handler life made\n"
    definition = json.loads(must(server, "show", "life", "--json"))
    assert definition["arguments"] == [notes, "--more", "--"]
    assert definition["filters"] == [
        {"eventName": ["INSERT", "MODIFY"]}, {"eventName": ["REMOVE"]}]
    assert definition["environment"] == {"HANDLER_A": "b=c"} and definition["batchSize"] == 7
    assert definition["retries"] is None and definition["bisect"] is False
    assert definition["timeout"] == "1m" and definition["onFailure"] == "file:life"
    assert definition["mode"] == "stay" and definition["paused"] is False

    # It began with what came after it.
    for number in range(5):
        count(source, f"k{number}")
    until(lambda: len(server.notes("life")) == 5, "five changes", server)
    until(lambda: server.is_done("life"), "it to be done", server)
    shown = must(server, "show", "life")
    assert "life, running" in shown and "5 delivered, 0 filtered out, 0 given up" in shown
    positions = [line.split() for line in shown.split("\n\n")[1].splitlines()[1:]]
    assert [(shard, behind) for shard, _, behind, _ in positions] == [
        (f"{number}", "0") for number in range(4)]
    assert all(len(position) == 21 for _, position, _, _ in positions)
    heads, *rows = must(server, "list").splitlines()
    assert heads.split()[:3] == ["handler", "table", "state"]
    assert [row.split()[:6] for row in rows] == [["life", "life", "running", "0", "0", "5"]]
    [listed] = must(server, "list", "--json").splitlines()
    assert json.loads(listed)["name"] == "life"

    # While it is paused, it stays where it is.
    assert must(server, "pause", "life") == "handler life is paused\n"
    for number in range(3):
        count(source, f"k{number}")
    assert state(server, "life")["lagRecords"] == 3
    assert "life, paused" in must(server, "show", "life")
    assert must(server, "resume", "life") == "handler life goes on\n"
    until(lambda: len(server.notes("life")) == 8, "eight changes", server)

    # Back to the oldest change that is kept: the one from before it was made, too.
    assert must(
        server, "replay", "life", "--from", "trim-horizon",
    ) == "handler life goes on from trim-horizon\n"
    until(lambda: len(server.notes("life")) == 17, "all nine changes again", server)
    until(lambda: server.is_done("life"), "it to be done", server)
    assert {note["key"] for note in server.notes("life")[8:]} == {
        "before", *(f"k{number}" for number in range(5))}
    refused = handler(server, "replay", "life", "--from", "yesterday")
    assert refused.returncode == 1 and "from" in refused.stderr

    # What it shows is a definition, and options change some of its members.
    file = tmp_path / "life.json"
    file.write_text(must(server, "show", "life", "--json"))
    assert must(server, "add", file) == "handler life is as defined\n"
    assert must(server, "add", file, "--batch-size", "9", "--paused") == "handler life is as defined\n"
    changed = json.loads(must(server, "show", "life", "--json"))
    assert (changed["batchSize"], changed["paused"], changed["id"]) == (9, True, definition["id"])
    assert changed["filters"] == definition["filters"]

    assert must(server, "remove", "life") == "handler life is removed\n"
    assert must(server, "list", "--json") == ""
    for command, more in (("show", []), ("pause", []), ("remove", []), ("replay", ["--from", "latest"])):
        missing = handler(server, command, "life", *more)
        assert missing.returncode == 1 and "life" in missing.stderr, missing.stderr
    until(lambda: not server.children(), "its process to end", server)


def test_a_handler_that_cannot_be_made_says_why(server, tmp_path):
    table(server, "plain", view=None)
    for name, wanted, word in (
            ("h", "plain", "stream"), ("h", "nowhere", "nowhere"), ("../h", "plain", "name")):
        done = handler(server, "add", "--name", name, "--table", wanted, "--executable", "note")
        assert done.returncode == 1 and word in done.stderr, done.stderr
    bad = tmp_path / "bad.json"
    for text in ("", "[]", "{"):
        bad.write_text(text)
        assert handler(server, "add", bad).returncode == 1
    assert handler(server, "add", tmp_path / "missing.json").returncode == 1


def test_definitions_in_the_directory_are_registered_at_start():
    server = HandlerServer()
    try:
        server.program("note", NOTING)
        server.start()
        source = table(server, "source")
        (server.handlers / "filed.handler.json").write_text(json.dumps({
            "name": "filed", "table": "source", "executable": "note",
            "arguments": [server.notes_path()]}))
        (server.handlers / "broken.handler.json").write_text('{"name": "broken"}')
        server.kill()
        server.start()
        until(lambda: server.call("GET", "/filed").status_code == 200, "its registration", server)
        count(source, "k")
        until(lambda: len(server.notes()) == 1, "the change", server)
        server.drain("filed")
        assert server.call("GET", "/broken").status_code == 404
        assert "broken.handler.json" in server.log()
        # Its position stays over the next starts.
        server.kill()
        server.start()
        count(source, "k")
        until(lambda: len(server.notes()) == 2, "the next change", server)
        assert server.stop() == 0, server.log()
        assert len(server.notes()) == 2
    finally:
        server.remove()


def test_programs_that_exit_after_one_event_work_too(server):
    source = table(server, "once")
    server.executable("one.sh", '#!/bin/sh\ncat >> "$1"\n')
    server.add("once", "once", "one.sh", mode="once", batchSize=10,
               arguments=[server.notes_path("once")])
    for number in range(12):
        count(source, f"k{number}")
    server.drain("once")
    events = server.notes("once")
    seen = [record["dynamodb"]["Keys"]["pk"]["S"] for event in events for record in event["Records"]]
    assert sorted(seen) == sorted(f"k{number}" for number in range(12))
    assert len(seen) == len(set(seen)) and not server.children()


def test_a_window_keeps_its_state_and_ends(server):
    """Clicks by minute of arrival, counted by a handler that has no memory of its own."""
    code = """
def handle(event):
    count = event["state"].get("count", 0) + len(event["Records"])
    if event["isFinalInvokeForWindow"]:
        return {"state": {}, "writes": [{"table": "windows", "put": {
            "pk": event["window"]["start"] + event["shardId"], "count": count}}]}
    return {"state": {"count": count}}
"""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    source = table(server, "source", stream={"view": "changes", "shards": 1})
    table(server, "windows", view=None)
    server.program("window", code)
    server.add("window", "source", window="1s", batchSize=5)
    for _ in range(40):
        count(source, f"k{chance.randrange(10)}")

    def counted():
        answer = server.session.post(
            server.url, json={"TableName": "windows"}, timeout=30,
            headers={"X-Amz-Target": "DynamoDB_20120810.Scan",
                     "Content-Type": "application/x-amz-json-1.0"}).json()
        return [int(item["count"]["N"]) for item in answer["Items"]]

    until(lambda: sum(counted()) == 40, "every window to end", server)
    server.drain("window")
    assert sum(counted()) == 40 and server.state("window")["errors"] == 0
