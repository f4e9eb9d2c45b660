import json
import os
import subprocess
import sys
import uuid

import endpoint


def aws(server, *arguments, expect=0):
    """Runs the AWS CLI that is installed beside this Python against the server."""
    command = os.path.join(os.path.dirname(sys.executable), "aws")
    made_up = dict(
        AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="us-east-1",
        AWS_EC2_METADATA_DISABLED="true")
    # Against a server elsewhere, what the environment says comes first.
    environment = (
        {**made_up, **os.environ} if endpoint.URL else {**os.environ, **made_up}) | {"AWS_PAGER": ""}
    done = subprocess.run(
        [command, "dynamodb", "--endpoint-url", server.url, "--output", "json", *arguments],
        capture_output=True, text=True, env=environment, timeout=120)
    assert done.returncode == expect, done.stdout + done.stderr
    if expect:
        return done.stderr
    return json.loads(done.stdout) if done.stdout.strip() else {}


def test_the_command_line_of_aws_works_unchanged(server):
    name = "cli" + uuid.uuid4().hex[:8]
    aws(server, "create-table", "--table-name", name, "--billing-mode", "PAY_PER_REQUEST",
        "--attribute-definitions", "AttributeName=pk,AttributeType=S",
        "--key-schema", "AttributeName=pk,KeyType=HASH")
    aws(server, "wait", "table-exists", "--table-name", name)
    aws(server, "put-item", "--table-name", name, "--item", '{"pk":{"S":"a"},"n":{"N":"1"}}')
    updated = aws(
        server, "update-item", "--table-name", name, "--key", '{"pk":{"S":"a"}}',
        "--update-expression", "ADD n :d", "--expression-attribute-values", '{":d":{"N":"41"}}',
        "--return-values", "ALL_NEW")
    assert updated["Attributes"]["n"] == {"N": "42"}
    scanned = aws(server, "scan", "--table-name", name)
    assert scanned["Count"] == 1
    refused = aws(
        server, "put-item", "--table-name", name, "--item", '{"pk":{"S":"a"}}',
        "--condition-expression", "attribute_not_exists(pk)", expect=255)
    assert "ConditionalCheckFailedException" in refused
    aws(server, "delete-table", "--table-name", name)
    assert name not in aws(server, "list-tables")["TableNames"]
