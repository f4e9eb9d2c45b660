import API
import DynamoDBAPI
import JSON
import Sketches
import Testing

@Suite("OBSERVE, ONCE and estimate over the API") struct ExtensionTests {
    private static let key = #""TableName":"simple","Key":{"p":{"S":"a"}}"#

    private func update(
        _ api: APIHarness, _ expression: String, values: String, _ rest: String = ""
    ) async -> Answer {
        await api.call(
            "UpdateItem",
            #"{\#(Self.key),"UpdateExpression":"\#(expression)","ExpressionAttributeValues":{\#(values)}\#(rest)}"#
        )
    }

    private func observe(_ api: APIHarness, _ value: String, _ rest: String = "") async -> Answer {
        await update(api, "OBSERVE u :v", values: #"":v":\#(value)"#, rest)
    }

    private func attributes(_ api: APIHarness) async -> String? {
        await api.call("GetItem", "{\(Self.key)}")["Item"]
    }

    private func base64(_ visitors: String...) -> String {
        var sketch = HLLSketch()
        for visitor in visitors { sketch.update(visitor) }
        return Base64.encode(sketch.encode())
    }

    @Test func `an observation makes the item, and answers are the sketch's bytes`() async throws {
        try await withAPI { api in
            #expect(await observe(api, #"{"S":"x"}"#).description == "200 {}")
            #expect(await attributes(api) == #"{"p":{"S":"a"},"u":{"B":"\#(base64("x"))"}}"#)
            let updated = await observe(api, #"{"S":"y"}"#, #","ReturnValues":"UPDATED_NEW""#)
            #expect(updated.body == #"{"Attributes":{"u":{"B":"\#(base64("x", "y"))"}}}"#)
            let old = await observe(api, #"{"S":"z"}"#, #","ReturnValues":"UPDATED_OLD""#)
            #expect(old.body == #"{"Attributes":{"u":{"B":"\#(base64("x", "y"))"}}}"#)
        }
    }

    @Test func `what is no sketch is an error of the request`() async throws {
        try await withAPI { api in
            _ = await update(api, "SET u = :v", values: #"":v":{"B":"AQID"}"#)
            #expect(
                await observe(api, #"{"S":"x"}"#).isValidation(
                    "An operand in the update expression has an incorrect data type"))
            #expect(
                await observe(api, #"{"BOOL":true}"#).isValidation(
                    "Invalid UpdateExpression: Incorrect operand type for operator or function; "
                        + "operator: OBSERVE, operand type: BOOLEAN"))
        }
    }

    @Test func `sketches are merged by a clause of their own`() async throws {
        try await withAPI { api in
            let whole = #"{"B":"\#(base64("x", "y", "z"))"}"#
            #expect(await observe(api, whole).status == 200)
            let one = await api.call(
                "GetItem", "{\(Self.key),\"ProjectionExpression\":\"estimate(u)\"}")
            #expect(one["Item"] == #"{"estimate(u)":{"N":"1"}}"#)
            let merged = await update(api, "MERGE w :v", values: #"":v":\#(whole)"#)
            #expect(merged.description == "200 {}")
            let damaged = #"{"B":"\#(Base64.encode(Array(HLLSketch().encode().dropLast())))"}"#
            for clause in ["OBSERVE", "MERGE"] {
                let answer = await update(api, "\(clause) w :v", values: #"":v":\#(damaged)"#)
                #expect(answer.error == "ValidationException")
                #expect(
                    answer.message?.hasSuffix(
                        "operator: \(clause), path: [w], attribute value: :v") == true)
            }
            let key = await update(api, "MERGE p :v", values: #"":v":\#(whole)"#)
            #expect(key.message?.contains("This attribute is part of the key") == true)
            _ = await update(api, "SET n = :v", values: #"":v":{"N":"1"}"#)
            let wrong = await update(api, "MERGE n :v", values: #"":v":\#(whole)"#)
            #expect(
                wrong.isValidation(
                    "An operand in the update expression has an incorrect data type; "
                        + "path: [n], operand type: NUMBER, expected: a sketch"))
        }
    }

    @Test func `a key attribute is no sketch`() async throws {
        try await withAPI { api in
            let answer = await update(api, "OBSERVE p :v", values: #"":v":{"S":"x"}"#)
            #expect(answer.message?.contains("This attribute is part of the key") == true)
        }
    }

    @Test func `an update with ONCE happens once and answers the same`() async throws {
        try await withAPI { api in
            func click() async -> String {
                await update(
                    api, "ADD c :one ONCE :id", values: #"":one":{"N":"1"},":id":{"S":"1"}"#,
                    #","ReturnValues":"ALL_NEW""#
                ).body
            }
            let first = await click()
            #expect(first == #"{"Attributes":{"c":{"N":"1"},"p":{"S":"a"}}}"#)
            #expect(await click() == first)
            #expect(await click() == first)
        }
    }

    @Test func `estimates decide conditions`() async throws {
        try await withAPI { api in
            _ = await observe(api, #"{"SS":["x","y","z"]}"#)
            func touch(_ limit: Int) async -> Answer {
                await update(
                    api, "SET t = :n", values: #"":n":{"N":"\#(limit)"}"#,
                    #","ConditionExpression":"estimate(u) < :n""#)
            }
            #expect(await touch(2).error == "ConditionalCheckFailedException")
            #expect(await touch(4).description == "200 {}")
            let delete = await api.call(
                "DeleteItem",
                #"{\#(Self.key),"ConditionExpression":"estimate(u) > :n","ExpressionAttributeValues":{":n":{"N":"5"}}}"#
            )
            #expect(delete.error == "ConditionalCheckFailedException")
            let put = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ConditionExpression":"estimate(u) > :n","ExpressionAttributeValues":{":n":{"N":"2"}}}"#
            )
            #expect(put.description == "200 {}")
        }
    }

    @Test func `estimates are shown by every call that projects`() async throws {
        try await withAPI { api in
            _ = await observe(api, #"{"S":"x"}"#)
            let shown = #"{"estimate(u)":{"N":"1"}}"#
            let projection = #""ProjectionExpression":"estimate(u)""#
            #expect(
                await api.call("GetItem", "{\(Self.key),\(projection)}")["Item"] == shown)
            let batch = await api.call(
                "BatchGetItem",
                #"{"RequestItems":{"simple":{"Keys":[{"p":{"S":"a"}}],\#(projection)}}}"#)
            #expect(batch["Responses"] == #"{"simple":[\#(shown)]}"#)
            let transaction = await api.call(
                "TransactGetItems", #"{"TransactItems":[{"Get":{\#(Self.key),\#(projection)}}]}"#)
            #expect(transaction["Responses"] == #"[{"Item":\#(shown)}]"#)
            let values = #""ExpressionAttributeValues":{":n":{"N":"1"}"#
            let scan = await api.call(
                "Scan",
                #"{"TableName":"simple",\#(projection),"FilterExpression":"estimate(u) >= :n",\#(values)}}"#
            )
            #expect(scan["Items"] == "[\(shown)]")
            let query = await api.call(
                "Query",
                #"{"TableName":"simple",\#(projection),"KeyConditionExpression":"p = :p","FilterExpression":"estimate(u) > :n",\#(values),":p":{"S":"a"}}}"#
            )
            #expect(query["Items"] == "[]")
            #expect(query["ScannedCount"] == "1")
        }
    }

    @Test func `fresh counts visitors in a transaction`() async throws {
        try await withAPI { api in
            func click(_ visitor: String) -> String {
                #"{"Update":{\#(Self.key),"UpdateExpression":"SET n = if_not_exists(n, :z) + fresh(u) OBSERVE u :v","ExpressionAttributeValues":{":z":{"N":"0"},":v":{"S":"\#(visitor)"}}}}"#
            }
            for visitor in ["x", "y", "x"] {
                let answer = await api.call(
                    "TransactWriteItems", #"{"TransactItems":[\#(click(visitor))]}"#)
                #expect(answer.description == "200 {}")
            }
            #expect(await attributes(api)?.contains(#""n":{"N":"2"}"#) == true)
        }
    }

    @Test func `one id in several actions of a transaction lets all of them happen, once`()
        async throws
    {
        try await withAPI { api in
            func click(_ key: String) -> String {
                #"{"Update":{"TableName":"simple","Key":{"p":{"S":"\#(key)"}},"UpdateExpression":"ADD c :one ONCE :id","ExpressionAttributeValues":{":one":{"N":"1"},":id":{"S":"request 7"}}}}"#
            }
            for _ in 0..<3 {
                let answer = await api.call(
                    "TransactWriteItems", #"{"TransactItems":[\#(click("a")),\#(click("b"))]}"#)
                #expect(answer.description == "200 {}")
            }
            let scan = await api.call("Scan", #"{"TableName":"simple","ProjectionExpression":"c"}"#)
            #expect(scan["Items"] == #"[{"c":{"N":"1"}},{"c":{"N":"1"}}]"#)
        }
    }
}

@Suite("Strict tables and servers") struct StrictTests {
    private static let syntaxError =
        #"Invalid UpdateExpression: Syntax error; token: "OBSERVE", near: "OBSERVE u""#

    private func observe(_ api: APIHarness, in table: String) async -> Answer {
        await api.call(
            "UpdateItem",
            #"{"TableName":"\#(table)","Key":{"p":{"S":"a"}},"UpdateExpression":"OBSERVE u :v","ExpressionAttributeValues":{":v":{"S":"x"}}}"#
        )
    }

    @Test func `a strict table knows DynamoDB's expressions only`() async throws {
        try await withAPI { api in
            let created = await api.create(
                "strict", #""Tags":[{"Key":"quipu:strict","Value":"on"}]"#)
            #expect(created.status == 200)
            #expect(await observe(api, in: "strict").isValidation(Self.syntaxError))
            let byARN = await observe(api, in: TableRequests.arn("strict"))
            #expect(byARN.isValidation(Self.syntaxError))
            #expect(await observe(api, in: "simple").description == "200 {}")
            let transaction = await api.call(
                "TransactWriteItems",
                #"{"TransactItems":[{"Update":{"TableName":"strict","Key":{"p":{"S":"a"}},"UpdateExpression":"OBSERVE u :v","ExpressionAttributeValues":{":v":{"S":"x"}}}}]}"#
            )
            #expect(transaction.isValidation(Self.syntaxError))
        }
    }

    @Test func `a strict server makes every table strict, in every call`() async throws {
        try await withAPI(settings: APISettings(strict: true)) { api in
            #expect(await observe(api, in: "simple").isValidation(Self.syntaxError))
            #expect(await observe(api, in: "missing").isValidation(Self.syntaxError))
            let table = #""TableName":"simple""#
            let key = #""Key":{"p":{"S":"a"}}"#
            let values = #""ExpressionAttributeValues":{":v":{"N":"1"}}"#
            for (operation, body) in [
                ("PutItem", #"{\#(table),"Item":{"p":{"S":"a"}},"ConditionExpression":"#),
                ("DeleteItem", #"{\#(table),\#(key),"ConditionExpression":"#),
                ("Scan", #"{\#(table),"FilterExpression":"#),
            ] {
                let answer = await api.call(operation, body + #""estimate(u) > :v",\#(values)}"#)
                #expect(
                    answer.message?.hasSuffix("Invalid function name; function: estimate") == true)
            }
            let message =
                "Invalid ProjectionExpression: Syntax error; token: \"(\", near: \"estimate(u\""
            let projection = #""ProjectionExpression":"estimate(u)""#
            for (operation, body) in [
                ("GetItem", "{\(table),\(key),\(projection)}"),
                ("Scan", "{\(table),\(projection)}"),
                (
                    "BatchGetItem",
                    #"{"RequestItems":{"simple":{"Keys":[{"p":{"S":"a"}}],\#(projection)}}}"#
                ),
                (
                    "TransactGetItems",
                    #"{"TransactItems":[{"Get":{\#(table),\#(key),\#(projection)}}]}"#
                ),
            ] {
                #expect(await api.call(operation, body).isValidation(message))
            }
        }
    }

    @Test func `a table that is missing is missed after its expressions are understood`()
        async throws
    {
        try await withAPI { api in
            #expect(await observe(api, in: "missing").error == "ResourceNotFoundException")
        }
    }
}
