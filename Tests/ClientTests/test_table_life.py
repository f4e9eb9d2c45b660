"""A table from its creation to its end as infrastructure tools drive it: what Terraform's aws_dynamodb_table
calls when it creates, reads, updates and destroys one, each change in a call of its own."""

import uuid

import pytest


class Deployment:
    """One table, with the calls of a tool that manages it."""

    def __init__(self, client, **settings):
        self.client = client
        self.name = "life" + uuid.uuid4().hex
        self.client.create_table(
            TableName=self.name,
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
            AttributeDefinitions=[
                {"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
            **settings)
        self.wait()

    def wait(self):
        self.client.get_waiter("table_exists").wait(
            TableName=self.name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
        described = self.client.describe_table(TableName=self.name)["Table"]
        assert described["TableStatus"] == "ACTIVE"
        # Terraform waits for this as well.
        assert described["WarmThroughput"]["Status"] == "ACTIVE"

    def update(self, **change):
        self.client.update_table(TableName=self.name, **change)
        self.wait()
        return self.read()

    def read(self):
        """What a refresh sees, in one mapping."""
        table = self.client.describe_table(TableName=self.name)["Table"]
        backups = self.client.describe_continuous_backups(TableName=self.name)
        recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
        life = self.client.describe_time_to_live(TableName=self.name)["TimeToLiveDescription"]
        tags = self.client.list_tags_of_resource(ResourceArn=table["TableArn"])
        assert "NextToken" not in tags
        return {
            "mode": table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"),
            "units": (
                table["ProvisionedThroughput"]["ReadCapacityUnits"],
                table["ProvisionedThroughput"]["WriteCapacityUnits"]),
            "ceilings": table.get("OnDemandThroughput"),
            "class": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
            "protected": table["DeletionProtectionEnabled"],
            "stream": table.get("StreamSpecification", {}).get("StreamViewType"),
            "stream arn": table.get("LatestStreamArn"),
            "encryption": table.get("SSEDescription"),
            "replicas": table.get("Replicas", []),
            "recovery": recovery["PointInTimeRecoveryStatus"],
            "expiry": life.get("AttributeName"),
            "tags": {tag["Key"]: tag["Value"] for tag in tags["Tags"]},
            "arn": table["TableArn"], "id": table["TableId"],
        }


def differences(before, after):
    return {key: after[key] for key in before if before[key] != after[key]}


def test_terraform_s_cycle_each_change_alone(client):
    table = Deployment(
        client, BillingMode="PROVISIONED", TableClass="STANDARD", DeletionProtectionEnabled=True,
        ProvisionedThroughput={"ReadCapacityUnits": 2, "WriteCapacityUnits": 3},
        Tags=[{"Key": "team", "Value": "links"}])
    first = seen = table.read()
    assert seen["units"] == (2, 3) and seen["protected"] and seen["tags"] == {"team": "links"}
    assert seen["encryption"] is None and seen["recovery"] == "DISABLED" and seen["expiry"] is None
    assert table.read() == seen, "a second refresh sees what the first one saw"
    for change, expected in (
            ({"ProvisionedThroughput": {"ReadCapacityUnits": 4, "WriteCapacityUnits": 3}},
             {"units": (4, 3)}),
            ({"BillingMode": "PAY_PER_REQUEST"}, {"mode": "PAY_PER_REQUEST", "units": (0, 0)}),
            ({"OnDemandThroughput": {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 5}},
             {"ceilings": {"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 5}}),
            ({"OnDemandThroughput": {"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1}},
             {"ceilings": None}),
            ({"TableClass": "STANDARD_INFREQUENT_ACCESS"}, {"class": "STANDARD_INFREQUENT_ACCESS"}),
            ({"WarmThroughput": {"ReadUnitsPerSecond": 13000, "WriteUnitsPerSecond": 5000}}, {}),
            ({"BillingMode": "PROVISIONED",
              "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}},
             {"mode": "PROVISIONED", "units": (1, 1)}),
            ({"DeletionProtectionEnabled": False}, {"protected": False})):
        after = table.update(**change)
        assert differences(seen, after) == expected, change
        seen = after
    assert (seen["arn"], seen["id"]) == (first["arn"], first["id"]), "it is the same table still"
    client.delete_table(TableName=table.name)
    client.get_waiter("table_not_exists").wait(
        TableName=table.name, WaiterConfig={"Delay": 1, "MaxAttempts": 20})


def test_streams_tags_and_expiry_come_and_go(client):
    table = Deployment(client, BillingMode="PAY_PER_REQUEST")
    arn = table.read()["arn"]
    streamed = table.update(
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"})
    assert streamed["stream"] == "NEW_AND_OLD_IMAGES" and streamed["stream arn"].startswith(arn)
    stopped = table.update(StreamSpecification={"StreamEnabled": False})
    assert stopped["stream"] is None and stopped["stream arn"] == streamed["stream arn"]
    again = table.update(StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"})
    assert again["stream arn"] != streamed["stream arn"]

    # Terraform takes tags away before it adds others.
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "stage", "Value": "a"}, {"Key": "team", "Value": "b"}])
    client.untag_resource(ResourceArn=arn, TagKeys=["stage", "never-there"])
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "c"}])
    assert table.read()["tags"] == {"team": "c"}

    expiry = {"AttributeName": "ends", "Enabled": True}
    answer = client.update_time_to_live(TableName=table.name, TimeToLiveSpecification=expiry)
    assert answer["TimeToLiveSpecification"] == expiry
    assert table.read()["expiry"] == "ends"
    client.delete_table(TableName=table.name)


def test_what_nobody_switched_on_can_be_switched_off(client):
    table = Deployment(client, BillingMode="PAY_PER_REQUEST")
    before = table.read()
    off = client.update_continuous_backups(
        TableName=table.name,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": False})
    recovery = off["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    assert recovery == {"PointInTimeRecoveryStatus": "DISABLED"}
    disabled = client.update_contributor_insights(
        TableName=table.name, ContributorInsightsAction="DISABLE")
    assert disabled["ContributorInsightsStatus"] == "DISABLED"
    client.delete_resource_policy(ResourceArn=before["arn"])
    assert table.read() == before
    client.delete_table(TableName=table.name)


@pytest.mark.quipu_only
def test_what_is_not_there_is_never_claimed(client):
    table = Deployment(client, BillingMode="PAY_PER_REQUEST")
    before = table.read()
    for call in (
            lambda: client.update_table(TableName=table.name, SSESpecification={"Enabled": True}),
            lambda: client.update_continuous_backups(
                TableName=table.name,
                PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}),
            lambda: client.update_contributor_insights(
                TableName=table.name, ContributorInsightsAction="ENABLE"),
            lambda: client.enable_kinesis_streaming_destination(
                TableName=table.name,
                StreamArn="arn:aws:kinesis:us-east-1:123456789012:stream/changes"),
            lambda: client.put_resource_policy(ResourceArn=before["arn"], Policy="{}")):
        with pytest.raises(client.exceptions.ClientError) as failure:
            call()
        error = failure.value.response["Error"]
        assert error["Code"] == "ValidationException"
        assert "not supported by this version of Quipu" in error["Message"]
    assert table.read() == before
    client.delete_table(TableName=table.name)
