"""kill -9 at random moments: every acknowledged write is there, exactly once, and none is half there."""

import http.client
import os
import random
import threading
import time
import uuid

from server import Connection, Server

KILLS = int(os.environ.get("QUIPU_KILLS", "50"))
TABLE = "crash"
HOT_KEYS = 5


def key(partition, sort):
    return {"pk": {"S": partition}, "sk": {"S": sort}}


class Worker(threading.Thread):
    """Writes until told to stop; retries blindly whatever ended without an answer."""

    def __init__(self, number, server, stopping):
        super().__init__(name=f"worker {number}", daemon=True)
        self.number = number
        self.random = random.Random(number)
        self.connection = Connection(server)
        self.stopping = stopping
        self.failure = None
        # Plain increments by hot key: acknowledged, and sent without an answer.
        self.acknowledged = [0] * HOT_KEYS
        self.unknown = [0] * HOT_KEYS
        # Increments under a token, retried until acknowledged: these must be exact.
        self.transfers = 0
        # Conditional puts that were acknowledged.
        self.puts = []

    def run(self):
        try:
            while not self.stopping.is_set():
                self.random.choice((self.increment, self.transfer, self.put))()
        except Exception as failure:  # Told by the test's own thread.
            self.failure = failure

    def increment(self):
        hot = self.random.randrange(HOT_KEYS)
        try:
            status, answer = self.connection.call("UpdateItem", {
                "TableName": TABLE, "Key": key("hot", f"{hot}"), "UpdateExpression": "ADD c :one",
                "ExpressionAttributeValues": {":one": {"N": "1"}}})
        except (OSError, http.client.HTTPException):
            self.unknown[hot] += 1
            time.sleep(0.01)
            return
        if status == 200:
            self.acknowledged[hot] += 1
        else:
            self.expect_retryable(status, answer)

    def transfer(self):
        """Two items in one transaction, under a token: once, both, however often it is sent."""
        update = {"TableName": TABLE, "UpdateExpression": "ADD c :one",
                  "ExpressionAttributeValues": {":one": {"N": "1"}}}
        request = {
            "ClientRequestToken": uuid.UUID(int=self.random.getrandbits(128)).hex,
            "TransactItems": [
                {"Update": {**update, "Key": key("pair", f"{self.number}/left")}},
                {"Update": {**update, "Key": key("pair", f"{self.number}/right")}}]}
        if self.until_answered("TransactWriteItems", request) is not None:
            self.transfers += 1

    def put(self):
        sort = f"{self.number}/{len(self.puts)}"
        request = {"TableName": TABLE, "Item": key("put", sort),
                   "ConditionExpression": "attribute_not_exists(pk)"}
        answer = self.until_answered("PutItem", request, fine=("ConditionalCheckFailedException",))
        if answer is not None:
            self.puts.append(sort)

    def until_answered(self, operation, request, fine=()):
        """Repeats one request until it is acknowledged. A refused repetition that is in `fine` says that
        an earlier attempt, whose answer was lost, had been applied. Gives up only at the very end."""
        attempts = 0
        while True:
            try:
                status, answer = self.connection.call(operation, request)
            except (OSError, http.client.HTTPException):
                attempts += 1
                time.sleep(0.01)
                continue
            if status == 200:
                return answer
            if attempts and answer.get("__type", "").endswith(tuple(fine)) and fine:
                return answer
            self.expect_retryable(status, answer)

    @staticmethod
    def expect_retryable(status, answer):
        assert status >= 500, f"refused: {status} {answer}"
        time.sleep(0.01)


def test_acknowledged_writes_survive_kill_9():
    seed = int(os.environ.get("QUIPU_SEED", random.SystemRandom().randrange(1 << 32)))
    print(f"seed {seed}")
    chance = random.Random(seed)
    # Short intervals, so that kills also hit checkpoints.
    server = Server("--recent-megabytes", "16", "--checkpoint-seconds", "1")
    try:
        server.start()
        Connection(server).must("CreateTable", {
            "TableName": TABLE, "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"},
                                     {"AttributeName": "sk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                          {"AttributeName": "sk", "KeyType": "RANGE"}]})
        stopping = threading.Event()
        workers = [Worker(number, server, stopping) for number in range(8)]
        for worker in workers:
            worker.start()
        for kill in range(KILLS):
            time.sleep(chance.uniform(0.02, 0.6))
            server.kill()
            if kill % 10 == 9:
                checked = server.check()
                assert checked.returncode == 0, checked.stdout + checked.stderr
            server.start()
        stopping.set()
        for worker in workers:
            worker.join(timeout=60)
            assert not worker.is_alive() and worker.failure is None, worker.failure
        verify(server, workers)
        assert server.stop() == 0, server.log()
        checked = server.check()
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        server.remove()


def verify(server, workers):
    connection = Connection(server)

    def count(partition, sort):
        item = connection.must("GetItem", {
            "TableName": TABLE, "Key": key(partition, sort), "ConsistentRead": True}).get("Item", {})
        return int(item.get("c", {"N": "0"})["N"])

    total = 0
    for hot in range(HOT_KEYS):
        acknowledged = sum(worker.acknowledged[hot] for worker in workers)
        unknown = sum(worker.unknown[hot] for worker in workers)
        found = count("hot", f"{hot}")
        assert acknowledged <= found <= acknowledged + unknown, (hot, acknowledged, unknown, found)
        total += acknowledged
    transfers = 0
    for worker in workers:
        left = count("pair", f"{worker.number}/left")
        right = count("pair", f"{worker.number}/right")
        assert left == right == worker.transfers, (left, right, worker.transfers)
        transfers += left
    puts = {sort for worker in workers for sort in worker.puts}
    found, start = set(), None
    while True:
        request = {"TableName": TABLE, "KeyConditionExpression": "pk = :p",
                   "ExpressionAttributeValues": {":p": {"S": "put"}}}
        if start:
            request["ExclusiveStartKey"] = start
        page = connection.must("Query", request)
        found |= {item["sk"]["S"] for item in page["Items"]}
        start = page.get("LastEvaluatedKey")
        if not start:
            break
    assert found == puts
    print(f"{KILLS} kills: {total} increments, {transfers} transactions, {len(puts)} puts acknowledged")
    assert total and transfers and puts
