"""OBSERVE, MERGE, ONCE, estimate and fresh as an application uses them: through boto3, in expressions."""

import json
import re
import uuid
from decimal import Decimal

import boto3
import datasketches
import pytest
from boto3.dynamodb.conditions import Key
from boto3.dynamodb.types import Binary

from conftest import create, settings
from native import Native
from server import ROOT, Server

pytestmark = pytest.mark.quipu_only

LINK = {"pk": "link", "sk": "1"}


def sketch_of(visitors, lg_k=12):
    made = datasketches.hll_sketch(lg_k)
    for visitor in visitors:
        made.update(visitor)
    return made


def estimate_of(value):
    return datasketches.hll_sketch.deserialize(bytes(value)).get_estimate()


def observe(table, value, key=LINK, **more):
    return table.update_item(
        Key=key, UpdateExpression="OBSERVE u :v", ExpressionAttributeValues={":v": value}, **more)


def merge(table, value, key=LINK):
    return table.update_item(
        Key=key, UpdateExpression="MERGE u :s", ExpressionAttributeValues={":s": value})


def read(table, key=LINK, **more):
    return table.get_item(Key=key, **more).get("Item")


@pytest.mark.parametrize("value, visitors", [
    ("visitor", ["visitor"]),
    (Decimal(42), [42]),
    (Decimal("-7"), [-7]),
    (Decimal("1.5"), ["1.5"]),
    (Binary("b\u00fctes".encode()), ["b\u00fctes"]),
    ({"a", "b", "c"}, ["a", "b", "c"]),
    ({Decimal(1), Decimal(2)}, [1, 2]),
    ({Binary(b"a"), Binary("\u00e9".encode())}, ["a", "\u00e9"]),
])
def test_visitors_of_every_type_are_those_of_other_libraries(table, value, visitors):
    attributes = observe(table, value, ReturnValues="UPDATED_NEW")["Attributes"]
    assert list(attributes) == ["u"]
    assert estimate_of(attributes["u"]) == pytest.approx(len(visitors))
    union = datasketches.hll_union(12)
    union.update(datasketches.hll_sketch.deserialize(bytes(attributes["u"])))
    union.update(sketch_of(visitors))
    assert union.get_estimate() == pytest.approx(len(visitors))


def test_a_sketch_of_another_library_is_merged_and_read_back_equal(table):
    theirs = sketch_of(range(50_000))
    merge(table, theirs.serialize_compact())
    stored = bytes(read(table)["u"])
    assert stored == theirs.serialize_compact() or estimate_of(stored) == theirs.get_estimate()
    more = sketch_of(range(40_000, 90_000))
    merge(table, more.serialize_updatable())
    union = datasketches.hll_union(12)
    union.update(theirs)
    union.update(more)
    assert estimate_of(read(table)["u"]) == pytest.approx(union.get_estimate(), rel=1e-12)
    merge(table, {more.serialize_compact()})
    assert estimate_of(read(table)["u"]) == pytest.approx(union.get_estimate(), rel=1e-12)


@pytest.mark.parametrize("clause", ["OBSERVE", "MERGE"])
def test_a_damaged_sketch_is_refused(client, table, clause):
    whole = sketch_of(range(50_000)).serialize_compact()
    with pytest.raises(client.exceptions.ClientError, match=rf"operator: {clause}, path: \[u\]"):
        table.update_item(
            Key=LINK, UpdateExpression=f"{clause} u :v",
            ExpressionAttributeValues={":v": whole[:-1]})
    assert read(table) is None


def test_a_whole_sketch_is_one_visitor_to_observe(table):
    observe(table, sketch_of(range(50_000)).serialize_compact())
    assert estimate_of(read(table)["u"]) == pytest.approx(1)


def test_visitors_one_by_one_give_the_estimate_of_other_libraries(table):
    for start in range(0, 3000, 500):
        observe(table, {f"v{number}" for number in range(start, start + 500)})
    theirs = sketch_of(f"v{number}" for number in range(3000))
    assert estimate_of(read(table)["u"]) == pytest.approx(theirs.get_estimate(), rel=0.03)


