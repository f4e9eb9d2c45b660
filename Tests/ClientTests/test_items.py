from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary

EVERY_TYPE = {
    "pk": "all", "sk": "types", "s": "text", "empty": "", "n": Decimal("-12.340"), "b": Binary(b"\x00\xff"),
    "t": True, "f": False, "nothing": None, "l": [Decimal(1), "two", [None]], "m": {"a": {"b": Decimal(3)}},
    "ss": {"x", "y"}, "ns": {Decimal(1), Decimal("2.5")}, "bs": {Binary(b"a"), Binary(b"b")},
}


def test_every_type_comes_back_as_it_went(table):
    table.put_item(Item=EVERY_TYPE)
    assert table.get_item(Key={"pk": "all", "sk": "types"})["Item"] == EVERY_TYPE


def test_numbers_keep_38_digits(table):
    number = Decimal("1234567890123456789012345678.9012345678")
    table.put_item(Item={"pk": "n", "sk": "1", "n": number})
    table.update_item(
        Key={"pk": "n", "sk": "1"}, UpdateExpression="ADD n :d",
        ExpressionAttributeValues={":d": Decimal("0.0000000001")})
    sum = Decimal("1234567890123456789012345678.9012345679")
    assert table.get_item(Key={"pk": "n", "sk": "1"})["Item"]["n"] == sum


def test_a_missing_item_is_no_error(table):
    assert "Item" not in table.get_item(Key={"pk": "no", "sk": "no"})
    assert "Attributes" not in table.delete_item(Key={"pk": "no", "sk": "no"}, ReturnValues="ALL_OLD")


def test_an_update_answers_what_was_asked_for(table):
    key = {"pk": "u", "sk": "1"}
    table.put_item(Item={**key, "c": 1, "other": "x"})

    def add(returning):
        return table.update_item(
            Key=key, UpdateExpression="ADD c :one", ExpressionAttributeValues={":one": 1},
            ReturnValues=returning).get("Attributes")

    assert add("NONE") is None
    assert add("UPDATED_OLD") == {"c": 2}
    assert add("UPDATED_NEW") == {"c": 4}
    assert add("ALL_OLD") == {**key, "c": 4, "other": "x"}
    assert add("ALL_NEW") == {**key, "c": 6, "other": "x"}


