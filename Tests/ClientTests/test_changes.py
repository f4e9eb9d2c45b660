"""The change stream as server-sent events, read as clients read it: with `requests`, and by hand.

Nothing here knows how the server works inside: a reader must get every change once and in order,
whatever writers, other readers and broken connections do at the same time.
"""

import json
import socket
import threading
import time
import uuid

import pytest
import requests

from contract import DOCUMENT, validator
from native import Native

KEYS = {"partition": {"name": "pk", "type": "string"}, "sort": {"name": "sk", "type": "string"}}
CHANGE = validator(DOCUMENT["components"]["schemas"]["Change"])
WRITERS = 4
WRITES = 150
ANSWER_SECONDS_MAX = 60


@pytest.fixture
def table(server):
    """A table of its own with a stream."""
    native = Native(server, "t" + uuid.uuid4().hex)
    native.define({"key": KEYS, "stream": {"view": "new-image", "shards": 3}})
    yield native
    native.delete()


class Event:
    def __init__(self, identifier, name, data):
        self.id = identifier
        self.name = name
        self.data = data

    def __repr__(self):
        return f"{self.id} {self.name} {self.data}"


class Reader:
    """Follows a table; remembers the last id as browsers do."""

    def __init__(self, table, last=None, **parameters):
        headers = {"Last-Event-ID": last} if last else {}
        self.answer = requests.get(
            f"{table.url}/changes", params=parameters, headers=headers, stream=True,
            timeout=ANSWER_SECONDS_MAX)
        assert self.answer.status_code == 200, self.answer.text
        assert self.answer.headers["Content-Type"] == "text/event-stream"
        self.last = last
        self.comments = 0

    def events(self):
        """Every event, as it comes, until the answer ends."""
        name, data = "", []
        # One byte at a time is slow, but holds back nothing that has come.
        for line in self.answer.iter_lines(chunk_size=None):
            field, _, value = line.decode().partition(":")
            value = value.removeprefix(" ")
            if line == b"":
                if data:
                    yield Event(self.last, name, json.loads("\n".join(data)))
                name, data = "", []
            elif field == "":
                self.comments += 1
            elif field == "id":
                self.last = value
            elif field == "event":
                name = value
            elif field == "data":
                data.append(value)

    def take(self, count):
        events = []
        for event in self.events():
            events.append(event)
            if len(events) == count:
                break
        return events

    def close(self):
        self.answer.close()


def write(table, key, numbers):
    native = Native(table.server, table.table)
    for number in numbers:
        native.post("increment", {"key": {"pk": key, "sk": "x"}, "set": {"n": number}})


