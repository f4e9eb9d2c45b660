import time

import pytest

from conftest import ATTRIBUTES, KEY_SCHEMA, create


def test_a_table_is_described_listed_and_deleted(client, resource):
    table = create(resource)
    description = client.describe_table(TableName=table.name)["Table"]
    assert description["TableStatus"] == "ACTIVE"
    assert description["KeySchema"] == KEY_SCHEMA
    assert sorted(a["AttributeName"] for a in description["AttributeDefinitions"]) == ["pk", "sk"]
    assert description["ItemCount"] == 0
    table.put_item(Item={"pk": "a", "sk": "b"})
    assert client.describe_table(TableName=table.name)["Table"]["ItemCount"] == 1
    assert client.describe_table(TableName=description["TableArn"])["Table"]["TableId"] == description["TableId"]
    listed = [name for page in client.get_paginator("list_tables").paginate() for name in page["TableNames"]]
    assert table.name in listed
    with pytest.raises(client.exceptions.ResourceInUseException):
        client.create_table(
            TableName=table.name, KeySchema=KEY_SCHEMA, AttributeDefinitions=ATTRIBUTES,
            BillingMode="PAY_PER_REQUEST")
    table.delete()
    table.wait_until_not_exists()
    for call in (client.describe_table, client.delete_table):
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            call(TableName=table.name)


def test_list_tables_pages(client, resource):
    made = sorted(create(resource).name for _ in range(5))
    pages = client.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 2})
    listed = [name for page in pages for name in page["TableNames"]]
    assert [name for name in listed if name in made] == made
    for name in made:
        client.delete_table(TableName=name)


def test_settings_change_and_protection_holds(client, resource):
    table = create(resource)
    client.update_table(
        TableName=table.name, BillingMode="PROVISIONED",
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 6})
    client.update_table(TableName=table.name, DeletionProtectionEnabled=True)
    description = client.describe_table(TableName=table.name)["Table"]
    assert description["ProvisionedThroughput"]["WriteCapacityUnits"] == 6
    assert description["DeletionProtectionEnabled"] is True
    with pytest.raises(client.exceptions.ClientError) as failure:
        table.delete()
    assert failure.value.response["Error"]["Code"] == "ValidationException"
    client.update_table(TableName=table.name, DeletionProtectionEnabled=False)
    table.delete()


def test_tags_come_and_go(client, resource):
    table = create(resource, Tags=[{"Key": "team", "Value": "links"}])
    arn = client.describe_table(TableName=table.name)["Table"]["TableArn"]

    def tags():
        listed = client.list_tags_of_resource(ResourceArn=arn)["Tags"]
        return {tag["Key"]: tag["Value"] for tag in listed}

    assert tags() == {"team": "links"}
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "test"}])
    client.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert tags() == {"stage": "test"}
    table.delete()


def test_time_to_live_hides_an_item_from_its_second_on(client, table):
    client.update_time_to_live(
        TableName=table.name, TimeToLiveSpecification={"AttributeName": "ends", "Enabled": True})
    described = client.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ends"}
    now = int(time.time())
    table.put_item(Item={"pk": "e", "sk": "past", "ends": now - 100})
    table.put_item(Item={"pk": "e", "sk": "future", "ends": now + 3600})
    assert "Item" not in table.get_item(Key={"pk": "e", "sk": "past"})
    assert "Item" in table.get_item(Key={"pk": "e", "sk": "future"})
    # The expired item does not stand in the way of a new one.
    table.put_item(
        Item={"pk": "e", "sk": "past", "v": 1}, ConditionExpression="attribute_not_exists(pk)")
    with pytest.raises(client.exceptions.ClientError):
        client.update_time_to_live(
            TableName=table.name, TimeToLiveSpecification={"AttributeName": "ends", "Enabled": True})


def test_limits_and_endpoints_answer(client, server):
    limits = client.describe_limits()
    assert limits["TableMaxReadCapacityUnits"] > 0
    endpoints = client.describe_endpoints()["Endpoints"]
    assert endpoints[0]["CachePeriodInMinutes"] == 1440
    assert server.host in endpoints[0]["Address"] or "amazonaws" in endpoints[0]["Address"]


def test_errors_name_what_was_wrong(client, table):
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_item(TableName="no-such-table", Key={"pk": {"S": "x"}})
    with pytest.raises(client.exceptions.ClientError) as failure:
        client.get_item(TableName=table.name, Key={"pk": {"S": "x"}})
    assert failure.value.response["Error"] == {
        "Code": "ValidationException", "Message": "The provided key element does not match the schema"}
    with pytest.raises(client.exceptions.ClientError) as failure:
        client.update_item(
            TableName=table.name, Key={"pk": {"S": "x"}, "sk": {"S": "y"}}, UpdateExpression="SET")
    assert "Syntax error" in failure.value.response["Error"]["Message"]
