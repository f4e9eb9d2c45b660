"""Secondary indexes as applications use them: boto3's paginators and waiters, backfills, crashes, expiry."""

import random
import time
import uuid

import boto3
import pytest
from boto3.dynamodb.conditions import Attr, Key

from conftest import connect, settings
from server import Server

GLOBAL = [
    {"IndexName": "by-owner", "Projection": {"ProjectionType": "ALL"},
     "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]},
    {"IndexName": "by-place", "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["clicks"]},
     "KeySchema": [
         {"AttributeName": "country", "KeyType": "HASH"}, {"AttributeName": "city", "KeyType": "HASH"},
         {"AttributeName": "at", "KeyType": "RANGE"}, {"AttributeName": "owner", "KeyType": "RANGE"}]},
]
LOCAL = [
    {"IndexName": "by-time", "Projection": {"ProjectionType": "KEYS_ONLY"},
     "KeySchema": [{"AttributeName": "site", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}]},
]
ATTRIBUTES = [
    {"AttributeName": "site", "AttributeType": "S"}, {"AttributeName": "link", "AttributeType": "S"},
    {"AttributeName": "owner", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "N"},
    {"AttributeName": "country", "AttributeType": "S"}, {"AttributeName": "city", "AttributeType": "S"},
]
KEYS = [{"AttributeName": "site", "KeyType": "HASH"}, {"AttributeName": "link", "KeyType": "RANGE"}]
INDEX_SECONDS_MAX = 120


@pytest.fixture
def links(resource):
    table = resource.create_table(
        TableName="i" + uuid.uuid4().hex, KeySchema=KEYS, AttributeDefinitions=ATTRIBUTES,
        GlobalSecondaryIndexes=GLOBAL, LocalSecondaryIndexes=LOCAL, BillingMode="PAY_PER_REQUEST")
    table.wait_until_exists()
    yield table
    table.delete()
    table.wait_until_not_exists()


def link(number, **more):
    return {
        "site": f"s{number % 3}", "link": f"l{number:05}", "owner": f"o{number % 7}", "at": number % 50,
        "country": "it", "city": f"c{number % 2}", "clicks": number, "note": "x" * 200, **more}


def fill(table, count):
    items = [link(number) for number in range(count)]
    with table.batch_writer() as batch:
        for item in items:
            batch.put_item(Item=item)
    return items


def pages(table, operation, **arguments):
    """All items of all pages, each page asked for with the key that ended the one before."""
    paginator = table.meta.client.get_paginator(operation)
    return [
        item for page in paginator.paginate(TableName=table.name, **arguments) for item in page["Items"]]


def when_active(client, table, name):
    deadline = time.monotonic() + INDEX_SECONDS_MAX
    while True:
        indexes = client.describe_table(TableName=table)["Table"].get("GlobalSecondaryIndexes", [])
        found = [index for index in indexes if index["IndexName"] == name]
        if found and found[0]["IndexStatus"] == "ACTIVE":
            assert "Backfilling" not in found[0]
            return found[0]
        assert time.monotonic() < deadline, f"the index is not complete: {indexes}"
        time.sleep(0.05)


def test_queries_of_indexes_come_in_order_and_in_pages(links):
    items = fill(links, 400)
    for size in (7, 1000):
        found = pages(
            links, "query", IndexName="by-owner", KeyConditionExpression=Key("owner").eq("o3") & Key("at").gte(10),
            PaginationConfig={"PageSize": size})
        expected = [item for item in items if item["owner"] == "o3" and item["at"] >= 10]
        assert [item["at"] for item in found] == sorted(item["at"] for item in expected)
        assert sorted(item["link"] for item in found) == sorted(item["link"] for item in expected)
    found = pages(
        links, "query", IndexName="by-place", ScanIndexForward=False, FilterExpression=Attr("clicks").gt(100),
        KeyConditionExpression=Key("country").eq("it") & Key("city").eq("c1"), PaginationConfig={"PageSize": 9})
    expected = [item for item in items if item["city"] == "c1" and item["clicks"] > 100]
    assert [(item["at"], item["owner"]) for item in found] == sorted(
        ((item["at"], item["owner"]) for item in expected), reverse=True)
    assert set(found[0]) == {"site", "link", "owner", "at", "country", "city", "clicks"}
    keys = pages(links, "query", IndexName="by-time", KeyConditionExpression=Key("site").eq("s1"), ConsistentRead=True)
    assert [item["at"] for item in keys] == sorted(item["at"] for item in items if item["site"] == "s1")
    whole = pages(
        links, "query", IndexName="by-time", KeyConditionExpression=Key("site").eq("s1"), Select="ALL_ATTRIBUTES",
        PaginationConfig={"PageSize": 11})
    assert sorted(item["link"] for item in whole) == sorted(item["link"] for item in items if item["site"] == "s1")
    assert all(item["note"] for item in whole)


def test_a_scan_of_an_index_gives_what_has_its_key(links):
    items = fill(links, 100)
    links.put_item(Item={"site": "s0", "link": "bare"})
    segments = [
        item for segment in range(4)
        for item in pages(links, "scan", IndexName="by-place", Segment=segment, TotalSegments=4,
                          PaginationConfig={"PageSize": 6})]
    assert sorted(item["link"] for item in segments) == [item["link"] for item in items]
    description = links.meta.client.describe_table(TableName=links.name)["Table"]
    assert {index["IndexName"]: index["ItemCount"] for index in description["GlobalSecondaryIndexes"]} == {
        "by-owner": 100, "by-place": 100}
    assert [index["ItemCount"] for index in description["LocalSecondaryIndexes"]] == [100]


def test_every_kind_of_write_keeps_the_indexes(client, links):
    fill(links, 20)
    key = {"site": "s0", "link": "l00000"}
    links.update_item(
        Key=key, UpdateExpression="SET #o = :o REMOVE city", ExpressionAttributeNames={"#o": "owner"},
        ExpressionAttributeValues={":o": "new"})
    client.transact_write_items(TransactItems=[
        {"Delete": {"TableName": links.name, "Key": {"site": {"S": "s1"}, "link": {"S": "l00001"}}}},
        {"Put": {"TableName": links.name, "Item": {
            "site": {"S": "s9"}, "link": {"S": "l9"}, "owner": {"S": "new"}, "at": {"N": "-1.5"}}}}])

    def of(owner):
        answer = links.query(IndexName="by-owner", KeyConditionExpression=Key("owner").eq(owner))
        return [item["link"] for item in answer["Items"]]

    assert of("new") == ["l9", "l00000"]
    assert of("o0") == ["l00007", "l00014"]
    assert "l00001" not in of("o1")
    assert "l00000" not in [item["link"] for item in pages(links, "scan", IndexName="by-place")]


def test_an_index_is_added_to_items_and_deleted_again(client, table):
    with table.batch_writer() as batch:
        for number in range(2500):
            value = {0: number, 1: "text"}.get(number % 5, str(number % 4))
            batch.put_item(Item={"pk": f"p{number % 10}", "sk": f"s{number:05}", "kind": value})
    answer = client.update_table(
        TableName=table.name, AttributeDefinitions=[{"AttributeName": "kind", "AttributeType": "S"}],
        GlobalSecondaryIndexUpdates=[{"Create": {
            "IndexName": "by-kind", "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"}}}])
    assert answer["TableDescription"]["GlobalSecondaryIndexes"][0]["IndexStatus"] == "CREATING"
    # While older items are added, writes go on and are in the index at once.
    for number in range(0, 2500, 50):
        table.update_item(
            Key={"pk": f"p{number % 10}", "sk": f"s{number:05}"}, UpdateExpression="SET kind = :k",
            ExpressionAttributeValues={":k": "moved"})
    described = when_active(client, table.name, "by-kind")
    assert described["ItemCount"] == 2500 - 500 + 50
    found = pages(table, "query", IndexName="by-kind", KeyConditionExpression=Key("kind").eq("moved"))
    assert sorted(item["sk"] for item in found) == [f"s{number:05}" for number in range(0, 2500, 50)]
    with pytest.raises(client.exceptions.ClientError) as failure:
        table.put_item(Item={"pk": "a", "sk": "b", "kind": 7})
    assert failure.value.response["Error"]["Code"] == "ValidationException"
    client.update_table(
        TableName=table.name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "by-kind"}}])
    assert "GlobalSecondaryIndexes" not in client.describe_table(TableName=table.name)["Table"]
    table.put_item(Item={"pk": "a", "sk": "b", "kind": 7})


