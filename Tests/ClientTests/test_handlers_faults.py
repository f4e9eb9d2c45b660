"""Handlers that fail, hang, flood and fork: they harm nobody but themselves, and nothing of theirs is left."""

import os
import time

import pytest

from handlers import NOTING, HandlerServer, Webhook, count, serving, table, until

POISON = NOTING + """
def handle(event):
    for record in event["Records"]:
        if record["dynamodb"]["Keys"]["pk"]["S"] == "poison":
            raise ValueError("this key is poison")
        note(record)
"""


def poisoned(server, **members):
    """Counts on ten keys and on one that the handler fails on; returns when the handler is done."""
    server.program("poison", POISON)
    source = table(server, "source", view="new-and-old-images")
    server.add("poison", "source", arguments=[server.notes_path()], retries=1, **members)
    for number in range(60):
        count(source, "poison" if number == 20 else f"k{number % 10}", set={"note": "ü"})
    server.drain("poison")
    seen = server.notes()
    assert {note["key"] for note in seen} == {f"k{number}" for number in range(10)}
    # At least once each: halves of a batch that failed come again.
    assert len({note["sequence"] for note in seen}) == 59
    status = server.state("poison")
    assert status["dropped"] == 1 and status["errors"] >= 2
    return status["lastError"]


def must_be_whole(record):
    """The invocation record tells why, and holds the whole change."""
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["responseContext"]["functionError"] == "Unhandled"
    [change] = record["payload"]["Records"]
    info = record["DDBStreamBatchInfo"]
    sequence = change["dynamodb"]["SequenceNumber"]
    assert info["batchSize"] == 1
    assert info["startSequenceNumber"] == info["endSequenceNumber"] == sequence
    assert change["eventName"] == "INSERT" and change["eventSource"] == "aws:dynamodb"
    assert change["dynamodb"]["NewImage"] == {
        "pk": {"S": "poison"}, "c": {"N": "1"}, "note": {"S": "ü"}}


def test_a_poison_record_ends_whole_in_a_file_and_the_others_go_on():
    with serving() as server:
        assert "this key is poison" in poisoned(server)
        [record] = server.failures("poison")
        must_be_whole(record)


def test_a_poison_record_ends_whole_at_a_web_server_that_is_asked_until_it_takes_it():
    answers = iter([500, 503])
    webhook = Webhook(lambda body: next(answers, 200))
    try:
        with serving() as server:
            assert "answered 503" in poisoned(server, onFailure=webhook.url)
            [record] = webhook.taken()
            must_be_whole(record)
            assert len(webhook.posts) == 3
    finally:
        webhook.close()


def test_a_poison_record_ends_in_a_table():
    with serving() as server:
        table(server, "failures", view=None)
        poisoned(server, onFailure="table:failures")
        scanned = server.session.post(
            server.url, json={"TableName": "failures"}, timeout=30,
            headers={"X-Amz-Target": "DynamoDB_20120810.Scan",
                     "Content-Type": "application/x-amz-json-1.0"}).json()
        assert scanned["Count"] == 1, scanned
        assert "RetryAttemptsExhausted" in str(scanned) and "poison" in str(scanned)


def test_only_the_records_that_a_handler_names_come_again():
    code = NOTING + """
tries = {}
def handle(event):
    failures = []
    for record in event["Records"]:
        sequence = record["dynamodb"]["SequenceNumber"]
        tries[sequence] = tries.get(sequence, 0) + 1
        if record["dynamodb"]["Keys"]["pk"]["S"] == "later" and tries[sequence] < 3:
            failures.append({"itemIdentifier": sequence})
            break
        note(record)
    return {"batchItemFailures": failures}
"""
    with serving() as server:
        server.program("some", code)
        source = table(server, "source")
        server.add("some", "source", arguments=[server.notes_path()], partialFailures=True)
        for key in ("a", "b", "later", "c", "a"):
            count(source, key)
        server.drain("some")
        sequences = [note["sequence"] for note in server.notes()]
        assert len(sequences) == len(set(sequences)) == 5
        assert server.state("some")["dropped"] == 0 and server.failures("some") == []


