import Commands
import DynamoDBAPI
import Engine
import Model
import TestSupport
import Testing
import TransportSupport
import Values

@Suite("GetItem and DeleteItem") struct GetAndDeleteItemTests {
    @Test(arguments: Transport.allCases)
    func `a missing item is an answer without an Item`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call("GetItem", #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#)
            #expect(answer.description == "200 {}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a projection keeps nesting and drops what is missing`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call(
                "PutItem",
                #"{"TableName":"simple","Item":{"p":{"S":"a"},"m":{"M":{"x":{"N":"1"},"y":{"N":"2"}}},"l":{"L":[{"S":"0"},{"S":"1"},{"S":"2"}]}}}"#
            )
            func get(_ projection: String, _ extra: String = "") async -> String? {
                await api.call(
                    "GetItem",
                    #"{"TableName":"simple","Key":{"p":{"S":"a"}},"ProjectionExpression":"\#(projection)"\#(extra)}"#
                )["Item"]
            }
            #expect(
                await get("m.x, l[2], l[0]")
                    == #"{"l":{"L":[{"S":"0"},{"S":"2"}]},"m":{"M":{"x":{"N":"1"}}}}"#)
            #expect(await get("nothing") == "{}")
            #expect(
                await get("#m.y", ##","ExpressionAttributeNames":{"#m":"m"}"##)
                    == #"{"m":{"M":{"y":{"N":"2"}}}}"#)
        }
    }

    @Test(
        arguments: Transport.allCases,
        [
            #"{"p":{"S":"a"}}"#, #"{"p":{"S":"a"},"c":{"S":"1"}}"#,
            #"{"p":{"N":"1"},"c":{"N":"1"}}"#,
            #"{"p":{"S":"a"},"c":{"N":"1"},"x":{"S":"y"}}"#, #"{"p":{"S":"a"},"x":{"N":"1"}}"#,
            "{}",
        ])
    func `a key must be whole, of the right types and nothing else`(
        transport: Transport, key: String
    ) async throws {
        try await withAPI(over: transport) { api in
            for operation in ["GetItem", "DeleteItem", "UpdateItem"] {
                let answer = await api.call(operation, #"{"TableName":"sorted","Key":\#(key)}"#)
                #expect(answer.error == "ValidationException")
                #expect(answer.message == "The provided key element does not match the schema")
            }
        }
    }

    @Test(arguments: Transport.allCases)
    func `numbers that are equal are one key`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call(
                "PutItem", #"{"TableName":"sorted","Item":{"p":{"S":"a"},"c":{"N":"1e3"}}}"#)
            let answer = await api.call(
                "GetItem", #"{"TableName":"sorted","Key":{"p":{"S":"a"},"c":{"N":"1000.0"}}}"#)
            #expect(answer["Item"] == #"{"c":{"N":"1000"},"p":{"S":"a"}}"#)
        }
    }

    @Test(arguments: Transport.allCases)
    func `a delete answers nothing, or the old item when asked`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            let body = #"{"TableName":"simple","Key":{"p":{"S":"a"}}"#
            _ = await api.call("PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"}}}"#)
            #expect(
                await api.call("DeleteItem", body + #","ReturnValues":"ALL_OLD"}"#).body
                    == #"{"Attributes":{"p":{"S":"a"}}}"#)
            #expect(
                await api.call("DeleteItem", body + #","ReturnValues":"ALL_OLD"}"#).body == "{}")
            #expect(await api.call("DeleteItem", body + "}").body == "{}")
            #expect(await api.call("GetItem", body + "}").body == "{}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `a delete obeys its condition`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            _ = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"},"x":{"N":"1"}}}"#)
            func delete(_ x: String) async -> Answer {
                await api.call(
                    "DeleteItem",
                    #"{"TableName":"simple","Key":{"p":{"S":"a"}},"ConditionExpression":"x = :x","ExpressionAttributeValues":{":x":{"N":"\#(x)"}}}"#
                )
            }
            #expect(await delete("2").error == "ConditionalCheckFailedException")
            #expect(await delete("1").body == "{}")
        }
    }

    @Test(arguments: Transport.allCases)
    func `values in a projection-only operation are unknown members`(
        transport: Transport
    ) async throws {
        try await withAPI(over: transport) { api in
            let answer = await api.call(
                "GetItem",
                #"{"TableName":"simple","Key":{"p":{"S":"a"}},"ConditionExpression":"bad bad"}"#)
            #expect(answer.status == 200)
        }
    }

    @Test(arguments: Transport.allCases)
    func `an expired item is absent for every reader`(transport: Transport) async throws {
        try await withAPI(over: transport) { api in
            guard let table = api.store.table(named: "simple") else { return }
            _ = try await api.store.commit(
                EnableTimeToLive(table.id, attribute: "ends"))
            let end = api.clock.now().seconds + 10
            _ = await api.call(
                "PutItem", #"{"TableName":"simple","Item":{"p":{"S":"a"},"ends":{"N":"\#(end)"}}}"#)
            let get = #"{"TableName":"simple","Key":{"p":{"S":"a"}}}"#
            #expect(await api.call("GetItem", get)["Item"] != nil)
            api.clock.advance(seconds: 11)
            #expect(await api.call("GetItem", get)["Item"] == nil)
            #expect(
                await api.call("Scan", #"{"TableName":"simple","Select":"COUNT"}"#)["Count"] == "0")
            #expect(
                await api.call(
                    "DeleteItem",
                    #"{"TableName":"simple","Key":{"p":{"S":"a"}},"ReturnValues":"ALL_OLD"}"#
                )
                .body == "{}")
        }
    }
}