@pytest.mark.own_program
def test_kills_leave_indexes_true(request):
    """kill -9 while an index is filled and while items move in it; each time all indexes equal the table."""
    server = Server().start()
    request.addfinalizer(server.remove)
    client = connect(server)
    chance = random.Random(14)
    client.create_table(
        TableName="links", KeySchema=KEYS, AttributeDefinitions=ATTRIBUTES[:4], GlobalSecondaryIndexes=GLOBAL[:1],
        LocalSecondaryIndexes=LOCAL, BillingMode="PAY_PER_REQUEST")
    table = connect_table(server)
    fill(table, 3000)
    client.update_table(
        TableName="links", AttributeDefinitions=ATTRIBUTES, GlobalSecondaryIndexUpdates=[{"Create": GLOBAL[1]}])
    for kill in range(6):
        for _ in range(chance.randrange(5, 60)):
            item = link(chance.randrange(3000), owner=f"o{chance.randrange(9)}", at=chance.randrange(99))
            chance.choice([
                lambda: table.put_item(Item=item),
                lambda: table.delete_item(Key={"site": item["site"], "link": item["link"]}),
                lambda: table.update_item(
                    Key={"site": item["site"], "link": item["link"]}, UpdateExpression="SET city = :c REMOVE clicks",
                    ExpressionAttributeValues={":c": f"c{chance.randrange(3)}"})])()
        server.kill()
        if kill % 3 == 2:
            checked = server.check()
            assert checked.returncode == 0, checked.stdout + checked.stderr
        server.start()
        table = connect_table(server)
        when_active(table.meta.client, "links", "by-place")
        items = pages(table, "scan")
        for index in GLOBAL + LOCAL:
            names = [element["AttributeName"] for element in index["KeySchema"]]
            expected = [item for item in items if all(name in item for name in names)]
            found = pages(table, "scan", IndexName=index["IndexName"])
            assert sorted((item["site"], item["link"]) for item in found) == sorted(
                (item["site"], item["link"]) for item in expected), index["IndexName"]
    assert server.stop() == 0
    checked = server.check()
    assert checked.returncode == 0, checked.stdout + checked.stderr


def connect_table(server):
    return boto3.resource("dynamodb", **settings(server)).Table("links")
