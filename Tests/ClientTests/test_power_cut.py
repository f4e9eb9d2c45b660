"""Power cuts between any two writes of base and log: every acknowledged write is there, none is half there,
and `quipu check` finds nothing."""

import os
import random

import pytest

from crash_rig import CrashRig
from server import Connection

CUTS = int(os.environ.get("QUIPU_CUTS", "15"))
TABLE = "cut"
# Enough for a checkpoint or two, and the one at the stop.
WRITES = 2500


def key(text):
    return {"pk": {"S": text}}


def write(connection, number):
    """The counter and an item of its own, in one transaction: both or none."""
    connection.must("TransactWriteItems", {"TransactItems": [
        {"Update": {
            "TableName": TABLE, "Key": key("counter"), "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}}}},
        {"Put": {"TableName": TABLE, "Item": {
            **key(f"item-{number}"), "ends": {"N": f"{4_000_000_000 + number}"},
            "text": {"S": "x" * (number * 37 % 900)}}}}]})


def record():
    """A run whose writes are acknowledged one after the other, with how far the record was then."""
    rig = CrashRig("--checkpoint-seconds", "1", "--recent-megabytes", "16")
    rig.start()
    connection = Connection(rig)
    connection.must("CreateTable", {
        "TableName": TABLE, "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]})
    connection.must("UpdateTimeToLive", {
        "TableName": TABLE,
        "TimeToLiveSpecification": {"Enabled": True, "AttributeName": "ends"}})
    begun = rig.recorded
    acknowledged = []
    for number in range(1, WRITES + 1):
        write(connection, number)
        acknowledged.append(rig.recorded)
    assert rig.stop() == 0, rig.log()
    return rig, begun, acknowledged


def verify(rig, acknowledged):
    rig.start()
    connection = Connection(rig)
    item = connection.must("GetItem", {"TableName": TABLE, "Key": key("counter")}).get("Item")
    count = int(item["n"]["N"]) if item else 0
    # One more may have been on its way.
    assert acknowledged <= count <= acknowledged + 1, (acknowledged, count)
    found = set()
    request = {"TableName": TABLE, "ProjectionExpression": "pk"}
    while True:
        page = connection.must("Scan", request)
        found |= {item["pk"]["S"] for item in page["Items"]}
        if "LastEvaluatedKey" not in page:
            break
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
    assert found - {"counter"} == {f"item-{number}" for number in range(1, count + 1)}
    # It goes on from here.
    write(connection, count + 1)
    assert rig.stop() == 0, rig.log()


def moments(recording, begun):
    """Where cuts are worth their time: within base, which only checkpoints write, and within the log."""
    base = [moment for moment in recording.moments("base/data.mdb") if moment > begun]
    log = [moment for moment in recording.moments("log/") if moment > begun]
    assert len(base) > 30, "too few checkpoints"
    return base, log


def test_base_and_log_survive_a_power_cut_between_any_two_writes():
    seed = int(os.environ.get("QUIPU_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"seed {seed}")
    chance = random.Random(seed)
    rig, begun, acknowledged = record()
    try:
        recording = rig.recording()
        base, log = moments(recording, begun)
        # Nearly all at base, as the log's own tests cut it at every byte.
        chosen = [chance.choice(base if number % 4 else log) for number in range(CUTS)]
        for number, moment in enumerate(sorted(chosen)):
            kept = (0.0, 0.5, 1.0)[number % 3]
            rig.set_up(recording.at(moment, lambda: chance.random() < kept))
            promised = sum(end <= moment for end in acknowledged)
            try:
                checked = rig.check()
                assert checked.returncode == 0, checked.stdout + checked.stderr
                verify(rig, promised)
                checked = rig.check()
                assert checked.returncode == 0, checked.stdout + checked.stderr
            except Exception as failure:
                raise AssertionError(
                    f"seed {seed}, cut {number} at {moment}, of the rest {kept} kept") from failure
    finally:
        rig.remove()


def test_a_disk_that_forgets_what_it_synced_is_noticed():
    rig, begun, acknowledged = record()
    try:
        recording = rig.recording()
        base, _ = moments(recording, begun)
        rig.set_up(recording.at(base[-1], lambda: False, heeds_syncs=False))
        with pytest.raises((AssertionError, RuntimeError)):
            verify(rig, sum(end <= base[-1] for end in acknowledged))
    finally:
        rig.remove()
