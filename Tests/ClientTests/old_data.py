"""Data directories that earlier versions of Quipu wrote, and everything that a server tells of one."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import tarfile
import time

import requests

from server import ROOT, Connection, Server

DIRECTORY = ROOT / "Tests" / "OldData"
KINDS = ("stopped", "killed")
BRIEF_BYTES_MAX = 120
# The handler that counts in another table what it sees, and fails on one key.
DERIVE = """
def handle(event):
    writes = []
    for record in event["Records"]:
        key = record["dynamodb"]["Keys"]["pk"]["S"]
        if key == "poison":
            raise ValueError("this key is poison")
        writes.append({"table": "derived", "increment": {
            "key": {"pk": "copy#" + key}, "add": {"seen": 1}}})
    return {"writes": writes}
"""


def versions():
    """The commits whose data is kept."""
    return sorted(path.parent.name for path in DIRECTORY.glob("*/expected.json"))


def expected(version):
    return json.loads((DIRECTORY / version / "expected.json").read_text())


def digest(value):
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def brief(item):
    """The item, with a digest in place of each value that takes much space."""
    return {name: value if len(json.dumps(value)) <= BRIEF_BYTES_MAX else digest(value)
            for name, value in item.items()}


def unpack(version, kind, target):
    with tarfile.open(DIRECTORY / version / f"{kind}.tar.xz") as archive:
        archive.extractall(target, filter="data")


def moved_clock(seconds, directory):
    """The environment of a process whose clock is `seconds` ahead, or `None` without a C compiler."""
    compiler = next(filter(None, map(shutil.which, ("cc", "clang", "gcc"))), None)
    if compiler is None:
        return None
    library = pathlib.Path(directory) / "clock.so"
    done = subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library,
         pathlib.Path(__file__).with_name("clock.c"), "-ldl"], capture_output=True)
    if done.returncode != 0:
        return None
    return {"LD_PRELOAD": str(library), "TEST_CLOCK_SHIFT_SECONDS": str(seconds)}


class OldServer(Server):
    """Today's program over an unpacked copy of an old data directory, as if it were the day on which
    that was written, when the machine has a C compiler."""

    def __init__(self, version, kind, *options):
        super().__init__(*options)
        unpack(version, kind, self.data)
        # A minute later than the last write: ids and tokens that live for minutes are remembered.
        then = expected(version)[kind]["writtenAt"] + 60
        self.environment = moved_clock(then - int(time.time()), self.directory)

    @property
    def is_of_its_day(self):
        return self.environment is not None


class Reader:
    """Asks a server for all that it holds."""

    def __init__(self, server):
        self.server = server
        self.connection = Connection(server)
        self.session = requests.Session()

    def native(self, path, **parameters):
        answer = self.session.get(f"{self.server.url}/v1/{path}", params=parameters, timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        return answer.json()

    def pages(self, operation, list_name, last, start, **request):
        """All elements of a list that comes in pages."""
        found, more = [], {}
        while True:
            page = self.connection.must(operation, {**request, **more})
            found += page[list_name]
            if last not in page:
                return found
            more = {start: page[last]}

    def table(self, name):
        described = self.connection.must("DescribeTable", {"TableName": name})["Table"]
        tags = self.connection.must("ListTagsOfResource", {"ResourceArn": described["TableArn"]})
        items = self.pages(
            "Scan", "Items", "LastEvaluatedKey", "ExclusiveStartKey", TableName=name, Limit=50,
            ConsistentRead=True)
        for item in items[::7]:
            key = {key["AttributeName"]: item[key["AttributeName"]] for key in described["KeySchema"]}
            assert self.connection.must("GetItem", {"TableName": name, "Key": key})["Item"] == item
        return {
            "described": described,
            "tags": sorted(tags["Tags"], key=str),
            "timeToLive": self.connection.must("DescribeTimeToLive", {"TableName": name}),
            "definition": self.native(f"tables/{name}"),
            "items": [brief(item) for item in items],
        }

    def series(self):
        """What the aggregated table says of its series, its sketches included."""
        window = {"from": "2026-11-29T00:00:00Z", "to": "2026-11-30T00:00:00Z"}
        return {
            "hours": self.native(
                "tables/clicks/series", series=["L#0", "S#all"], step="hour", sum="c,country:*",
                union="u", fill="0", **window),
            "minutes": self.native(
                "tables/clicks/series", series="L#3", step="minute", sum="c", union="u", **window),
        }

    def handlers(self):
        found = []
        for handler in self.native("handlers")["handlers"]:
            told = self.native(f"handlers/{handler['name']}")
            state = told["state"]
            told["state"] = {
                "stream": state["stream"],
                "positions": {str(shard["shard"]): shard["position"] for shard in state["shards"]},
                "lag": [shard["lagRecords"] for shard in state["shards"]],
            }
            found.append(told)
        return found

    def streams(self):
        """Every record of every stream, shard by shard."""
        told = {}
        for stream in self.stream("ListStreams", {})["Streams"]:
            arn = stream["StreamArn"]
            described = self.stream("DescribeStream", {"StreamArn": arn})["StreamDescription"]
            records = {}
            for shard in described["Shards"]:
                iterator = self.stream("GetShardIterator", {
                    "StreamArn": arn, "ShardId": shard["ShardId"],
                    "ShardIteratorType": "TRIM_HORIZON"})["ShardIterator"]
                records[shard["ShardId"]] = found = []
                while iterator is not None:
                    page = self.stream("GetRecords", {"ShardIterator": iterator})
                    found += [
                        [record["eventName"], record["dynamodb"]["SequenceNumber"], digest(record)]
                        for record in page["Records"]]
                    if not page["Records"]:
                        break
                    iterator = page.get("NextShardIterator")
            told[arn] = {"described": described, "records": records}
        return told

    def stream(self, operation, request):
        answer = self.session.post(
            self.server.url, data=json.dumps(request), timeout=30,
            headers={"X-Amz-Target": f"DynamoDBStreams_20120810.{operation}",
                     "Content-Type": "application/x-amz-json-1.0"})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def everything(self):
        names = self.connection.must("ListTables", {})["TableNames"]
        return {
            "tables": {name: self.table(name) for name in names},
            "series": self.series(),
            "handlers": self.handlers(),
            # What is forgotten with time.
            "streams": self.streams(),
        }