def test_a_binary_attribute_that_an_application_put_is_a_sketch_too(table):
    table.put_item(Item={**LINK, "u": Binary(sketch_of(["a", "b"]).serialize_compact())})
    observe(table, "c")
    assert estimate_of(read(table)["u"]) == pytest.approx(3)


def test_what_is_no_sketch_is_refused(client, table):
    table.put_item(Item={**LINK, "u": "text"})
    with pytest.raises(client.exceptions.ClientError, match="incorrect data type"):
        observe(table, "a")


def test_an_update_with_once_may_be_sent_again(table):
    def click(returning):
        return table.update_item(
            Key=LINK, UpdateExpression="ADD c :one OBSERVE u :v ONCE :id",
            ExpressionAttributeValues={":one": 1, ":v": "visitor", ":id": "request-1"},
            ReturnValues=returning)

    first = click("ALL_NEW")["Attributes"]
    assert first["c"] == 1
    assert click("ALL_NEW")["Attributes"] == first
    assert click("UPDATED_NEW")["Attributes"] == {"c": 1, "u": first["u"]}
    table.update_item(
        Key=LINK, UpdateExpression="ADD c :one ONCE :id",
        ExpressionAttributeValues={":one": 1, ":id": "request-2"})
    assert read(table)["c"] == 2


def test_one_id_in_several_actions_of_a_transaction_applies_all_of_them_once(client, table):
    def action(sort):
        return {"Update": {
            "TableName": table.name, "Key": {"pk": {"S": "t"}, "sk": {"S": sort}},
            "UpdateExpression": "ADD c :one ONCE :id",
            "ExpressionAttributeValues": {":one": {"N": "1"}, ":id": {"S": "request"}}}}

    for _ in range(3):
        client.transact_write_items(TransactItems=[action("a"), action("b"), action("c")])
    items = table.query(KeyConditionExpression=Key("pk").eq("t"))["Items"]
    assert [item["c"] for item in items] == [1, 1, 1]
    # Alone, the same id stands for something else.
    with pytest.raises(client.exceptions.TransactionCanceledException) as error:
        client.transact_write_items(TransactItems=[action("d")])
    [reason] = error.value.response["CancellationReasons"]
    assert reason["Code"] == "ValidationError" and "The id after ONCE was used" in reason["Message"]
    assert read(table, {"pk": "t", "sk": "d"}) is None


def test_estimates_stand_in_conditions_filters_and_projections(client, table):
    for link in range(1, 6):
        observe(table, {f"v{number}" for number in range(link)}, {"pk": "l", "sk": str(link)})

    def limit(most):
        table.update_item(
            Key={"pk": "l", "sk": "5"}, UpdateExpression="SET closed = :most",
            ConditionExpression="estimate(u) < :most", ExpressionAttributeValues={":most": most})

    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        limit(4)
    limit(6)

    many = dict(FilterExpression="estimate(u) BETWEEN :a AND :b", ProjectionExpression="sk, estimate(u)")
    bounds = {":a": Decimal("2.5"), ":b": Decimal("4.5")}
    found = table.query(
        KeyConditionExpression="pk = :p", ExpressionAttributeValues={":p": "l", **bounds}, **many)
    assert [item["sk"] for item in found["Items"]] == ["3", "4"]
    for item in found["Items"]:
        assert set(item) == {"sk", "estimate(u)"}
        assert float(item["estimate(u)"]) == pytest.approx(int(item["sk"]))
    scanned = table.scan(ExpressionAttributeValues=bounds, **many)
    assert sorted(scanned["Items"], key=lambda item: item["sk"]) == found["Items"]

    one = read(table, {"pk": "l", "sk": "2"}, ProjectionExpression="estimate(#u)",
               ExpressionAttributeNames={"#u": "u"})
    assert float(one["estimate(u)"]) == pytest.approx(2)


def test_fresh_counts_uniques_and_clicks_at_once(table):
    for visitor in ["a", "b", "a", "c", "b", "a", "d"]:
        table.update_item(
            Key=LINK,
            UpdateExpression="SET uniques = if_not_exists(uniques, :zero) + fresh(u) "
                             "ADD clicks :one OBSERVE u :v",
            ExpressionAttributeValues={":zero": 0, ":one": 1, ":v": visitor})
    item = read(table)
    assert item["uniques"] == 4
    assert item["clicks"] == 7