def test_conditions_are_exceptions_with_the_item_when_asked(client, table):
    table.put_item(Item={"pk": "c", "sk": "1", "v": 1})
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as failure:
        table.put_item(
            Item={"pk": "c", "sk": "1", "v": 2}, ConditionExpression=Attr("pk").not_exists(),
            ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert failure.value.response["Item"]["v"] == {"N": "1"}
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        table.delete_item(Key={"pk": "c", "sk": "1"}, ConditionExpression=Attr("v").gt(1))
    table.delete_item(Key={"pk": "c", "sk": "1"}, ConditionExpression=Attr("v").eq(1))


def test_queries_page_forwards_and_backwards(client, table):
    with table.batch_writer() as batch:
        for number in range(250):
            batch.put_item(Item={"pk": "q", "sk": f"{number:04}", "n": number, "pad": "x" * 1000})
    pages = client.get_paginator("query").paginate(
        TableName=table.name, KeyConditionExpression="pk = :p AND sk BETWEEN :a AND :b",
        ExpressionAttributeValues={":p": {"S": "q"}, ":a": {"S": "0010"}, ":b": {"S": "0209"}},
        PaginationConfig={"PageSize": 17})
    found = [item["sk"]["S"] for page in pages for item in page["Items"]]
    assert found == [f"{number:04}" for number in range(10, 210)]
    last = table.query(KeyConditionExpression=Key("pk").eq("q"), ScanIndexForward=False, Limit=3)
    assert [item["n"] for item in last["Items"]] == [249, 248, 247]
    assert last["LastEvaluatedKey"] == {"pk": "q", "sk": "0247"}
    filtered = table.query(KeyConditionExpression=Key("pk").eq("q"), FilterExpression=Attr("n").lt(5))
    assert filtered["Count"] == 5 and filtered["ScannedCount"] == 250


def test_a_page_ends_at_one_megabyte(client, table):
    with table.batch_writer() as batch:
        for number in range(30):
            batch.put_item(Item={"pk": "big", "sk": f"{number:02}", "pad": "x" * 100_000})
    pages = list(client.get_paginator("query").paginate(
        TableName=table.name, KeyConditionExpression="pk = :p",
        ExpressionAttributeValues={":p": {"S": "big"}}))
    assert [len(page["Items"]) for page in pages] == [11, 11, 8]


def test_parallel_scan_segments_are_disjoint_and_complete(client, table):
    with table.batch_writer() as batch:
        for number in range(300):
            batch.put_item(Item={"pk": f"p{number}", "sk": "1"})
    found = []
    for segment in range(7):
        pages = client.get_paginator("scan").paginate(
            TableName=table.name, Segment=segment, TotalSegments=7, PaginationConfig={"PageSize": 13})
        found += [item["pk"]["S"] for page in pages for item in page["Items"]]
    assert sorted(found) == sorted(f"p{number}" for number in range(300))


def test_batches_read_and_write(client, resource, table):
    with table.batch_writer() as batch:
        for number in range(60):
            batch.put_item(Item={"pk": "b", "sk": f"{number}"})
    keys = [{"pk": "b", "sk": f"{number}"} for number in range(0, 120, 2)]
    answer = resource.batch_get_item(RequestItems={table.name: {"Keys": keys}})
    assert len(answer["Responses"][table.name]) == 30 and answer["UnprocessedKeys"] == {}
    with pytest.raises(client.exceptions.ClientError) as failure:
        client.batch_write_item(RequestItems={table.name: [
            {"DeleteRequest": {"Key": {"pk": {"S": "b"}, "sk": {"S": "1"}}}}] * 2})
    assert failure.value.response["Error"]["Code"] == "ValidationException"


def test_transactions_are_all_or_nothing(client, table):
    def put(number, **more):
        return {"Put": {"TableName": table.name, "Item": {"pk": {"S": "t"}, "sk": {"S": f"{number}"}}, **more}}

    client.transact_write_items(TransactItems=[put(1), put(2)])
    with pytest.raises(client.exceptions.TransactionCanceledException) as failure:
        client.transact_write_items(TransactItems=[
            put(3), put(1, ConditionExpression="attribute_not_exists(pk)"),
            put(2, ConditionExpression="attribute_not_exists(pk)")])
    codes = [reason["Code"] for reason in failure.value.response["CancellationReasons"]]
    assert codes == ["None", "ConditionalCheckFailed", "ConditionalCheckFailed"]
    answer = client.transact_get_items(TransactItems=[
        {"Get": {"TableName": table.name, "Key": {"pk": {"S": "t"}, "sk": {"S": f"{number}"}}}}
        for number in (1, 2, 3)])
    assert ["Item" in response for response in answer["Responses"]] == [True, True, False]


def test_a_repeated_transaction_counts_once(client, table):
    key = {"pk": {"S": "once"}, "sk": {"S": "1"}}

    def add(amount):
        client.transact_write_items(
            ClientRequestToken="token-" + table.name[:24],
            TransactItems=[{"Update": {
                "TableName": table.name, "Key": key, "UpdateExpression": "ADD c :n",
                "ExpressionAttributeValues": {":n": {"N": f"{amount}"}}}}])

    for _ in range(3):
        add(5)
    assert client.get_item(TableName=table.name, Key=key)["Item"]["c"] == {"N": "5"}
    with pytest.raises(client.exceptions.IdempotentParameterMismatchException):
        add(6)


def test_capacity_is_told_when_asked(client, table):
    item = {"pk": {"S": "cap"}, "sk": {"S": "1"}, "pad": {"S": "x" * 2500}}
    written = client.put_item(TableName=table.name, Item=item, ReturnConsumedCapacity="TOTAL")
    assert written["ConsumedCapacity"] == {"TableName": table.name, "CapacityUnits": 3.0}
    key = {"pk": item["pk"], "sk": item["sk"]}
    for consistent, units in ((True, 1.0), (False, 0.5)):
        read = client.get_item(
            TableName=table.name, Key=key, ConsistentRead=consistent, ReturnConsumedCapacity="TOTAL")
        assert read["ConsumedCapacity"]["CapacityUnits"] == units