def writing(table):
    """Several writers, each of whom counts upwards in an item of its own."""
    threads = [threading.Thread(target=write, args=(table, f"k{writer}", range(WRITES)))
               for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    return threads


def check(events, writers=range(WRITERS)):
    """Whether these are all changes of the writers, each once and each writer's in order."""
    ids = [event.id for event in events]
    assert ids == sorted(ids) and len(set(ids)) == len(ids)
    for writer in writers:
        key = {"pk": f"k{writer}", "sk": "x"}
        numbers = [event.data["new"]["n"] for event in events if event.data["key"] == key]
        assert numbers == list(range(WRITES)), key
    assert len(events) == len(writers) * WRITES


def test_every_change_of_writers_at_work_comes_once_and_in_order(table):
    reader = Reader(table)
    filtered = Reader(table, prefix="k2")
    threads = writing(table)
    try:
        events = reader.take(WRITERS * WRITES)
        check(events)
        assert {event.name for event in events} == {"change"}
        for event in events:
            CHANGE.validate(event.data)
        assert events[0].data["kind"] == "insert" and events[-1].data["kind"] == "modify"
        check(filtered.take(WRITES), writers=[2])
    finally:
        for thread in threads:
            thread.join()
        reader.close()
        filtered.close()
    again = Reader(table, **{"from": "trim-horizon"})
    assert [event.id for event in again.take(len(events))] == [event.id for event in events]
    again.close()


def test_a_reader_that_is_cut_off_again_and_again_misses_nothing(table):
    reader = Reader(table)
    threads = writing(table)
    events, cuts = [], 0
    try:
        while len(events) < WRITERS * WRITES:
            events += reader.take(min(1 + 7 * cuts % 60, WRITERS * WRITES - len(events)))
            reader.close()
            cuts += 1
            reader = Reader(table, last=reader.last)
    finally:
        for thread in threads:
            thread.join()
        reader.close()
    assert cuts > 10
    check(events)


def test_a_reader_outlives_the_server(table):
    """It goes on where it stood when the server is killed and comes back."""
    from server import Server

    server = Server().start()
    try:
        mine = Native(server, "clicks")
        mine.define({"key": KEYS, "stream": {"view": "new-image"}})
        write(mine, "k0", range(50))
        reader = Reader(mine, **{"from": "trim-horizon"})
        events = reader.take(20)
        server.kill()
        with pytest.raises(requests.RequestException):
            # What was on its way may still come.
            events += reader.take(1000)
            raise requests.ConnectionError()
        server.start()
        write(mine, "k0", range(50, WRITES))
        reader = Reader(mine, last=events[-1].id)
        events += reader.take(WRITES - len(events))
        check(events, writers=[0])
        began = time.monotonic()
        assert server.stop() == 0, server.log()
        assert time.monotonic() - began < 8, "a stop must not wait for who follows changes"
        assert list(reader.events()) == [], "the answer must come to its end"
        checked = server.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        server.remove()


def connect(table, query="from=trim-horizon"):
    """A connection that has asked for changes, and reads them only when told to."""
    connection = socket.create_connection(
        (table.server.host, table.server.port), timeout=60)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
    connection.sendall(
        f"GET /v1/tables/{table.table}/changes?{query} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    return connection


def fill(table, count, text):
    began = time.monotonic()
    for number in range(count):
        table.post("increment", {"key": {"pk": f"k{number}", "sk": "x"}, "set": {"t": text}})
    return time.monotonic() - began


def test_a_reader_that_stands_still_keeps_no_writer_waiting(table):
    text, count = "x" * 50_000, 200
    fill(table, 20, text)
    alone = fill(table, count, text + "1")
    # There is more than the connections hold, so all of these readers stand still.
    stalled = [connect(table) for _ in range(20)]
    beside = fill(table, count, text + "2")
    assert beside < 3 * alone + 2, (alone, beside)
    # And nothing of it is lost to one who comes back to it.
    ids, rest = [], b""
    while len(ids) < 20 + 2 * count:
        part = stalled[0].recv(1 << 20)
        assert part, "the server cut off a reader that came back"
        *lines, rest = (rest + part).split(b"\n")
        ids += [line for line in lines if line.startswith(b"id: ")]
    assert ids == sorted(ids) and len(set(ids)) == len(ids)
    for connection in stalled:
        connection.close()


def test_a_quiet_stream_has_a_heart_beat(table):
    write(table, "k0", [1])
    connection = connect(table, "from=latest")
    began = time.monotonic()
    received = b""
    while received.count(b":\n") - received.count(b"data:\n") < 2 and time.monotonic() - began < 40:
        received += connection.recv(4096)
    seconds = time.monotonic() - began
    connection.close()
    head, _, body = received.partition(b"\r\n\r\n")
    assert b"Transfer-Encoding" not in head and b"Connection: close" in head
    beats = [block for block in body.decode().split("\n\n") if block]
    assert len(beats) == 2 and beats[0] == beats[1], body
    comment, position = beats[0].split("\n")
    assert comment == ":" and position.startswith("id: ") and len(position) == 4 + 21 + 9
    assert 10 < seconds < 30, seconds


def test_a_stream_that_is_switched_off_is_read_to_its_end(table):
    write(table, "k0", range(5))
    reader = Reader(table, **{"from": "trim-horizon"})
    events = reader.take(2)
    reader.close()
    table.define({"key": KEYS})
    rest = list(Reader(table, last=events[-1].id).events())
    assert [event.name for event in rest] == ["change"] * 3 + ["closed"]
    over = requests.get(
        f"{table.url}/changes", headers={"Last-Event-ID": rest[-1].id}, timeout=30)
    assert over.status_code == 409
    assert over.json()["type"] == "urn:quipu:problem:stream-off"
    assert "stream" in over.json()["detail"]


def test_what_cannot_be_followed_is_a_problem(table):
    for parameters, field in (({"from": "1"}, "from"), ({"from": "9" * 22}, "from"),
                              ({"prefix": ""}, "prefix"), ({"limit": 1}, "limit")):
        answer = requests.get(f"{table.url}/changes", params=parameters, timeout=30)
        assert answer.status_code == 400 and answer.json()["field"] == field, answer.text
    answer = requests.get(f"{table.url}x/changes", timeout=30)
    assert answer.status_code == 404
    head = requests.head(f"{table.url}/changes", timeout=30)
    assert head.status_code == 200 and head.headers["Content-Type"] == "text/event-stream"