def test_fresh_of_what_is_not_observed_is_refused(client, table):
    with pytest.raises(client.exceptions.ClientError, match="needs a path that OBSERVE or MERGE updates"):
        table.update_item(
            Key=LINK, UpdateExpression="SET f = fresh(w) OBSERVE u :v",
            ExpressionAttributeValues={":v": 1})


def test_sketches_lie_inside_maps(table):
    table.put_item(Item={**LINK, "stats": {"n": 1}})
    table.update_item(
        Key=LINK, UpdateExpression="OBSERVE stats.visitors :v",
        ExpressionAttributeValues={":v": {"a", "b"}})
    stats = read(table)["stats"]
    assert stats["n"] == 1
    assert estimate_of(stats["visitors"]) == pytest.approx(2)


def test_an_id_that_was_used_for_another_update_is_refused(client, table):
    def add(count, key=LINK):
        table.update_item(
            Key=key, UpdateExpression="ADD c :n ONCE :id",
            ExpressionAttributeValues={":n": count, ":id": "click-1"})

    add(1)
    add(1)
    for other in [lambda: add(2), lambda: add(1, {"pk": "link", "sk": "2"})]:
        with pytest.raises(client.exceptions.ClientError, match="The id after ONCE was used") as error:
            other()
        assert error.value.response["Error"]["Code"] == "ValidationException"
    assert read(table)["c"] == 1
    assert read(table, {"pk": "link", "sk": "2"}) is None


def test_a_declared_sketch_stays_one_whoever_writes(client, resource, server):
    clicks = Native(server, "t" + uuid.uuid4().hex)
    clicks.define(json.loads((ROOT / "Schemas/examples/clicks.json").read_text()))
    table = resource.Table(clicks.table)
    bucket = {"pk": "L#x", "sk": "A#"}
    name = table.name
    writes = [
        lambda: table.put_item(Item={**bucket, "u": "no sketch"}),
        lambda: table.update_item(
            Key=bucket, UpdateExpression="SET u = :v", ExpressionAttributeValues={":v": 1}),
        lambda: table.update_item(
            Key=bucket, UpdateExpression="SET c = :v", ExpressionAttributeValues={":v": "one"}),
        lambda: resource.batch_write_item(
            RequestItems={name: [{"PutRequest": {"Item": {**bucket, "c": {"a"}}}}]}),
        lambda: resource.meta.client.transact_write_items(
            TransactItems=[{"Put": {"TableName": name, "Item": {**bucket, "u": b"bytes"}}}]),
    ]
    for write in writes:
        with pytest.raises(client.exceptions.ClientError) as error:
            write()
        assert re.search("is declared as a (sketch|counter)", json.dumps(error.value.response))
    assert "Item" not in table.get_item(Key=bucket)
    # What is no bucket of a series is the application's own.
    table.put_item(Item={"pk": "L#x", "sk": "note", "u": "text"})
    clicks.delete()


def refuses_sketches(client, table):
    for call in [
        lambda: observe(table, "a"),
        lambda: table.update_item(
            Key=LINK, UpdateExpression="ADD c :one ONCE :id",
            ExpressionAttributeValues={":one": 1, ":id": "x"}),
    ]:
        with pytest.raises(client.exceptions.ClientError, match="Syntax error; token"):
            call()
    with pytest.raises(client.exceptions.ClientError, match="Invalid function name; function: estimate"):
        table.scan(FilterExpression="estimate(u) > :n", ExpressionAttributeValues={":n": 1})


def test_a_strict_table_has_none_of_it(client, resource):
    table = create(resource, Tags=[{"Key": "quipu:strict", "Value": "on"}])
    try:
        refuses_sketches(client, table)
        client.untag_resource(ResourceArn=table.table_arn, TagKeys=["quipu:strict"])
        observe(table, "a")
    finally:
        table.delete()


def test_a_strict_server_has_none_of_it():
    server = Server("--strict").start()
    try:
        options = settings(server)
        client = boto3.client("dynamodb", **options)
        refuses_sketches(client, create(boto3.resource("dynamodb", **options)))
        assert server.stop() == 0
    finally:
        server.remove()
