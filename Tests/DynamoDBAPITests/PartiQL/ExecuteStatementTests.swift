import DynamoDBAPI
import JSON
import TestSupport
import Testing
import TransportSupport

@Suite("ExecuteStatement: writes") struct ExecuteStatementTests {
    private func item(_ api: APIHarness, _ key: String) async -> String? {
        await api.call("GetItem", #"{"TableName":"simple","Key":{"p":{"S":"\#(key)"}}}"#)["Item"]
    }

    @Test(arguments: Transport.allCases)
    func `an item is inserted, changed and deleted`(over transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let inserted = await api.execute("INSERT INTO \"simple\" VALUE {'p': 'a', 'n': 1}")
            #expect(inserted.description == #"200 {"Items":[]}"#)
            _ = await api.execute("UPDATE simple SET n = n + 1, m = {'x': [1]} WHERE p = 'a'")
            _ = await api.execute("UPDATE simple SET m.x[0] = 'y' REMOVE m.z WHERE p = 'a'")
            #expect(
                await item(api, "a")
                    == #"{"m":{"M":{"x":{"L":[{"S":"y"}]}}},"n":{"N":"2"},"p":{"S":"a"}}"#)
            let deleted = await api.execute("DELETE FROM simple WHERE p = 'a'")
            #expect(deleted.description == #"200 {"Items":[]}"#)
            #expect(await item(api, "a") == nil)
        }
    }

