"""What AWS says to requests around tables that are wrong: texts that it was seen to send, as it sends them.

Clients of its SDKs match on these sentences."""

import uuid

import boto3
import pytest
from botocore.config import Config

from conftest import settings

NULL = "Member must not be null"
NAME = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
INVALID = "One or more parameter values were invalid: "
ALONE = " must be the only operation in the request"
TOO_MANY_TAGS = "Number of Tags exceed the current limit for the provided ResourceArn"
TABLE_CLASS = (
    "Invalid table-class parameter provided. Please try again with a valid table-class value: "
    "[STANDARD, STANDARD_INFREQUENT_ACCESS].")
NEEDS_PURPOSE = (
    "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, "
    "SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, "
    "MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is "
    "required")
VIEWS = "[OLD_IMAGE, KEYS_ONLY, NEW_AND_OLD_IMAGES, NEW_IMAGE]"
KEY = [{"AttributeName": "pk", "KeyType": "HASH"}]
ATTRIBUTES = [{"AttributeName": "pk", "AttributeType": "S"}]


def length(least):
    return f"Member must have length greater than or equal to {least}"


def number(least):
    return f"Member must have value greater than or equal to {least}"


def one_of(*names):
    return f"Member must satisfy enum value set: [{', '.join(names)}]"


def broken(*faults):
    """AWS's message about faults, each of which is a value, a member's path and what it must be."""
    listed = "; ".join(
        f"Value {value} at '{path}' failed to satisfy constraint: {demand}" for value, path, demand in faults)
    return f"{len(faults)} validation error{'s' if len(faults) > 1 else ''} detected: {listed}"


CREATE_TABLE = [
    ({"TableName": "ab"}, broken(("'ab'", "tableName", length(3)))),
    ({"TableName": ""}, broken(("''", "tableName", length(3)), ("''", "tableName", NAME))),
    ({"KeySchema": []}, broken(("'[]'", "keySchema", length(1)))),
    ({"KeySchema": KEY * 3}, broken((
        "'[" + ", ".join(["KeySchemaElement(attributeName=pk, keyType=HASH)"] * 3) + "]'", "keySchema",
        "Member must have length less than or equal to 2"))),
    ({"KeySchema": [{}]}, broken(
        ("null", "keySchema.1.member.attributeName", NULL), ("null", "keySchema.1.member.keyType", NULL))),
    ({"AttributeDefinitions": [{}]}, broken(
        ("null", "attributeDefinitions.1.member.attributeType", NULL),
        ("null", "attributeDefinitions.1.member.attributeName", NULL))),
    ({"BillingMode": ""}, broken(("''", "billingMode", one_of("PROVISIONED", "PAY_PER_REQUEST")))),
    ({"ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}}, broken(
        ("'0'", "provisionedThroughput.writeCapacityUnits", number(1)),
        ("'0'", "provisionedThroughput.readCapacityUnits", number(1)))),
    ({"SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": ""}},
     broken(("''", "sSESpecification.kMSMasterKeyId", length(1)))),
    ({"SSESpecification": {"Enabled": False, "SSEType": "KMS"}},
     INVALID + "SSEType can not be specified if Enabled is false"),
    ({"StreamSpecification": {"StreamEnabled": True, "StreamViewType": ""}}, broken(
        ("''", "streamSpecification.streamViewType", f"Member must satisfy enum value set: {VIEWS}"))),
    ({"StreamSpecification": {"StreamEnabled": True}},
     INVALID + "Table is being created with a stream enabled, UpdateViewType is required"),
    ({"TableClass": "BEST"}, TABLE_CLASS),
    ({"Tags": [{}]}, "The Tag Key provided is invalid, Key: null"),
    ({"Tags": [{"Key": "aws:foo", "Value": "x"}]}, "Tag Key cannot be prefixed with aws:, Key: aws:foo"),
    ({"Tags": [{"Key": f"k{i}", "Value": "x"} for i in range(51)]}, TOO_MANY_TAGS),
]

UPDATE_TABLE = [
    ({}, NEEDS_PURPOSE),
    ({"AttributeDefinitions": ATTRIBUTES}, NEEDS_PURPOSE),
    ({"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": ""}], "DeletionProtectionEnabled": True},
     broken(("''", "attributeDefinitions.1.member.attributeType", one_of("B", "N", "S")))),
    ({"ReplicaUpdates": []}, broken(("'[]'", "replicaUpdates", length(1)))),
    ({"ReplicaUpdates": [{"Update": {}}]},
     broken(("null", "replicaUpdates.1.member.update.regionName", NULL))),
    ({"ProvisionedThroughput": {"ReadCapacityUnits": 4}},
     broken(("null", "provisionedThroughput.writeCapacityUnits", NULL))),
    ({"OnDemandThroughput": {"MaxReadRequestUnits": 0, "MaxWriteRequestUnits": 0}},
     INVALID + "Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range"),
    ({"WarmThroughput": {"ReadUnitsPerSecond": 0}},
     INVALID + "Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current "
     "WarmThroughput, decreasing WarmThroughput is not supported"),
    ({"TableClass": "BEST"}, TABLE_CLASS),
    ({"StreamSpecification": {}}, broken(("null", "streamSpecification.streamEnabled", NULL))),
    ({"DeletionProtectionEnabled": True, "SSESpecification": {"Enabled": False}},
     f"{INVALID}Server-Side Encryption modification{ALONE}"),
    ({"DeletionProtectionEnabled": True, "TableClass": "STANDARD"},
     f"{INVALID}TableClass modification{ALONE}"),
    ({"DeletionProtectionEnabled": True, "BillingMode": "PAY_PER_REQUEST"},
     f"{INVALID}DeletionProtection modification{ALONE}"),
    ({"WarmThroughput": {"ReadUnitsPerSecond": 12001}, "BillingMode": "PAY_PER_REQUEST"},
     f"{INVALID}WarmThroughput{ALONE}"),
]

