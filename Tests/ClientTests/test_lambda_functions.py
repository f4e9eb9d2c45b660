"""Functions as boto3's `lambda` client lists, describes and invokes them."""

import json
import os
import subprocess

import boto3
import pytest
import requests
from botocore.exceptions import ClientError

from conftest import settings
from handlers import HandlerServer, table
from server import Server

PREFIX = "arn:aws:lambda:us-east-1:123456789012:function:"


@pytest.fixture(scope="module")
def functions():
    """A server with functions that answer, fail and never end, and with what is none."""
    running = HandlerServer().start()
    running.program("echo", "def handle(event):\n    return {'got': event, 'pid': os.getpid()}\n")
    running.program("silent", "def handle(event):\n    sys.exit(3)\n")
    running.program("slow", "def handle(event):\n    time.sleep(600)\n")
    running.executable("notes.txt", "no program", mode=0o644)
    running.executable("open-to-all", "#!/bin/sh\necho {}\n", mode=0o777)
    table(running, "source")
    # A handler with another program, and less time.
    running.add("quick", "source", executable="slow", timeout="1s", paused=True)
    yield running
    assert running.stop() == 0, running.log()
    assert running.children() == []
    running.remove()


@pytest.fixture(scope="module")
def client(functions):
    return boto3.client("lambda", **settings(functions))


def test_functions_are_listed_by_name_and_by_pages(client):
    pages = list(client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1}))
    assert [len(page["Functions"]) for page in pages] == [1, 1, 1, 1]
    found = [function for page in pages for function in page["Functions"]]
    assert [function["FunctionName"] for function in found] == ["echo", "quick", "silent", "slow"]
    assert found[0]["FunctionArn"] == PREFIX + "echo"
    assert client.list_functions()["Functions"] == found


@pytest.mark.parametrize("name", ["quick", PREFIX + "quick", "123456789012:function:quick"])
def test_a_function_is_described(client, name):
    described = client.get_function(FunctionName=name)["Configuration"]
    assert (described["FunctionName"], described["Handler"]) == ("quick", "slow")
    assert (described["Timeout"], described["MemorySize"]) == (1, 1024)
    assert (described["State"], described["Version"]) == ("Active", "$LATEST")
    alone = client.get_function_configuration(FunctionName=name)
    assert {**alone, "ResponseMetadata": None} == {**described, "ResponseMetadata": None}


@pytest.mark.parametrize("payload", [
    b'{"x": 1}', b'[1,\n 2,\r\n "\xc3\xa9\\n"]', b'"text"', b"", json.dumps("x" * 100_000).encode()])
def test_a_function_is_invoked_with_its_payload_and_answers(client, functions, payload):
    answer = client.invoke(FunctionName="echo", Payload=payload)
    assert answer["StatusCode"] == 200 and "FunctionError" not in answer
    assert answer["ExecutedVersion"] == "$LATEST"
    got = json.loads(answer["Payload"].read())
    assert got["got"] == json.loads(payload or b"{}")
    # Nothing of it stays.
    assert got["pid"] not in functions.children()


def test_a_function_that_fails_or_takes_too_long_is_a_function_error(client):
    for name, word in (("silent", "ended before it answered"), ("quick", "within 1 seconds")):
        answer = client.invoke(FunctionName=name)
        assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
        assert word in json.loads(answer["Payload"].read())["errorMessage"]


@pytest.mark.parametrize("name", ["nobody", "notes.txt", "open-to-all", PREFIX + "nobody"])
def test_what_may_not_run_is_no_function(client, name):
    for call in (client.get_function, client.invoke, client.get_function_configuration):
        with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
            call(FunctionName=name)
        assert "Function not found" in str(raised.value)


@pytest.mark.parametrize("name", ["../echo", "/bin/sh", "a b"])
def test_a_path_is_no_name_of_a_function(client, functions, name):
    with pytest.raises(ClientError) as raised:
        client.invoke(FunctionName=name)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] in (400, 404)


def test_invocations_of_other_kinds_are_refused_by_name_and_dry_runs_run_nothing(client):
    assert client.invoke(FunctionName="slow", InvocationType="DryRun")["StatusCode"] == 204
    with pytest.raises(client.exceptions.InvalidParameterValueException) as raised:
        client.invoke(FunctionName="echo", InvocationType="Event")
    assert "Event is not supported" in str(raised.value)
    with pytest.raises(client.exceptions.InvalidRequestContentException):
        client.invoke(FunctionName="echo", Payload=b"{")


def test_no_web_page_invokes_anything(functions):
    url = f"{functions.url}/2015-03-31/functions/echo/invocations"
    for origin in ("http://evil.example", "null", functions.url):
        assert requests.post(url, data="{}", headers={"Origin": origin}).status_code == 403
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        assert requests.post(url, data="{}", headers={"Content-Type": kind}).status_code == 415
    assert requests.get(url).status_code == 405


def test_other_operations_of_functions_are_refused(client):
    with pytest.raises(ClientError) as raised:
        client.delete_function(FunctionName="echo")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 405
    with pytest.raises(ClientError) as raised:
        client.get_policy(FunctionName="echo")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_a_server_without_handlers_has_no_functions():
    server = Server().start()
    try:
        client = boto3.client("lambda", **settings(server))
        assert client.list_functions()["Functions"] == []
        with pytest.raises(client.exceptions.ResourceNotFoundException) as raised:
            client.invoke(FunctionName="echo")
        assert "--handlers" in str(raised.value)
        assert server.stop() == 0
    finally:
        server.remove()


def test_the_aws_cli_invokes_a_function(functions, tmp_path):
    answer = tmp_path / "answer.json"
    done = subprocess.run(
        ["aws", "lambda", "invoke", "--endpoint-url", functions.url, "--region", "us-east-1",
         "--function-name", "echo", "--payload", '{"x": 1}', str(answer)],
        capture_output=True, text=True, timeout=60,
        env={"PATH": os.environ["PATH"], "AWS_ACCESS_KEY_ID": "x",
             "AWS_SECRET_ACCESS_KEY": "x", "HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert json.loads(answer.read_text())["got"] == {"x": 1}