# Programs that misbehave, and a word of why they were stopped.

FORKING = """
def handle(event):
    # A whole family that pays no attention to polite signals.
    for signal_number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(signal_number, signal.SIG_IGN)
    for number in range(6):
        if os.fork() == 0:
            # Some of them want to get away.
            if number % 2:
                os.setsid()
            subprocess.Popen(["sleep", "1000"])
            time.sleep(1000)
    time.sleep(1000)
"""
HANGING = """
def handle(event):
    while True:
        time.sleep(1000)
"""
FLOODING = """
def handle(event):
    while True:
        os.write(1, b"x" * 65536)
"""
FLOODING_LINES = """
def handle(event):
    os.write(1, b"{}\\n")
    while True:
        os.write(1, b"{}\\n" * 20000)
"""
LOUD = """
def handle(event):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        os.write(2, b"so much to say " * 4000 + b"\\n")
"""
EATING = """
def handle(event):
    kept = []
    while True:
        kept.append(b"x" * (16 << 20))
"""
NONSENSE = """
def handle(event):
    print("certainly, here is your answer", flush=True)
"""


@pytest.mark.parametrize("code, word", [
    (HANGING, "second"), (FORKING, "second"), (FLOODING, "long"), (EATING, "Memory"), (LOUD, "second"),
    (NONSENSE, "")],
    ids=["hanging", "forking", "flooding", "eating", "loud", "nonsense"])
def test_a_program_that_misbehaves_is_stopped_whole(code, word):
    with serving() as server:
        server.program("bad", code)
        server.program("note", NOTING)
        source = table(server, "source")
        server.add("bad", "source", timeout="2s", retries=0, memoryMegabytes=256)
        server.add("note", "source", arguments=[server.notes_path()])
        count(source, "k")
        until(lambda: server.state("bad")["dropped"] == 1, "it to be given up", server, seconds=30)
        status = server.state("bad")
        assert status["errors"] == status["invocations"] == 1
        assert word in status["lastError"], status["lastError"]
        server.drain("bad", "note")
        # Others never noticed.
        assert len(server.notes()) == 1
        assert server.call("POST", "/note/pause").status_code == 200
        until(lambda: not [child for child in server.children() if "/bad" in command(child)],
              "its processes to end", server, seconds=10)
        assert os.path.getsize(server.output.name) < 4 << 20
        assert resident_bytes(server.process.pid) < 700 << 20


def test_a_program_that_talks_without_being_asked_does_no_harm():
    with serving() as server:
        server.program("bad", FLOODING_LINES)
        source = table(server, "source")
        server.add("bad", "source", timeout="2s", retries=1)
        for number in range(3):
            count(source, "k")
        server.drain("bad")
        assert resident_bytes(server.process.pid) < 700 << 20


def command(process):
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return file.read().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def resident_bytes(process):
    with open(f"/proc/{process}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def busy(code):
    """A handler with a process that is in the middle of an event."""
    server = HandlerServer()
    server.program("busy", code)
    server.start()
    source = table(server, "source")
    server.add("busy", "source", timeout="300s")
    count(source, "k")
    until(server.children, "its process", server)
    return server


@pytest.mark.parametrize("code", [HANGING, FORKING], ids=["hanging", "forking"])
def test_no_process_outlives_a_server_that_is_killed(code):
    server = busy(code)
    try:
        if code == FORKING:
            until(lambda: len(server.children()) > 10, "its family", server)
        server.kill()
        until(lambda: not server.children(), "its processes to end", seconds=10)
    finally:
        server.remove()


@pytest.mark.parametrize("code", [HANGING, FORKING], ids=["hanging", "forking"])
def test_no_process_outlives_a_server_that_is_told_to_stop(code):
    server = busy(code)
    try:
        started = time.monotonic()
        assert server.stop() == 0, server.log()
        assert not server.children()
        # An event under way is given some time, not its own five minutes.
        assert time.monotonic() - started < 45
        # It was not answered, so it comes again.
        server.program("busy", NOTING)
        server.start()
        assert server.lag("busy") == 1
    finally:
        server.remove()
