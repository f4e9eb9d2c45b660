from concurrent.futures import ThreadPoolExecutor


def test_64_threads_on_one_item_count_exactly(table):
    """20 000 increments of one hot item, from 64 threads, lose and double nothing."""
    key = {"pk": "hot", "sk": "A#"}

    def increment(_):
        table.update_item(
            Key=key, UpdateExpression="ADD c :one", ExpressionAttributeValues={":one": 1})

    with ThreadPoolExecutor(64) as pool:
        for _ in pool.map(increment, range(20_000)):
            pass
    assert table.get_item(Key=key, ConsistentRead=True)["Item"]["c"] == 20_000
