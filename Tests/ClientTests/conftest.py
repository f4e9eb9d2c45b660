"""What all tests share: one server for the session, and clients of it.

With QUIPU_ENDPOINT=https://dynamodb.eu-south-1.amazonaws.com the tests run against that server instead,
with the credentials and the region of the environment. What needs a server or a program of its own is
skipped, and what DynamoDB has not, unless the endpoint is a Quipu.
"""

import os
import uuid

import boto3
import pytest
from botocore.config import Config

import endpoint
from server import Server


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "own_program: runs the program that was built here, or looks at this machine")
    config.addinivalue_line("markers", "quipu_only: is about what DynamoDB does not have")


@pytest.fixture(autouse=True)
def elsewhere(request):
    if request.node.get_closest_marker("own_program"):
        endpoint.skip_if_elsewhere("this is about the program built here")
    if request.node.get_closest_marker("quipu_only"):
        endpoint.needs_quipu(request.getfixturevalue("server"))


@pytest.fixture(scope="session")
def server():
    if endpoint.URL:
        yield endpoint.Endpoint()
        return
    running = Server().start()
    yield running
    code = running.stop()
    log = running.log()
    checked = running.check()
    running.remove()
    assert code == 0, f"SIGTERM must end the server with 0, it was {code}:\n{log}"
    assert checked.returncode == 0, checked.stdout + checked.stderr


def settings(server):
    credentials = dict(aws_access_key_id="test", aws_secret_access_key="test")
    if endpoint.URL and boto3.Session().get_credentials() is not None:
        credentials = {}
    return dict(
        endpoint_url=server.url, region_name=os.environ.get("AWS_REGION", "us-east-1"),
        **credentials, config=Config(retries={"max_attempts": 3}, max_pool_connections=80))


def connect(server):
    return boto3.client("dynamodb", **settings(server))


@pytest.fixture(scope="session")
def client(server):
    return connect(server)


@pytest.fixture(scope="session")
def resource(server):
    return boto3.resource("dynamodb", **settings(server))


KEY_SCHEMA = [
    {"AttributeName": "pk", "KeyType": "HASH"},
    {"AttributeName": "sk", "KeyType": "RANGE"},
]
ATTRIBUTES = [
    {"AttributeName": "pk", "AttributeType": "S"},
    {"AttributeName": "sk", "AttributeType": "S"},
]


def create(resource, **more):
    table = resource.create_table(
        TableName="t" + uuid.uuid4().hex, KeySchema=KEY_SCHEMA, AttributeDefinitions=ATTRIBUTES,
        BillingMode="PAY_PER_REQUEST", **more)
    table.wait_until_exists()
    return table


@pytest.fixture
def table(resource):
    """A table of its own for one test, with string keys `pk` and `sk`."""
    made = create(resource)
    yield made
    made.delete()
    made.wait_until_not_exists()
