"""Data directories of earlier versions are opened as they are, and nothing in them is lost.

Tests/OldData/README.md says how they were made.
"""

import re

import pytest

from handlers import STAYING, until
from native import Native
from old_data import DERIVE, KINDS, OldServer, Reader, expected, unpack, versions
from server import Connection, Server

CASES = [(version, kind) for version in versions() for kind in KINDS]


def numbers(lines):
    """The counts of `quipu check`, without its words, which may change."""
    return [re.findall(r"[0-9][0-9.,]*", line) for line in lines]


@pytest.fixture(params=CASES, ids=lambda case: "-".join(case))
def old(request):
    """A copy of one old directory under today's program, and what the old one answered about it."""
    version, kind = request.param
    server = OldServer(version, kind, "--checkpoint-seconds", "86400")
    yield server, expected(version)[kind]
    server.remove()


def on_its_day(server):
    if not server.is_of_its_day:
        pytest.skip("what is forgotten with time needs a C compiler, which moves the clock")


def test_there_is_old_data():
    assert len(CASES) >= 2


def test_everything_is_answered_as_it_was(old):
    server, wanted = old
    server.start()
    told = Reader(server)
    for name, table in wanted["tables"].items():
        found = told.table(name)
        assert found["items"] == table["items"]
        # New versions may tell more of a table, and order by their names what has no order.
        for description in (found["described"], table["described"]):
            description["AttributeDefinitions"].sort(key=lambda definition: definition["AttributeName"])
        assert found["described"] | table["described"] == found["described"]
        assert found["definition"] | table["definition"] == found["definition"]
        assert found["tags"] == table["tags"] and found["timeToLive"] == table["timeToLive"]
    assert told.connection.must("ListTables", {})["TableNames"] == list(wanted["tables"])
    assert told.series() == wanted["series"]
    for found, handler in zip(told.handlers(), wanted["handlers"], strict=True):
        lag, was = found["state"].pop("lag"), handler["state"].pop("lag")
        assert lag == was or not server.is_of_its_day
        assert found | handler == found
    assert server.stop() == 0
    checked = server.check()
    assert checked.returncode == 0, checked.stdout
    if server.is_of_its_day:
        assert numbers(checked.stdout.splitlines()[:-1]) == numbers(wanted["check"])


def test_every_change_record_is_where_it_was(old):
    server, wanted = old
    on_its_day(server)
    server.start()
    assert Reader(server).streams() == wanted["streams"]


def test_what_was_counted_once_is_not_counted_again(old):
    server, _ = old
    on_its_day(server)
    server.start()
    clicks, connection = Native(server, "clicks"), Connection(server)
    again = {"key": {"pk": "once", "sk": "1"}, "add": {"c": 1}, "observe": {"v": "v3"}}
    assert clicks.post("increment", {**again, "once": "click-1-3"})["duplicate"]
    updates = [{"key": {"pk": "plain", "sk": str(number)}, "add": {"c": number}}
               for number in range(10)]
    batch = {"source": "other", "updates": updates}
    assert clicks.post("increments", {**batch, "sequence": 4})["duplicate"]
    assert not clicks.post("increments", {**batch, "sequence": 5})["duplicate"]
    assert clicks.get("items", pk="plain", sk="9")["item"]["c"] == 9 * 5
    # The same transaction, within the minutes for which its token is remembered.
    connection.must("TransactWriteItems", {
        "ClientRequestToken": "token-1", "TransactItems": [
            {"Update": {
                "TableName": "derived", "Key": {"pk": {"S": "transacted"}},
                "UpdateExpression": "ADD c :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}},
            {"Put": {"TableName": "numbers", "Item": {
                "n": {"N": "1"}, "b": {"B": "dHJhbnM="}}}}]})
    item = connection.must("GetItem", {
        "TableName": "derived", "Key": {"pk": {"S": "transacted"}}})["Item"]
    assert item["c"] == {"N": "2"}


def test_a_handler_goes_on_where_it_stood(old, tmp_path):
    server, _ = old
    on_its_day(server)
    handlers = tmp_path / "handlers"
    handlers.mkdir(mode=0o755)
    program = handlers / "derive"
    program.write_text(STAYING.format(code=DERIVE))
    program.chmod(0o755)
    server.options += ("--handlers", str(handlers))
    server.start()
    Native(server, "clicks").post("increment", {"key": {"pk": "h0", "sk": "A#"}, "add": {"c": 1}})
    derived = Native(server, "derived")
    until(lambda: derived.get("items", pk="copy#h0")["item"]["seen"] == 3, "the change", server)
    assert derived.get("items", pk="copy#h1")["item"]["seen"] == 2
    assert server.stop() == 0


def test_it_is_written_on_and_stays_sound(old):
    server, wanted = old
    server.start()
    connection = Connection(server)
    key = {"customer": {"S": "c1"}, "number": {"N": "10"}}
    for _ in range(3):
        connection.must("UpdateItem", {
            "TableName": "orders", "Key": key, "UpdateExpression": "ADD visits :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}}})
    connection.must("DeleteItem", {
        "TableName": "orders", "Key": {"customer": {"S": "c2"}, "number": {"N": "20"}}})
    Native(server, "new").define({"key": {"partition": {"name": "pk", "type": "string"}}})
    clicks = Native(server, "clicks")
    before = clicks.get("items", pk="sketch", sk="A#")["item"]["u"]
    clicks.post("increment", {"key": {"pk": "sketch", "sk": "A#"}, "observe": {"u": "somebody"}})
    server.kill()
    connection.close()
    server.start()
    item = connection.must("GetItem", {"TableName": "orders", "Key": key})["Item"]
    assert item["visits"] == {"N": "3"} and item["m"]["M"]["e"] == {"S": ""}
    assert clicks.get("items", pk="sketch", sk="A#")["item"]["u"] != before
    names = connection.must("ListTables", {})["TableNames"]
    assert names == sorted([*wanted["tables"], "new"])
    count = connection.must("Scan", {"TableName": "orders", "Select": "COUNT"})["Count"]
    assert count == len(wanted["tables"]["orders"]["items"]) - 1
    assert server.stop() == 0
    checked = server.check()
    assert checked.returncode == 0, checked.stdout


def test_a_walk_of_older_items_goes_on_where_it_stood():
    """Stopped when 1500 of 4000 items had been looked at for the expiry index."""
    server = Server("--checkpoint-seconds", "86400")
    try:
        unpack("bd00ae8", "walking", server.data)
        server.start()
        told = Reader(server)
        until(lambda: told.native("tables/walked")["itemCount"] == 2000, "the items' end", server)
        assert server.stop() == 0
        checked = server.check()
        assert checked.returncode == 0, checked.stdout
        assert "expiry entries  2000, of which 0 are out of date" in checked.stdout
    finally:
        server.remove()
