import DynamoDBAPI
import Testing
import TransportSupport
import Values

@Suite("PutItem") struct PutItemTests {
    @Test(arguments: Transport.allCases)
    func `a put replaces the whole item and answers nothing`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            for item in [#"{"p":{"S":"a"},"x":{"N":"1"}}"#, #"{"p":{"S":"a"},"y":{"N":"2"}}"#] {
                let answer = await api.call("PutItem", #"{"TableName":"simple","Item":\#(item)}"#)
                #expect(answer.description == "200 {}")
            }
            let answer = await api.call("GetItem", #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#)
            #expect(answer.body == #"{"Item":{"p":{"S":"a"},"y":{"N":"2"}}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `ALL_OLD returns what was there and nothing when nothing was`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            let body = #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ReturnValues":"ALL_OLD"}"#
            #expect(await api.call("PutItem", body).body == "{}")
            #expect(await api.call("PutItem", body).body == #"{"Attributes":{"p":{"S":"a"}}}"#)
        }
    }

    @Test(arguments: Transport.allCases, ["ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"])
    func `other return values are not for puts`(transport: Transport, value: String) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "PutItem",
                #"{"TableName":"missing","Item":{"p":{"S":"a"}},"ReturnValues":"\#(value)"}"#)
            #expect(answer.error == "ValidationException")
            #expect(answer.message == "ReturnValues can only be ALL_OLD or NONE")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a failed condition changes nothing and shows the item only when asked`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"},"x":{"N":"1"}}}"#)
            func put(_ extra: String) async -> Answer {
                await api.call(
                    "PutItem",
                    #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ConditionExpression":"attribute_not_exists(p)"\#(extra)}"#
                )
            }
            let plain = await put("")
            #expect(plain.status == 400)
            #expect(
                plain.body
                    == #"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}"#
            )
            let shown = await put(#","ReturnValuesOnConditionCheckFailure":"ALL_OLD""#)
            #expect(shown["Item"] == #"{"p":{"S":"a"},"x":{"N":"1"}}"#)
            let item = await api.call("GetItem", #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#)
            #expect(item["Item"] == #"{"p":{"S":"a"},"x":{"N":"1"}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a condition that fails on nothing shows no item`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ConditionExpression":"attribute_exists(p)","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}"#
            )
            #expect(answer.error == "ConditionalCheckFailedException")
            #expect(answer["Item"] == nil)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a table that does not exist is not found`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "PutItem", #"{"TableName":"missing","Item":{"p":{"S":"a"}}}"#)
            #expect(
                answer.body
                    == #"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}"#
            )
        }
    }

    @Test(arguments: Transport.allCases)
    func `a table may be named by its ARN`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "PutItem",
                #"{"TableName":"arn:aws:dynamodb:us-east-1:123456789012:table/simple","Item":{"p":{"S":"a"}}}"#
            )
            #expect(answer.body == "{}")
        }
    }

    @Test(arguments: [
        (
            #"{"c":{"N":"1"}}"#,
            "One or more parameter values were invalid: Missing the key p in the item"
        ),
        (
            #"{"p":{"S":"a"}}"#,
            "One or more parameter values were invalid: Missing the key c in the item"
        ),
        (
            #"{"p":{"N":"1"},"c":{"N":"1"}}"#,
            "One or more parameter values were invalid: Type mismatch for key p expected: S actual: N"
        ),
        (
            #"{"p":{"S":"a"},"c":{"SS":["x"]}}"#,
            "One or more parameter values were invalid: Type mismatch for key c expected: N actual: SS"
        ),
        (
            #"{"p":{"S":""},"c":{"N":"1"}}"#,
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
                + "cannot contain an empty string value. Key: p"
        ),
    ])
    func `a key that does not fit is refused`(item: String, message: String) async throws {
        try await withAPI { api in
            let answer = await api.call("PutItem", #"{"TableName":"sorted","Item":\#(item)}"#)
            #expect(answer.error == "ValidationException")
            #expect(answer.message == message)
        }
    }

    @Test(arguments: Transport.allCases)
    func `keys end at 2048 and 1024 bytes`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            try await api.createTable("binary", partition: .string, sort: .string)
            func put(_ partition: Int, _ sort: Int) async -> Answer {
                let p = String(repeating: "p", count: partition)
                let c = String(repeating: "c", count: sort)
                return await api.call(
                    "PutItem",
                    #"{"TableName":"binary","Item":{"p":{"S":"\#(p)"},"c":{"S":"\#(c)"}}}"#)
            }
            #expect(await put(2048, 1024).status == 200)
            #expect(
                await put(2049, 1).message
                    == "One or more parameter values were invalid: "
                    + "Size of hashkey has exceeded the maximum size limit of2048 bytes")
            #expect(
                await put(1, 1025).message
                    == "One or more parameter values were invalid: "
                    + "Aggregated size of all range keys has exceeded the size limit of 1024 bytes")
        }
    }

    @Test(arguments: Transport.allCases)
    func `an item ends at 400 KiB and its size is judged before the table`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            func put(_ table: String, _ bytes: Int) async -> Answer {
                let text = String(repeating: "x", count: bytes - 3)
                return await api.call(
                    "PutItem",
                    #"{"TableName":"\#(table)","Item":{"p":{"S":"k"},"a":{"S":"\#(text)"}}}"#)
            }
            #expect(await put("simple", 409_600).status == 200)
            #expect(
                await put("missing", 409_601).message
                    == "Item size has exceeded the maximum allowed size")
        }
    }

    @Test(arguments: Transport.allCases)
    func `names and values without an expression are refused`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let names = await api.call(
                "PutItem",
                ##"{"TableName":"simple","Item":{"p":{"S":"a"}},"ExpressionAttributeNames":{"#a":"x"}}"##
            )
            #expect(
                names.message
                    == "ExpressionAttributeNames can only be specified when using expressions")
            let values = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ExpressionAttributeValues":{":a":{"S":"x"}}}"#
            )
            #expect(
                values.message
                    == "ExpressionAttributeValues can only be specified when using expressions: "
                    + "ConditionExpression is null")
        }
    }

    @Test(arguments: Transport.allCases)
    func `what no expression uses is refused`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "PutItem",
                ##"{"TableName":"missing","Item":{"p":{"S":"a"}},"ConditionExpression":"p = :a","ExpressionAttributeValues":{":a":{"S":"x"},":b":{"S":"y"}}}"##
            )
            #expect(
                answer.message
                    == "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}"
            )
        }
    }

    @Test(arguments: Transport.allCases)
    func `a bad expression value is named by its placeholder`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ConditionExpression":"p = :a","ExpressionAttributeValues":{":a":{"N":"one"}}}"#
            )
            #expect(
                answer.message
                    == "ExpressionAttributeValues contains invalid value: "
                    + "The parameter cannot be converted to a numeric value: one for key :a")
        }
    }

    @Test(arguments: Transport.allCases)
    func `parameters of the old and the new style may not be mixed`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            let mixed = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"}},"ConditionExpression":"attribute_exists(p)","Expected":{"p":{"Exists":false}},"ConditionalOperator":"OR"}"#
            )
            #expect(
                mixed.message
                    == "Can not use both expression and non-expression parameters in the same "
                    + "request: Non-expression parameters: {Expected, ConditionalOperator} "
                    + "Expression parameters: {ConditionExpression}")
        }
    }
}
