#!/usr/bin/env python3
"""Makes data directories as a given binary writes them, for later versions to open.

    QUIPU_BINARY=PATH Tests/OldData/make.py VERSION

writes VERSION/stopped.tar.xz (the server was asked to stop), VERSION/killed.tar.xz (it was killed, so that
the log holds commands that base does not) and VERSION/expected.json (what that same binary answers about
a copy of each). README.md says when to do so.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "ClientTests"))

from handlers import HandlerServer, until  # noqa: E402
from native import Native  # noqa: E402
from old_data import DERIVE, KINDS, Reader  # noqa: E402
from server import Connection, Server  # noqa: E402

STRING, NUMBER, BINARY = (
    {"AttributeType": type} for type in ("S", "N", "B"))
YEARS = "36500d"
CLICKS = {
    "key": {"partition": {"name": "pk", "type": "string"}, "sort": {"name": "sk", "type": "string"}},
    "timeToLive": {"attribute": "ttl"},
    "once": {"retention": "30d"},
    "stream": {"view": "changes", "shards": 2, "retention": "365d"},
    "sketches": {"default": 12, "attributes": {"v": 11}},
    "series": {
        "counters": ["c", "country:*"], "sketches": ["u"],
        "granularities": [
            {"name": "minute", "prefix": "m#", "format": "yyyyMMddHHmm", "retention": YEARS,
             "sketchPrecision": 10},
            {"name": "hour", "prefix": "h#", "format": "yyyyMMddHH"},
            {"name": "day", "prefix": "d#", "format": "yyyyMMdd", "timeZone": "Europe/Rome"},
            {"name": "all", "prefix": "A#"},
        ]},
}


def tables(server):
    """Tables of every kind of key, with all that a table can be told."""
    connection = Connection(server)
    connection.must("CreateTable", {
        "TableName": "orders", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"},
                      {"AttributeName": "number", "KeyType": "RANGE"}],
        "AttributeDefinitions": [{"AttributeName": "customer", **STRING},
                                 {"AttributeName": "number", **NUMBER}],
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        "Tags": [{"Key": "team", "Value": "growth"}, {"Key": "ü", "Value": ""}]})
    connection.must("UpdateTimeToLive", {
        "TableName": "orders",
        "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "ends"}})
    connection.must("CreateTable", {
        "TableName": "blobs", "DeletionProtectionEnabled": True,
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6},
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", **BINARY}]})
    connection.must("CreateTable", {
        "TableName": "numbers", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "n", "KeyType": "HASH"},
                      {"AttributeName": "b", "KeyType": "RANGE"}],
        "AttributeDefinitions": [{"AttributeName": "n", **NUMBER}, {"AttributeName": "b", **BINARY}]})
    Native(server, "clicks").define(CLICKS)
    Native(server, "derived").define({"key": {"partition": {"name": "pk", "type": "string"}}})
    Native(server, "sessions").define({
        "key": {"partition": {"name": "user", "type": "string"}}, "strict": True,
        "timeToLive": {"attribute": "expires", "mode": "lazy"}, "tags": {"a": "b"}})
    gone = Native(server, "gone")
    gone.define({"key": {"partition": {"name": "pk", "type": "string"}}, "stream": {"view": "changes"}})
    for number in range(20):
        gone.post("increment", {"key": {"pk": str(number)}, "add": {"c": 1}})
    gone.delete()


def values(number):
    """One attribute of each type."""
    return {
        "s": {"S": "ü" * number}, "n": {"N": f"-{number}.5E-{number}"}, "b": {"B": "AAEC"},
        "t": {"BOOL": number % 2 == 0}, "z": {"NULL": True},
        "l": {"L": [{"N": str(number)}, {"M": {"x": {"L": []}}}]},
        "m": {"M": {"e": {"S": ""}, "y": {"M": {"z": {"BOOL": True}}}}},
        "ss": {"SS": ["a", "b", str(number)]}, "ns": {"NS": ["1", "2.50", str(number + 3)]},
        "bs": {"BS": ["AA==", "Ag=="]},
    }


def items(server, part):
    """Writes of every kind; `part` makes those of a second run differ from the first."""
    connection = Connection(server)
    for number in range(30):
        item = {"customer": {"S": f"c{number % 5}"}, "number": {"N": str(number * 10 + part)},
                **values(number)}
        if number % 3 == 0:
            item["ends"] = {"N": "4000000000"}
        connection.must("PutItem", {"TableName": "orders", "Item": item})
        connection.must("PutItem", {"TableName": "blobs", "Item": {
            "id": {"B": f"{part}A{number:02}"}, "v": {"S": "x" * 500}}})
        connection.must("PutItem", {"TableName": "numbers", "Item": {
            "n": {"N": ["-1E125", "-2.5", "0", "1E-130", "9.99E125"][number % 5]},
            "b": {"B": f"A{part}{number:02}"}, "v": {"N": "9" * 38}}})
    for number in range(10):
        key = {"customer": {"S": f"c{number % 5}"}, "number": {"N": str(number * 10 + part)}}
        connection.must("UpdateItem", {
            "TableName": "orders", "Key": key,
            "UpdateExpression": "SET m.#y.z = :f, l[0] = :n REMOVE t ADD ss :s DELETE ns :gone",
            "ConditionExpression": "attribute_exists(s) OR n < :zero",
            "ExpressionAttributeNames": {"#y": "y"},
            "ExpressionAttributeValues": {
                ":f": {"BOOL": False}, ":n": {"N": "7"}, ":s": {"SS": ["added"]},
                ":gone": {"NS": ["2.5"]}, ":zero": {"N": "0"}}})
    connection.must("DeleteItem", {
        "TableName": "orders", "Key": {"customer": {"S": "c4"}, "number": {"N": str(140 + part)}}})
    connection.must("PutItem", {"TableName": "blobs", "Item": {
        "id": {"B": f"BIG{part}"}, "v": {"S": "0123456789" * 30_000}}})
    # One that is over already, and one that a lazy table shows until it is deleted.
    connection.must("PutItem", {"TableName": "orders", "Item": {
        "customer": {"S": "over"}, "number": {"N": str(part)},
        "ends": {"N": str(int(time.time()) - 10)}}})
    connection.must("PutItem", {"TableName": "sessions", "Item": {
        "user": {"S": f"u{part}"}, "expires": {"N": "4000000000"}}})
    connection.must("TransactWriteItems", {
        "ClientRequestToken": f"token-{part}", "TransactItems": [
            {"Update": {
                "TableName": "derived", "Key": {"pk": {"S": "transacted"}},
                "UpdateExpression": "ADD c :one", "ExpressionAttributeValues": {":one": {"N": "1"}}}},
            {"Put": {"TableName": "numbers", "Item": {
                "n": {"N": str(part)}, "b": {"B": "dHJhbnM="}}}}]})


def aggregates(server, part):
    """Series, sketches, ids that count once, and batches of sources."""
    clicks = Native(server, "clicks")
    for sequence in (2 * part + 1, 2 * part + 2):
        events = [
            {"at": f"2026-11-29T{number % 24:02}:{number % 60:02}:00Z",
             "series": [f"L#{number % 7}", "S#all"],
             "add": {"c": 1, f"country:{'IT' if number % 2 else 'US'}": 1},
             "observe": {"u": f"visitor-{sequence}-{number % 45}"}} for number in range(45)]
        clicks.post("events", {"source": "edge", "sequence": sequence, "events": events})
        clicks.post("increments", {
            "source": "other", "sequence": sequence,
            "updates": [{"key": {"pk": "plain", "sk": str(number)}, "add": {"c": number}}
                        for number in range(10)]})
    for number in range(10):
        clicks.post("increment", {
            "key": {"pk": "once", "sk": str(part)}, "add": {"c": 1},
            "observe": {"v": f"v{number}"}, "once": f"click-{part}-{number}"})
    dense = {"SS": [f"dense-{part}-{number}" for number in range(1500)]}
    connection = Connection(server)
    for _ in range(2):
        connection.must("UpdateItem", {
            "TableName": "clicks", "Key": {"pk": {"S": "sketch"}, "sk": {"S": "A#"}},
            "UpdateExpression": "OBSERVE u :many ADD c :one ONCE :id",
            "ExpressionAttributeValues": {
                ":many": dense, ":one": {"N": "1"}, ":id": {"S": f"dense-{part}"}}})


def changes(server, part):
    """Changes that handlers take, one of them to its failure destination."""
    clicks = Native(server, "clicks")
    if part == 0:
        server.program("derive", DERIVE)
        server.add("derive", "clicks", retries=0, onFailure="file:derive", start="latest",
                   filters=[{"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "h"}, "poison"]}}}}])
        server.add("idle", "orders", "derive", paused=True, arguments=["a", "b"],
                   environment={"HANDLER_X": "y"}, batchSize=7, lanes=2)
    for number in range(12):
        clicks.post("increment", {"key": {"pk": f"h{number}", "sk": "A#"}, "add": {"c": part + 1}})
    clicks.post("increment", {"key": {"pk": "poison", "sk": "A#"}, "add": {"c": 1}})
    server.drain("derive")


def write(server, part):
    if part == 0:
        tables(server)
    items(server, part)
    aggregates(server, part)
    changes(server, part)
    connection = Connection(server)

    def is_clean():
        table = connection.must("DescribeTable", {"TableName": "orders"})["Table"]
        return table["ItemCount"] == connection.must(
            "Scan", {"TableName": "orders", "Select": "COUNT"})["Count"]

    until(is_clean, "what has expired to be deleted", server)


def make(kind):
    """The server, ended as `kind` says, over what was written in two runs."""
    server = HandlerServer("--checkpoint-seconds", "86400", "--recent-megabytes", "16")
    server.start()
    write(server, 0)
    assert server.stop() == 0
    server.start()
    write(server, 1)
    written = int(time.time())
    if kind == "killed":
        server.kill()
    else:
        assert server.stop() == 0
    return server, written


def pack(directory, archive):
    """Owners, times and the order of files are always the same, and so are the archive's bytes."""
    names = sorted(os.listdir(directory))
    subprocess.run(
        ["tar", "--sparse", "--format=gnu", "--sort=name", "--mtime=@0", "--owner=0", "--group=0",
         "--numeric-owner", "--use-compress-program=xz -9e -T1", "-cf", archive, "-C", directory,
         *names], check=True)


def ask(data):
    """What the same binary answers of a copy, without handlers."""
    server = Server("--checkpoint-seconds", "86400")
    try:
        subprocess.run(["cp", "-a", "--sparse=always", data, server.data], check=True)
        server.start()
        answers = Reader(server).everything()
        assert server.stop() == 0
        checked = server.check()
        assert checked.returncode == 0, checked.stdout
        # The last line names the directory.
        answers["check"] = checked.stdout.splitlines()[:-1]
        return answers
    finally:
        server.remove()


def main():
    target = HERE / sys.argv[1]
    target.mkdir(exist_ok=True)
    told = {}
    for kind in KINDS:
        server, written = make(kind)
        try:
            pack(server.data, target / f"{kind}.tar.xz")
            told[kind] = {"writtenAt": written, **ask(server.data)}
        finally:
            server.remove()
    (target / "expected.json").write_text(
        json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