    @Test func `an item that exists is not inserted again`() async throws {
        try await withAPI { api in
            _ = await api.execute("INSERT INTO simple VALUE {'p': 'a', 'n': 1}")
            let again = await api.execute("INSERT INTO simple VALUE {'p': 'a', 'n': 2}")
            #expect(
                again.description
                    == #"400 {"__type":"com.amazonaws.dynamodb.v20120810#DuplicateItemException","message":"Duplicate primary key exists in table"}"#
            )
            #expect(await item(api, "a") == #"{"n":{"N":"1"},"p":{"S":"a"}}"#)
        }
    }

    @Test func `an update makes no item`() async throws {
        try await withAPI { api in
            for statement in [
                "UPDATE simple SET n = 1 WHERE p = 'a'",
                "UPDATE simple SET n = 1 WHERE p = 'a' AND attribute_not_exists(p)",
                "FROM simple WHERE p = 'a' SET n = 1",
            ] {
                #expect(await api.execute(statement).error == "ConditionalCheckFailedException")
            }
            #expect(await item(api, "a") == nil)
        }
    }

    @Test func `a condition that fails shows the item where that is asked for`() async throws {
        try await withAPI { api in
            _ = await api.execute("INSERT INTO simple VALUE {'p': 'a', 'n': 1}")
            let answer = await api.execute(
                "UPDATE simple SET n = 2 WHERE p = 'a' AND n = 5",
                #""ReturnValuesOnConditionCheckFailure":"ALL_OLD""#)
            #expect(answer.error == "ConditionalCheckFailedException")
            #expect(answer["Item"] == #"{"n":{"N":"1"},"p":{"S":"a"}}"#)
            let deletion = await api.execute("DELETE FROM simple WHERE p = 'a' AND n = 5")
            #expect(deletion.error == "ConditionalCheckFailedException")
        }
    }

    @Test func `deleting what is not there succeeds whatever is demanded of it`() async throws {
        try await withAPI { api in
            let answer = await api.execute(
                "DELETE FROM simple WHERE p = 'a' AND n = 5 RETURNING ALL OLD *")
            #expect(answer.description == #"200 {"Items":[]}"#)
        }
    }

    @Test func `what was asked for of the item goes back`() async throws {
        try await withAPI { api in
            _ = await api.execute("INSERT INTO simple VALUE {'p': 'a', 'n': 1, 'k': 'x'}")
            func update(_ returning: String) async -> String? {
                await api.execute(
                    "UPDATE simple SET n = n + 1 WHERE p = 'a' RETURNING \(returning) *")[
                        "Items"]
            }
            #expect(await update("MODIFIED OLD") == #"[{"n":{"N":"1"}}]"#)
            #expect(await update("MODIFIED NEW") == #"[{"n":{"N":"3"}}]"#)
            #expect(await update("ALL OLD") == #"[{"k":{"S":"x"},"n":{"N":"3"},"p":{"S":"a"}}]"#)
            #expect(await update("ALL NEW") == #"[{"k":{"S":"x"},"n":{"N":"5"},"p":{"S":"a"}}]"#)
            let removed = await api.execute(
                "UPDATE simple REMOVE n WHERE p = 'a' RETURNING MODIFIED NEW *")
            #expect(removed["Items"] == "[]")
            let deleted = await api.execute("DELETE FROM simple WHERE p = 'a' RETURNING ALL OLD *")
            #expect(deleted["Items"] == #"[{"k":{"S":"x"},"p":{"S":"a"}}]"#)
        }
    }

    @Test func `members go into sets and out of them`() async throws {
        try await withAPI { api in
            _ = await api.execute("INSERT INTO simple VALUE {'p': 'a', 's': <<'x'>>}")
            _ = await api.execute("UPDATE simple SET s = set_add(s, <<'y'>>) WHERE p = 'a'")
            _ = await api.execute("UPDATE simple SET s = set_delete(s, <<'x'>>) WHERE p = 'a'")
            #expect(await item(api, "a") == #"{"p":{"S":"a"},"s":{"SS":["y"]}}"#)
            let wrong = await api.execute("UPDATE simple SET s = set_add(s, <<1>>) WHERE p = 'a'")
            #expect(
                wrong.message
                    == "An operand in the update expression has an incorrect data type")
        }
    }

    @Test func `parameters stand for values`() async throws {
        try await withAPI { api in
            let answer = await api.execute(
                "INSERT INTO simple VALUE {'p': ?, 'b': ?}",
                #""Parameters":[{"S":"a"},{"B":"AQ=="}]"#)
            #expect(answer.status == 200)
            #expect(await item(api, "a") == #"{"b":{"B":"AQ=="},"p":{"S":"a"}}"#)
            let wrong = await api.execute(
                "UPDATE simple SET n = ? WHERE p = ?", #""Parameters":[{"N":"x"},{"S":"a"}]"#)
            #expect(
                wrong.message == "The parameter cannot be converted to a numeric value: x")
        }
    }

    @Test(arguments: [
        (
            "DELETE FROM simple WHERE n = 1",
            "Where clause does not contain a mandatory equality on all key attributes"
        ),
        (
            "DELETE FROM sorted WHERE p = 'a'",
            "Where clause does not contain a mandatory equality on all key attributes"
        ),
        (
            "FROM simple SET n = 1",
            "Where clause does not contain a mandatory equality on all key attributes"
        ),
        (
            "DELETE FROM simple WHERE p = 'a' AND p = 'b'",
            "Multiple conditions on same key p. Only single item Update/Insert/Delete are supported"
        ),
        (
            "DELETE FROM simple WHERE p = 1",
            "Key attribute's data type should match its data type in table's schema: Key p"
        ),
        (
            "INSERT INTO simple VALUE {'n': 1}",
            "Key attribute should be present in the item: Key p"
        ),
        (
            "EXISTS(SELECT * FROM simple WHERE p = 'a')",
            "EXISTS can only be used in ExecuteTransaction write requests."
        ),
        (
            "UPDATE simple SET p = 'b' WHERE p = 'a'",
            "One or more parameter values were invalid: "
                + "Cannot update attribute p. This attribute is part of the key"
        ),
    ])
    func `a write that names no item is refused`(statement: String, message: String) async throws {
        let answer = try await withAPIResult { await $0.execute(statement) }
        #expect(answer.error == "ValidationException")
        #expect(answer.message == message)
    }

    @Test func `a table that is not there is not found, after the statement was read`() async throws
    {
        try await withAPI { api in
            let missing = await api.execute("SELECT * FROM \"nothing\" WHERE p = 'x'")
            #expect(missing.error == "ResourceNotFoundException")
            #expect(missing.message == "Requested resource not found")
            #expect(
                await api.execute("SELECT * FROM \"nothing\" WHERE").error == "ValidationException")
        }
    }

    @Test func `capacity is that of the same call with expressions`() async throws {
        try await withAPI { api in
            let written = await api.execute(
                "INSERT INTO simple VALUE {'p': 'a'}", #""ReturnConsumedCapacity":"TOTAL""#)
            #expect(written["ConsumedCapacity"] == #"{"TableName":"simple","CapacityUnits":1.0}"#)
            let read = await api.execute(
                "SELECT * FROM simple WHERE p = 'a'", #""ReturnConsumedCapacity":"TOTAL""#)
            #expect(read["ConsumedCapacity"] == #"{"TableName":"simple","CapacityUnits":0.5}"#)
        }
    }
}
