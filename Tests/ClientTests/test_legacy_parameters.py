"""The parameters from before expressions, as boto3 sends them."""

from decimal import Decimal

import pytest
from botocore.exceptions import ClientError


def equal(value):
    return {"ComparisonOperator": "EQ", "AttributeValueList": [value]}


@pytest.fixture
def rows(table):
    for number in range(6):
        table.put_item(Item={"pk": "old", "sk": f"{number}", "n": number, "tags": {"all", f"t{number % 2}"}})
    return table


def test_updates_put_add_and_delete(table):
    key = {"pk": "old", "sk": "update"}

    def update(**updates):
        return table.update_item(Key=key, AttributeUpdates=updates, ReturnValues="ALL_NEW")["Attributes"]

    assert update(n={"Action": "ADD", "Value": 2}, l={"Action": "ADD", "Value": [1]}) == {**key, "n": 2, "l": [1]}
    assert update(l={"Action": "ADD", "Value": ["two"]}, n={"Action": "DELETE"}) == {**key, "l": [1, "two"]}
    assert update(l={"Value": {"a", "b"}}) == {**key, "l": {"a", "b"}}
    assert update(l={"Action": "DELETE", "Value": {"a"}}) == {**key, "l": {"b"}}
    with pytest.raises(ClientError, match="Type mismatch for attribute to update"):
        update(l={"Action": "ADD", "Value": Decimal(1)})


def test_a_lost_update_is_noticed(client, table):
    key = {"pk": "old", "sk": "version"}
    table.put_item(Item={**key, "version": 1}, Expected={"pk": {"Exists": False}})
    change = {"version": {"Action": "ADD", "Value": 1}}
    table.update_item(Key=key, AttributeUpdates=change, Expected={"version": {"Value": 1}})
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        table.update_item(Key=key, AttributeUpdates=change, Expected={"version": {"Value": 1}})
    with pytest.raises(client.exceptions.ConditionalCheckFailedException):
        table.delete_item(Key=key, Expected={"version": {"ComparisonOperator": "GT", "AttributeValueList": [2]}})
    table.delete_item(
        Key=key, ConditionalOperator="OR",
        Expected={"version": equal(7), "other": {"ComparisonOperator": "NULL"}})
    assert "Item" not in table.get_item(Key=key)


def test_a_query_reads_a_range_filters_and_projects(rows):
    page = rows.query(
        KeyConditions={"pk": equal("old"), "sk": {"ComparisonOperator": "BETWEEN", "AttributeValueList": ["1", "4"]}},
        QueryFilter={"tags": {"ComparisonOperator": "CONTAINS", "AttributeValueList": ["t0"]}},
        AttributesToGet=["n"], ScanIndexForward=False)
    assert page["Items"] == [{"n": 4}, {"n": 2}]
    assert page["ScannedCount"] == 4


def test_a_query_is_read_page_by_page(client, rows):
    pages = client.get_paginator("query").paginate(
        TableName=rows.name, PaginationConfig={"PageSize": 2},
        KeyConditions={"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "old"}]},
                       "sk": {"ComparisonOperator": "LE", "AttributeValueList": [{"S": "5"}]}})
    assert [item["n"]["N"] for page in pages for item in page["Items"]] == list("012345")


def test_a_scan_filters(rows):
    found = rows.scan(
        ScanFilter={"n": {"ComparisonOperator": "IN", "AttributeValueList": [1, 3]}, "pk": equal("old")},
        AttributesToGet=["sk"])["Items"]
    assert sorted(item["sk"] for item in found) == ["1", "3"]


def test_old_and_new_do_not_mix(table):
    with pytest.raises(ClientError, match="Can not use both expression and non-expression parameters"):
        table.get_item(Key={"pk": "a", "sk": "b"}, AttributesToGet=["a"], ProjectionExpression="a")
