"""Event source mappings as boto3's `lambda` client uses them."""

import time

import boto3
import pytest
from botocore.exceptions import ClientError

from conftest import create, settings
from handlers import NOTING, HandlerServer, until

ACCOUNT = "123456789012"
STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


@pytest.fixture(scope="module")
def functions():
    """A server whose handler directory has the functions `noting` and `other`."""
    running = HandlerServer().start()
    running.program("noting", NOTING.replace("sys.argv[1]", repr(running.notes_path())))
    running.program("other", "def handle(event):\n    pass\n")
    yield running
    code = running.stop()
    log = running.log()
    checked = running.check()
    running.remove()
    assert code == 0, log
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture(scope="module")
def client(functions):
    return boto3.client("lambda", **settings(functions))


@pytest.fixture(scope="module")
def resource(functions):
    return boto3.resource("dynamodb", **settings(functions))


@pytest.fixture
def streamed(resource):
    table = create(resource, StreamSpecification=STREAM)
    yield table
    table.delete()
    table.wait_until_not_exists()


@pytest.fixture
def made(client):
    """Makes mappings that are deleted in the end."""
    identifiers = []

    def make(table, function="noting", position="TRIM_HORIZON", **more):
        answer = client.create_event_source_mapping(
            EventSourceArn=table.latest_stream_arn, FunctionName=function,
            StartingPosition=position, **more)
        identifiers.append(answer["UUID"])
        return answer

    yield make
    for identifier in identifiers:
        try:
            client.delete_event_source_mapping(UUID=identifier)
        except client.exceptions.ResourceNotFoundException:
            pass