OTHERS = [
    ("DescribeTable", {"TableName": ""}, broken(("''", "tableName", length(3)), ("''", "tableName", NAME))),
    ("ListTables", {"ExclusiveStartTableName": ""}, broken(
        ("''", "exclusiveStartTableName", NAME), ("''", "exclusiveStartTableName", length(3)))),
    ("ListTables", {"Limit": 0}, broken(("'0'", "limit", number(1)))),
    ("ListBackups", {"Limit": 0}, broken(("'0'", "limit", number(1)))),
    ("UpdateTimeToLive", {"TimeToLiveSpecification": {}}, broken(
        ("null", "timeToLiveSpecification.attributeName", NULL),
        ("null", "timeToLiveSpecification.enabled", NULL))),
    ("UpdateTimeToLive", {"TimeToLiveSpecification": {"AttributeName": "", "Enabled": True}},
     broken(("''", "timeToLiveSpecification.attributeName", length(1)))),
    ("UpdateContinuousBackups", {"PointInTimeRecoverySpecification": {}}, broken(
        ("null", "pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled", NULL))),
    ("UpdateContinuousBackups",
     {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 0}},
     broken(("'0'", "pointInTimeRecoverySpecification.recoveryPeriodInDays", number(1)))),
    ("UpdateContributorInsights", {"ContributorInsightsAction": ""},
     broken(("''", "contributorInsightsAction", one_of("ENABLE", "DISABLE")))),
    ("UpdateContributorInsights", {"ContributorInsightsAction": "DISABLE", "ContributorInsightsMode": ""},
     broken(("''", "contributorInsightsMode", one_of("THROTTLED_KEYS", "ACCESSED_AND_THROTTLED_KEYS")))),
    ("UpdateContributorInsights", {"ContributorInsightsAction": "DISABLE", "IndexName": ""},
     "IndexName must be at least 3 characters long and at most 255 characters long"),
    ("EnableKinesisStreamingDestination", {"StreamArn": ""}, broken(("''", "streamArn", length(37)))),
]

TAGS = [
    ("TagResource", {"Tags": []}, "Atleast one Tag needs to be provided as Input."),
    ("TagResource", {"Tags": [{"Key": "a"}]}, "The Tag Value provided is invalid, Value: null"),
    ("TagResource", {"Tags": [{"Key": "a", "Value": "100%"}]},
     "The Tag Value provided is invalid, Value: 100%"),
    ("TagResource", {"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]},
     "Duplicate Tag Keys provided as input: Duplicate Tag Key found a"),
    ("UntagResource", {"TagKeys": []}, "Atleast one Tag Key needs to be provided as Input."),
    ("UntagResource", {"TagKeys": [""]}, "The Tag Key provided is invalid, Key: "),
    ("UntagResource", {"TagKeys": [f"k{i}" for i in range(51)]}, TOO_MANY_TAGS),
    ("DeleteResourcePolicy", {"ExpectedRevisionId": ""}, broken(("''", "expectedRevisionId", length(1)))),
    ("ListTagsOfResource", {"ResourceArn": "table"}, INVALID + "ARNs must start with 'arn:': table"),
]


@pytest.fixture(scope="module")
def blunt(server):
    """A client that sends what its own checks would not let through."""
    return boto3.client("dynamodb", **{**settings(server), "config": Config(
        parameter_validation=False, retries={"max_attempts": 1})})


@pytest.fixture(scope="module")
def described(client):
    name = "messages" + uuid.uuid4().hex
    client.create_table(
        TableName=name, KeySchema=KEY, AttributeDefinitions=ATTRIBUTES, BillingMode="PAY_PER_REQUEST")
    client.get_waiter("table_exists").wait(TableName=name)
    yield client.describe_table(TableName=name)["Table"]
    client.delete_table(TableName=name)


def refusal(client, operation, parameters):
    with pytest.raises(client.exceptions.ClientError) as failure:
        client._make_api_call(operation, parameters)
    error = failure.value.response["Error"]
    assert error["Code"] == "ValidationException", error
    return error["Message"]


@pytest.mark.parametrize("members, message", CREATE_TABLE)
def test_create_table(blunt, members, message):
    sound = {
        "TableName": "never" + uuid.uuid4().hex, "KeySchema": KEY, "AttributeDefinitions": ATTRIBUTES,
        "BillingMode": "PAY_PER_REQUEST"}
    assert refusal(blunt, "CreateTable", {**sound, **members}) == message


@pytest.mark.parametrize("members, message", UPDATE_TABLE)
def test_update_table(blunt, described, members, message):
    assert refusal(blunt, "UpdateTable", {"TableName": described["TableName"], **members}) == message


@pytest.mark.parametrize("operation, members, message", OTHERS)
def test_other_operations(blunt, described, operation, members, message):
    parameters = members if operation.startswith("List") else {"TableName": described["TableName"], **members}
    assert refusal(blunt, operation, parameters) == message


@pytest.mark.parametrize("operation, members, message", TAGS)
def test_tags_and_policies(blunt, described, operation, members, message):
    parameters = {"ResourceArn": described["TableArn"], **members}
    assert refusal(blunt, operation, parameters) == message
