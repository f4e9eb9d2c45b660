import pytest
from boto3.dynamodb.types import TypeSerializer

serialize = TypeSerializer().serialize


def execute(client, statement, *parameters, **members):
    if parameters:
        members["Parameters"] = [serialize(parameter) for parameter in parameters]
    return client.execute_statement(Statement=statement, **members)


@pytest.fixture
def filled(client, table):
    """The table's quoted name, with ten items of one partition in it."""
    name = f'"{table.name}"'
    for number in range(10):
        execute(client, f"INSERT INTO {name} VALUE {{'pk': ?, 'sk': ?, 'n': ?}}", "a", f"s{number}", number)
    return name


def test_items_are_written_and_read_by_statements(client, table):
    name = f'"{table.name}"'
    execute(client, f"INSERT INTO {name} VALUE {{'pk': 'a', 'sk': 'b', 'm': {{'x': [1, 'two']}}, 's': <<'y'>>}}")
    execute(client, f"UPDATE {name} SET m.x[0] = m.x[0] + ? SET s = set_add(s, <<'z'>>) WHERE pk = 'a' AND sk = 'b'", 4)
    assert table.get_item(Key={"pk": "a", "sk": "b"})["Item"] == {
        "pk": "a", "sk": "b", "m": {"x": [5, "two"]}, "s": {"y", "z"}}
    with pytest.raises(client.exceptions.DuplicateItemException):
        execute(client, f"INSERT INTO {name} VALUE {{'pk': 'a', 'sk': 'b'}}")
    with pytest.raises(client.exceptions.ConditionalCheckFailedException) as failure:
        execute(
            client, f"UPDATE {name} SET n = 1 WHERE pk = 'a' AND sk = 'b' AND n = 5",
            ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert failure.value.response["Item"]["pk"] == {"S": "a"}
    gone = execute(client, f"DELETE FROM {name} WHERE pk = 'a' AND sk = 'b' RETURNING ALL OLD *")
    assert gone["Items"][0]["s"] == {"SS": ["y", "z"]}


def test_a_select_comes_in_pages(client, filled):
    statement = f"SELECT sk FROM {filled} WHERE pk = ? ORDER BY sk DESC"
    found, token = [], {}
    while True:
        page = execute(client, statement, "a", Limit=4, **token)
        found += [item["sk"]["S"] for item in page["Items"]]
        if "NextToken" not in page:
            break
        token = {"NextToken": page["NextToken"]}
    assert found == [f"s{number}" for number in reversed(range(10))]


def test_a_select_finds_what_its_condition_says(client, filled):
    def keys(condition, *parameters):
        answer = execute(client, f"SELECT * FROM {filled} WHERE {condition}", *parameters, ConsistentRead=True)
        return [item["sk"]["S"] for item in answer["Items"]]

    assert keys("pk = 'a' AND sk BETWEEN 's3' AND 's5'") == ["s3", "s4", "s5"]
    assert keys("pk = 'a' AND n IN [?, ?]", 2, 7) == ["s2", "s7"]
    assert keys("n > 7") == ["s8", "s9"]
    assert keys("pk = 'a' AND begins_with(sk, 's9')") == ["s9"]
    assert keys("pk = 'a' AND gone IS NOT MISSING") == []


def test_statements_come_in_batches(client, filled):
    answer = client.batch_execute_statement(Statements=[
        {"Statement": f"SELECT n FROM {filled} WHERE pk = 'a' AND sk = 's1'"},
        {"Statement": f"SELECT n FROM {filled} WHERE pk = 'a'"}])
    assert answer["Responses"][0]["Item"] == {"n": {"N": "1"}}
    assert answer["Responses"][1]["Error"]["Code"] == "ValidationError"
    answer = client.batch_execute_statement(Statements=[
        {"Statement": f"INSERT INTO {filled} VALUE {{'pk': 'a', 'sk': 's1'}}"},
        {"Statement": f"UPDATE {filled} SET n = n + 1 WHERE pk = 'a' AND sk = 's1' RETURNING MODIFIED NEW *"}])
    assert answer["Responses"][0]["Error"]["Code"] == "DuplicateItem"
    assert answer["Responses"][1]["Item"] == {"n": {"N": "2"}}


def test_statements_are_one_transaction(client, filled):
    def transact(*statements, **members):
        return client.execute_transaction(
            TransactStatements=[{"Statement": statement} for statement in statements], **members)

    add = f"UPDATE {filled} SET n = n + 1 WHERE pk = 'a' AND sk = 's1'"
    assert transact(add, ClientRequestToken="once")["Responses"] == []
    transact(add, ClientRequestToken="once")
    with pytest.raises(client.exceptions.TransactionCanceledException) as failure:
        transact(f"EXISTS(SELECT * FROM {filled} WHERE pk = 'a' AND sk = 's2' AND n = 0)", add)
    assert [reason["Code"] for reason in failure.value.response["CancellationReasons"]] == [
        "ConditionalCheckFailed", "None"]
    answer = transact(f"SELECT n FROM {filled} WHERE pk = 'a' AND sk = 's1'")
    assert answer["Responses"] == [{"Item": {"n": {"N": "2"}}}]