def test_a_mapping_is_made_described_changed_and_deleted(client, streamed, made):
    answer = made(streamed, Enabled=False)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert answer["State"] == "Creating"
    described = client.get_event_source_mapping(UUID=answer["UUID"])
    assert described["ResponseMetadata"]["HTTPStatusCode"] == 200
    expected = {
        "EventSourceArn": streamed.latest_stream_arn,
        "FunctionArn": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:noting",
        "State": "Disabled", "StateTransitionReason": "User action",
        "LastProcessingResult": "No records processed", "StartingPosition": "TRIM_HORIZON",
        "BatchSize": 100, "MaximumBatchingWindowInSeconds": 0, "ParallelizationFactor": 1,
        "TumblingWindowInSeconds": 0, "MaximumRetryAttempts": -1,
        "MaximumRecordAgeInSeconds": -1, "BisectBatchOnFunctionError": False,
        "FunctionResponseTypes": [], "DestinationConfig": {"OnFailure": {}},
    }
    assert {name: described[name] for name in expected} == expected
    assert abs(described["LastModified"].timestamp() - time.time()) < 600
    updated = client.update_event_source_mapping(
        UUID=answer["UUID"], BatchSize=7, MaximumRetryAttempts=2, BisectBatchOnFunctionError=True,
        MaximumRecordAgeInSeconds=60, ParallelizationFactor=2, MaximumBatchingWindowInSeconds=1,
        FunctionResponseTypes=["ReportBatchItemFailures"], FunctionName="other",
        FilterCriteria={"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]},
        DestinationConfig={"OnFailure": {"Destination": "file:failed"}})
    assert updated["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert updated["State"] == "Updating"
    described = client.get_event_source_mapping(UUID=answer["UUID"])
    assert described["BatchSize"] == 7
    assert described["FunctionArn"].endswith(":function:other")
    assert described["FilterCriteria"] == {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]}
    assert described["DestinationConfig"] == {"OnFailure": {"Destination": "file:failed"}}
    assert described["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    deleted = client.delete_event_source_mapping(UUID=answer["UUID"])
    assert deleted["ResponseMetadata"]["HTTPStatusCode"] == 202
    assert deleted["State"] == "Deleting"
    for call in (client.get_event_source_mapping, client.delete_event_source_mapping,
                 client.update_event_source_mapping):
        with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
            call(UUID=answer["UUID"])
        assert raised.value.response["Error"]["Message"] == (
            "The resource you requested does not exist.")


def test_a_mapping_delivers_what_its_filter_lets_through(functions, client, streamed, made):
    answer = made(
        streamed, FilterCriteria={"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]})
    keys = [f"{streamed.name}-{number}" for number in range(20)]
    for key in keys:
        streamed.put_item(Item={"pk": key, "sk": "x", "c": 1})
        streamed.put_item(Item={"pk": key, "sk": "x", "c": 2})
    streamed.put_item(Item={"pk": f"{streamed.name}-last", "sk": "x", "c": 1})

    def noted():
        return [note for note in functions.notes() if note["key"].startswith(streamed.name)]

    until(lambda: len(noted()) >= len(keys) + 1, "all insertions to be delivered", functions)
    assert {note["key"] for note in noted()} == {*keys, f"{streamed.name}-last"}
    assert {note["event"] for note in noted()} == {"INSERT"}
    until(
        lambda: client.get_event_source_mapping(UUID=answer["UUID"])["LastProcessingResult"] == "OK",
        "the result to be told", functions)


def test_a_disabled_mapping_waits_and_goes_on_where_it_was(functions, client, streamed, made):
    answer = made(streamed)
    disabled = client.update_event_source_mapping(UUID=answer["UUID"], Enabled=False)
    assert disabled["State"] == "Disabling"
    assert client.get_event_source_mapping(UUID=answer["UUID"])["State"] == "Disabled"
    key = f"{streamed.name}-late"
    streamed.put_item(Item={"pk": key, "sk": "x"})
    assert client.update_event_source_mapping(UUID=answer["UUID"], Enabled=True)["State"] == "Enabling"
    until(
        lambda: any(note["key"] == key for note in functions.notes()), "the late change", functions)


def test_mappings_are_listed_by_pages_streams_and_functions(client, resource, made):
    tables = [create(resource, StreamSpecification=STREAM) for _ in range(2)]
    for table in tables:
        made(table, "noting", Enabled=False)
        made(table, "other", Enabled=False)

    def pairs(**parameters):
        pages = client.get_paginator("list_event_source_mappings").paginate(
            PaginationConfig={"PageSize": 1}, **parameters)
        return {
            (mapping["EventSourceArn"], mapping["FunctionArn"].rpartition(":")[2])
            for page in pages for mapping in page["EventSourceMappings"]}

    arns = [table.latest_stream_arn for table in tables]
    everything = {(arn, name) for arn in arns for name in ("noting", "other")}
    assert everything <= pairs()
    assert pairs(EventSourceArn=arns[0]) == {pair for pair in everything if pair[0] == arns[0]}
    assert pairs(EventSourceArn=arns[1], FunctionName="other") == {(arns[1], "other")}
    assert {name for _, name in pairs(FunctionName="noting")} == {"noting"}
    assert pairs(FunctionName="nobody") == set()
    for table in tables:
        table.delete()


def test_a_second_mapping_of_a_function_and_a_stream_is_a_conflict(client, streamed, made):
    first = made(streamed)
    with pytest.raises(client.exceptions.ResourceConflictException) as raised:
        made(streamed, f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:noting")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert raised.value.response["Error"]["Message"] == (
        f'The event source arn (" {streamed.latest_stream_arn} ") and function (" noting ") '
        "provided mapping already exists. Please update or delete the existing mapping with UUID "
        + first["UUID"])
    made(streamed, "other")


@pytest.mark.parametrize("more, message", [
    ({"FunctionName": "nobody"}, "Function does not exist"),
    ({"FilterCriteria": {"Filters": [{"Pattern": "{"}]}}, "Invalid filter pattern definition."),
    ({"FilterCriteria": {"Filters": [{"Pattern": '{"eventName": "INSERT"}'}]}},
     "Invalid filter pattern definition."),
    ({"MaximumRecordAgeInSeconds": 30}, "MaximumRecordAgeInSeconds"),
    ({"DestinationConfig": {"OnFailure": {"Destination": "arn:aws:sqs:us-east-1:123456789012:q"}}},
     "is not on this server"),
    ({"DestinationConfig": {"OnFailure": {"Destination": "table:nobody"}}}, "no table called nobody"),
])
def test_what_cannot_be_is_an_invalid_parameter(client, streamed, more, message):
    parameters = {
        "EventSourceArn": streamed.latest_stream_arn, "FunctionName": "noting",
        "StartingPosition": "LATEST", **more}
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.create_event_source_mapping(**parameters)
    assert message in raised.value.response["Error"]["Message"]
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_an_unknown_stream_is_an_invalid_parameter(client, streamed):
    arn = streamed.latest_stream_arn[:-3] + "999x"
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.create_event_source_mapping(
            EventSourceArn=arn, FunctionName="noting", StartingPosition="LATEST")
    assert raised.value.response["Error"]["Message"] == f"Stream not found: {arn}"


def test_a_number_out_of_its_range_breaks_a_constraint(client, streamed):
    with pytest.raises(ClientError) as raised:
        client.create_event_source_mapping(
            EventSourceArn=streamed.latest_stream_arn, FunctionName="noting",
            StartingPosition="LATEST", BatchSize=10_001)
    assert raised.value.response["Error"]["Code"] == "ValidationException"
    assert "at 'batchSize'" in raised.value.response["Error"]["Message"]
