import uuid

import boto3
import pytest
from botocore.config import Config

from server import Server


@pytest.fixture(scope="session")
def server():
    running = Server().start()
    yield running
    code = running.stop()
    log = running.log()
    checked = running.check()
    running.remove()
    assert code == 0, f"SIGTERM must end the server with 0, it was {code}:\n{log}"
    assert checked.returncode == 0, checked.stdout + checked.stderr


def settings(server):
    return dict(
        endpoint_url=server.url, region_name="us-east-1", aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"max_attempts": 3}, max_pool_connections=80))


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
