"""What a table is said to be, as botocore's model of the service has it: every member is there that AWS's
answers have, of the kind and within the bounds that clients generate code for."""

import datetime
import re

import pytest
from botocore.exceptions import ClientError

from conftest import ATTRIBUTES, KEY_SCHEMA, create

TABLE_KINDS = {
    "on demand": {"BillingMode": "PAY_PER_REQUEST"},
    "ceilings": {
        "BillingMode": "PAY_PER_REQUEST",
        "OnDemandThroughput": {"MaxReadRequestUnits": 5, "MaxWriteRequestUnits": 6}},
    "provisioned": {
        "BillingMode": "PROVISIONED",
        "ProvisionedThroughput": {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}},
    "streamed": {
        "BillingMode": "PAY_PER_REQUEST", "TableClass": "STANDARD_INFREQUENT_ACCESS",
        "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}},
}
# What every table has at AWS, whatever it was made with.
ALWAYS = {
    "AttributeDefinitions", "TableName", "KeySchema", "TableStatus", "CreationDateTime",
    "ProvisionedThroughput", "TableSizeBytes", "ItemCount", "TableArn", "TableId",
    "DeletionProtectionEnabled", "WarmThroughput",
}
# botocore's model bounds this member by 1; AWS answers 0 as well.
UNBOUNDED = {"NumberOfDecreasesToday"}


def check(value, shape, path):
    """Holds a parsed answer to the shape that botocore knows."""
    kinds = {
        "string": str, "long": int, "integer": int, "boolean": bool, "list": list, "structure": dict,
        "timestamp": datetime.datetime, "map": dict}
    assert isinstance(value, kinds[shape.type_name]), path
    if shape.type_name == "structure":
        unknown = value.keys() - shape.members.keys() - {"ResponseMetadata"}
        assert not unknown, f"{path}: {unknown}"
        for name in shape.required_members:
            assert name in value, f"{path}.{name} is required"
        for name, member in shape.members.items():
            if name in value:
                check(value[name], member, f"{path}.{name}")
    elif shape.type_name == "list":
        for position, element in enumerate(value):
            check(element, shape.member, f"{path}[{position}]")
    elif shape.type_name == "string":
        # CHANGES is a view of our own; no table here has it.
        assert not shape.enum or value in shape.enum, f"{path}: {value}"
        pattern = shape.metadata.get("pattern")
        assert not pattern or re.fullmatch(pattern, value), f"{path}: {value}"
    if path.rsplit(".", 1)[-1] not in UNBOUNDED and shape.type_name in ("string", "long", "integer", "list"):
        size = value if isinstance(value, int) else len(value)
        assert shape.metadata.get("min", size) <= size <= shape.metadata.get("max", size), path


@pytest.mark.parametrize("kind", TABLE_KINDS)
def test_every_answer_about_a_table_fits_the_model(client, kind):
    model = client.meta.service_model
    name = "d" + kind.replace(" ", "-") + datetime.datetime.now().strftime("%H%M%S%f")
    made = client.create_table(
        TableName=name, KeySchema=KEY_SCHEMA, AttributeDefinitions=ATTRIBUTES, **TABLE_KINDS[kind])
    changed = client.update_table(TableName=name, TableClass="STANDARD")
    described = client.describe_table(TableName=name)
    deleted = client.delete_table(TableName=name)
    for operation, answer in (
            ("CreateTable", made), ("UpdateTable", changed), ("DescribeTable", described),
            ("DeleteTable", deleted)):
        check(answer, model.operation_model(operation).output_shape, operation)
    for table in (made["TableDescription"], changed["TableDescription"], described["Table"]):
        assert ALWAYS <= table.keys()
        warm = (5, 5) if kind == "provisioned" else (12000, 4000)
        assert table["WarmThroughput"] == {
            "ReadUnitsPerSecond": warm[0], "WriteUnitsPerSecond": warm[1], "Status": "ACTIVE"}
        assert ("BillingModeSummary" in table) == (kind != "provisioned")
        assert ("LatestStreamArn" in table) == (kind == "streamed")
        assert "SSEDescription" not in table


def test_features_that_nobody_has_set(client, resource):
    table = create(resource)
    model = client.meta.service_model
    for operation, call in (
            ("DescribeContinuousBackups", client.describe_continuous_backups),
            ("DescribeKinesisStreamingDestination", client.describe_kinesis_streaming_destination),
            ("DescribeContributorInsights", client.describe_contributor_insights)):
        check(call(TableName=table.name), model.operation_model(operation).output_shape, operation)
    arn = client.describe_table(TableName=table.name)["Table"]["TableArn"]
    with pytest.raises(client.exceptions.PolicyNotFoundException):
        client.get_resource_policy(ResourceArn=arn)
    client.delete_resource_policy(ResourceArn=arn)
    assert client.list_backups(TableName=table.name)["BackupSummaries"] == []
    table.delete()
    with pytest.raises(client.exceptions.TableNotFoundException):
        client.describe_continuous_backups(TableName=table.name)


def test_an_operation_that_is_missing_is_named(client):
    with pytest.raises(ClientError) as failure:
        client.create_backup(TableName="table", BackupName="backup")
    error = failure.value.response["Error"]
    assert error["Code"] == "UnknownOperationException"
    assert "CreateBackup" in error["Message"]


def test_what_is_not_there_is_refused_by_name(client):
    for name, value in (
            ("SSESpecification", {"Enabled": True}), ("ResourcePolicy", "{}"),
            ("GlobalTableSettingsReplicationMode", "ENABLED")):
        with pytest.raises(ClientError) as failure:
            client.create_table(
                TableName="refused", KeySchema=KEY_SCHEMA, AttributeDefinitions=ATTRIBUTES,
                BillingMode="PAY_PER_REQUEST", **{name: value})
        error = failure.value.response["Error"]
        assert error["Code"] == "ValidationException"
        assert name in error["Message"]


def test_warm_throughput_can_be_raised(client, resource):
    table = create(resource)
    client.update_table(TableName=table.name, WarmThroughput={"ReadUnitsPerSecond": 12001})
    warm = client.describe_table(TableName=table.name)["Table"]["WarmThroughput"]
    assert warm == {"ReadUnitsPerSecond": 12001, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"}
    table.delete()
