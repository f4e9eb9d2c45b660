"""The streams API as boto3's `dynamodbstreams` client uses it."""

import random
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer
from botocore.exceptions import ClientError

from conftest import create, settings
from server import Server

VIEWS = ["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]
WRITERS = 8
CHANGES_EACH = 120
KEYS_EACH = 10


@pytest.fixture(scope="session")
def streams(server):
    return boto3.client("dynamodbstreams", **settings(server))


def specification(view):
    return {"StreamEnabled": True, "StreamViewType": view}


@pytest.fixture
def streamed(resource, request):
    """A table with a stream, of the view that the test is parametrized with or with both images."""
    view = getattr(request, "param", "NEW_AND_OLD_IMAGES")
    made = create(resource, StreamSpecification=specification(view))
    yield made
    made.delete()
    made.wait_until_not_exists()


def shards_of(streams, arn, limit=3):
    """The names of all shards, page by page."""
    names, more = [], {}
    while True:
        page = streams.describe_stream(StreamArn=arn, Limit=limit, **more)["StreamDescription"]
        names += [shard["ShardId"] for shard in page["Shards"]]
        if "LastEvaluatedShardId" not in page:
            assert names == sorted(set(names))
            return names
        more = {"ExclusiveStartShardId": page["LastEvaluatedShardId"]}


def iterator_of(streams, arn, shard, kind="TRIM_HORIZON", **more):
    return streams.get_shard_iterator(
        StreamArn=arn, ShardId=shard, ShardIteratorType=kind, **more)["ShardIterator"]


def follow(streams, iterator, is_over, **more):
    """All records from an iterator on, until the shard is closed or idle while `is_over()`."""
    records = []
    while iterator is not None:
        # Asked before the read: what was written before the end is in that read or an earlier one.
        was_over = is_over()
        page = streams.get_records(ShardIterator=iterator, **more)
        records += page["Records"]
        iterator = page.get("NextShardIterator")
        if not page["Records"]:
            if was_over:
                break
            time.sleep(0.005)
    return records


def walk(streams, arn, kind="TRIM_HORIZON", **more):
    """Every record of a stream, shard after shard."""
    return [
        record for shard in shards_of(streams, arn)
        for record in follow(streams, iterator_of(streams, arn, shard, kind), lambda: True, **more)]


def plain(image):
    """An image as boto3's tables show items; `None` stays `None`."""
    if image is None:
        return None
    return {name: TypeDeserializer().deserialize(value) for name, value in image.items()}


def number_of(record):
    return int(record["dynamodb"]["SequenceNumber"])


def histories(records):
    """For each key the (event, old image, new image) of its records, in the order given."""
    found = defaultdict(list)
    for record in records:
        change = record["dynamodb"]
        keys = plain(change["Keys"])
        found[keys["pk"], keys["sk"]].append(
            (record["eventName"], plain(change.get("OldImage")), plain(change.get("NewImage"))))
    return found


class Writer:
    """Changes items that nobody else writes, and remembers what each change did."""

    def __init__(self, table, number):
        self.table = table
        self.random = random.Random(number)
        self.number = number
        self.items = {}
        self.history = defaultdict(list)

    def note(self, key, new):
        old = self.items.get(key)
        if old == new:
            return
        event = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
        self.history[key].append((event, old, new))
        self.items[key] = new

    def item(self, key):
        # Few values, so that some puts change nothing.
        return {"pk": key[0], "sk": key[1], "v": Decimal(self.random.randrange(3))}

    def run(self):
        client = self.table.meta.client
        for _ in range(CHANGES_EACH):
            keys = self.random.sample(range(KEYS_EACH), 3)
            keys = [(f"w{self.number}", f"k{key}") if key % 2 else (f"w{self.number}-{key}", "k")
                    for key in keys]
            name = dict(zip(("pk", "sk"), keys[0]))
            kind = self.random.randrange(5)
            if kind == 0:
                item = self.item(keys[0])
                self.table.put_item(Item=item)
                self.note(keys[0], item)
            elif kind == 1:
                self.table.delete_item(Key=name)
                self.note(keys[0], None)
            elif kind == 2:
                self.table.update_item(
                    Key=name, UpdateExpression="ADD c :n",
                    ExpressionAttributeValues={":n": Decimal(1)})
                old = self.items.get(keys[0]) or name
                self.note(keys[0], {**old, "c": old.get("c", Decimal(0)) + 1})
            elif kind == 3:
                items = [self.item(key) for key in keys[:2]]
                client.batch_write_item(RequestItems={self.table.name: [
                    *({"PutRequest": {"Item": item}} for item in items),
                    {"DeleteRequest": {"Key": dict(zip(("pk", "sk"), keys[2]))}}]})
                for key, new in zip(keys, [*items, None]):
                    self.note(key, new)
            else:
                items = [self.item(key) for key in keys]
                client.transact_write_items(TransactItems=[
                    {"Put": {"TableName": self.table.name, "Item": item}} for item in items])
                for key, new in zip(keys, items):
                    self.note(key, new)


def write_all(table):
    """Runs the writers and returns what they did, key by key."""
    writers = [Writer(table, number) for number in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(writer.run) for writer in writers]:
            done.result()
    return {key: changes for writer in writers for key, changes in writer.history.items()}


def test_every_change_is_read_once_and_in_order_while_writers_run(streams, streamed):
    arn = streamed.latest_stream_arn
    shards = shards_of(streams, arn)
    assert len(shards) > 1
    is_over = threading.Event()
    with ThreadPoolExecutor(len(shards)) as pool:
        readers = [
            pool.submit(
                follow, streams, iterator_of(streams, arn, shard), is_over.is_set, Limit=50)
            for shard in shards]
        try:
            expected = write_all(streamed)
        finally:
            is_over.set()
        read = [reader.result() for reader in readers]
    for records in read:
        numbers = [number_of(record) for record in records]
        assert numbers == sorted(set(numbers))
    # All records of one partition are in one shard.
    partitions = [{record["dynamodb"]["Keys"]["pk"]["S"] for record in part} for part in read]
    assert sum(map(len, partitions)) == len(set().union(*partitions))
    everything = [record for records in read for record in records]
    assert len({record["eventID"] for record in everything}) == len(everything)
    assert histories(everything) == expected
    # Who comes later reads the same.
    assert histories(walk(streams, arn)) == expected


def test_a_reader_goes_on_behind_the_last_number_it_has_seen(server, streams, streamed):
    arn = streamed.latest_stream_arn
    expected = write_all(streamed)
    read = []
    for shard in shards_of(streams, arn):
        iterator = iterator_of(streams, arn, shard)
        while True:
            page = streams.get_records(ShardIterator=iterator, Limit=37)["Records"]
            if not page:
                break
            read += page
            # As after a crash: nothing is left but the number.
            iterator = iterator_of(
                streams, arn, shard, "AFTER_SEQUENCE_NUMBER",
                SequenceNumber=page[-1]["dynamodb"]["SequenceNumber"])
    assert histories(read) == expected
    some = read[len(read) // 2]["dynamodb"]["SequenceNumber"]
    at = [
        record for shard in shards_of(streams, arn)
        for record in follow(
            streams, iterator_of(streams, arn, shard, "AT_SEQUENCE_NUMBER", SequenceNumber=some),
            lambda: True)]
    assert sorted(map(number_of, at)) == sorted(
        number for number in map(number_of, read) if number >= int(some))


def test_latest_shows_what_comes_after_it_and_nothing_else(streams, streamed):
    arn = streamed.latest_stream_arn
    for number in range(20):
        streamed.put_item(Item={"pk": f"before{number}", "sk": "1"})
    iterators = [iterator_of(streams, arn, shard, "LATEST") for shard in shards_of(streams, arn)]
    for number in range(20):
        streamed.put_item(Item={"pk": f"after{number}", "sk": "1"})
    read = [record for iterator in iterators for record in follow(streams, iterator, lambda: True)]
    assert {key for key, _ in histories(read)} == {f"after{number}" for number in range(20)}
    assert len(read) == 20


@pytest.mark.parametrize("streamed", VIEWS, indirect=True)
def test_images_are_those_that_were_written(streams, streamed):
    view = streamed.stream_specification["StreamViewType"]
    expected = {
        key: [
            (event,
             old if view in ("OLD_IMAGE", "NEW_AND_OLD_IMAGES") else None,
             new if view in ("NEW_IMAGE", "NEW_AND_OLD_IMAGES") else None)
            for event, old, new in changes]
        for key, changes in write_all(streamed).items()}
    records = walk(streams, streamed.latest_stream_arn)
    assert histories(records) == expected
    for record in records:
        assert record["dynamodb"]["StreamViewType"] == view
        assert record["eventSource"] == "aws:dynamodb"
        assert record["awsRegion"] == "us-east-1"
        assert abs(record["dynamodb"]["ApproximateCreationDateTime"].timestamp() - time.time()) < 600
        assert record["dynamodb"]["SizeBytes"] > 0


@pytest.mark.parametrize("streamed", ["CHANGES"], indirect=True)
def test_changes_tell_only_what_differs(streams, streamed):
    key = {"pk": "link", "sk": "1"}
    streamed.put_item(Item={**key, "c": 1, "title": "long text", "old": "x"})
    streamed.update_item(
        Key=key, UpdateExpression="ADD c :n SET n = :t REMOVE #o",
        ExpressionAttributeNames={"#o": "old"}, ExpressionAttributeValues={":n": 4, ":t": "new"})
    streamed.update_item(
        Key=key, UpdateExpression="OBSERVE u :v", ExpressionAttributeValues={":v": {"a", "b", "c"}})
    streamed.delete_item(Key=key)
    found = histories(walk(streams, streamed.latest_stream_arn))["link", "1"]
    assert found[:2] == [
        ("INSERT", None, {"c": 1, "title": "long text", "old": "x"}),
        ("MODIFY", {"c": 1, "old": "x"}, {"c": 5, "n": "new"})]
    # A sketch is told by its estimate.
    event, old, new = found[2]
    assert (event, old, list(new)) == ("MODIFY", None, ["estimate(u)"])
    assert round(new["estimate(u)"]) == 3
    event, old, new = found[3]
    assert (event, new) == ("REMOVE", None)
    assert set(old) == {"c", "title", "n", "estimate(u)"}


def test_an_item_that_time_to_live_ended_names_its_remover(streams, streamed):
    streamed.meta.client.update_time_to_live(
        TableName=streamed.name,
        TimeToLiveSpecification={"AttributeName": "end", "Enabled": True})
    item = {"pk": "a", "sk": "1", "end": Decimal(int(time.time()) + 1)}
    streamed.put_item(Item=item)
    streamed.put_item(Item={"pk": "b", "sk": "1"})
    streamed.delete_item(Key={"pk": "b", "sk": "1"})
    deadline = time.monotonic() + 30
    removed = {}
    while len(removed) < 2 and time.monotonic() < deadline:
        removed = {
            record["dynamodb"]["Keys"]["pk"]["S"]: record
            for record in walk(streams, streamed.latest_stream_arn)
            if record["eventName"] == "REMOVE"}
        time.sleep(0.1)
    assert removed["a"]["userIdentity"] == {
        "Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}
    assert plain(removed["a"]["dynamodb"]["OldImage"]) == item
    assert "userIdentity" not in removed["b"]


def test_a_stream_that_was_switched_off_can_be_read(client, streams, streamed):
    first = streamed.latest_stream_arn
    expected = write_all(streamed)
    open_iterators = [iterator_of(streams, first, shard) for shard in shards_of(streams, first)]
    streamed.update(StreamSpecification={"StreamEnabled": False})
    streamed.put_item(Item={"pk": "unseen", "sk": "1"})
    described = client.describe_table(TableName=streamed.name)["Table"]
    assert "StreamSpecification" not in described
    assert described["LatestStreamArn"] == first
    stream = streams.describe_stream(StreamArn=first)["StreamDescription"]
    assert stream["StreamStatus"] == "DISABLED"
    assert all("EndingSequenceNumber" in shard["SequenceNumberRange"] for shard in stream["Shards"])

    # Without an end to wait for: a closed shard's last page has no iterator behind it.
    read = [record for iterator in open_iterators
            for record in follow(streams, iterator, lambda: False)]
    assert histories(read) == expected

    streamed.update(StreamSpecification=specification("KEYS_ONLY"))
    streamed.reload()
    second = streamed.latest_stream_arn
    assert second != first
    assert walk(streams, second) == []
    streamed.put_item(Item={"pk": "seen", "sk": "1"})
    assert list(histories(walk(streams, second))) == [("seen", "1")]
    assert histories(walk(streams, first)) == expected
    listed = streams.list_streams(TableName=streamed.name)["Streams"]
    assert [entry["StreamArn"] for entry in listed] == [second, first]


def test_the_stream_of_a_deleted_table_can_be_read(resource, streams):
    table = create(resource, StreamSpecification=specification("NEW_IMAGE"))
    arn = table.latest_stream_arn
    table.put_item(Item={"pk": "a", "sk": "1"})
    table.delete()
    table.wait_until_not_exists()
    assert list(histories(walk(streams, arn))) == [("a", "1")]
    assert arn in {entry["StreamArn"]
                   for entry in streams.list_streams(TableName=table.name)["Streams"]}


def test_errors_have_the_names_that_clients_catch(streams, streamed):
    arn = streamed.latest_stream_arn
    shard = shards_of(streams, arn)[0]
    with pytest.raises(streams.exceptions.ResourceNotFoundException):
        streams.describe_stream(StreamArn=arn.replace(streamed.name, "nowhere"))
    with pytest.raises(streams.exceptions.ResourceNotFoundException):
        iterator_of(streams, arn, "shardId-00000000000000000000-00000000")
    for request in [
            lambda: streams.get_records(ShardIterator="made up"),
            lambda: streams.describe_stream(StreamArn="x" * 50),
            lambda: iterator_of(streams, arn, shard, "AT_SEQUENCE_NUMBER"),
            lambda: streams.list_streams(Limit=101)]:
        with pytest.raises(ClientError, match="ValidationException"):
            request()
    with pytest.raises(ClientError, match="ValidationException.*already has an enabled stream"):
        streamed.update(StreamSpecification=specification("KEYS_ONLY"))


def test_readers_and_their_iterators_outlive_the_server():
    server = Server().start()
    try:
        table = create(
            boto3.resource("dynamodb", **settings(server)),
            StreamSpecification=specification("NEW_AND_OLD_IMAGES"))
        streams = boto3.client("dynamodbstreams", **settings(server))
        arn = table.latest_stream_arn
        iterators = [iterator_of(streams, arn, shard) for shard in shards_of(streams, arn)]
        expected = write_all(table)
        before = walk(streams, arn)
        server.kill()
        server.start()
        after = [record for iterator in iterators
                 for record in follow(streams, iterator, lambda: True)]
        assert after == before
        assert histories(after) == expected
        table.put_item(Item={"pk": "later", "sk": "1"})
        newest = max(map(number_of, before))
        later = [record for record in walk(streams, arn) if number_of(record) > newest]
        assert list(histories(later)) == [("later", "1")]
        assert server.stop() == 0
        checked = server.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        server.remove()
