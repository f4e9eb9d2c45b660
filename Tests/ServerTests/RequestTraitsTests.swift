import HTTP
import NIOCore
import Server
import Testing

@Suite("Traits of requests") struct RequestTraitsTests {
    private static let routes = Routes(dispatcher: EchoDispatcher())

    private func traits(_ text: String) throws -> RequestTraits {
        var reader = RequestReader(Self.routes.conventions)
        reader.receive(ByteBuffer(string: text + "\r\n\r\n"))
        guard case .head(let head)? = try reader.next() else { throw ReadingError.malformed }
        return Self.routes.traits(of: head)
    }

    @Test(arguments: [
        "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems",
    ])
    func `writes of items are ordered`(operation: String) throws {
        let line = "POST / HTTP/1.1\r\nX-Amz-Target: DynamoDB_20120810.\(operation)"
        #expect(try traits(line) == .isOrderedWrite)
        #expect(try traits("\(line)\r\nExpect: 100-continue") == [])
        #expect(try traits("\(line)\r\nContent-Encoding: gzip") == [])
    }

    @Test(arguments: ["GetItem", "BatchGetItem", "TransactGetItems", "Query", "Scan", "ListTables"])
    func `reads of items are reads`(operation: String) throws {
        #expect(
            try traits("POST / HTTP/1.1\r\nX-Amz-Target: DynamoDB_20120810.\(operation)")
                == .isRead)
    }

    @Test(arguments: ["GetRecords", "DescribeStream", "ListStreams"])
    func `reads of streams are reads`(operation: String) throws {
        #expect(
            try traits("POST / HTTP/1.1\r\nX-Amz-Target: DynamoDBStreams_20120810.\(operation)")
                == .isRead)
    }

    @Test(arguments: [
        "POST / HTTP/1.1", "POST / HTTP/1.1\r\nX-Amz-Target: DynamoDB_20120810.CreateTable",
        "POST / HTTP/1.1\r\nX-Amz-Target: PutItem", "POST /nothing HTTP/1.1",
    ])
    func `of others nothing is known`(head: String) throws {
        #expect(try traits(head) == [])
    }

    @Test(arguments: [
        ("increment", 64 << 10, true), ("increments", 64 << 10, true), ("events", 4 << 10, true),
        ("increment", (64 << 10) + 1, false), ("increments", (64 << 10) + 1, false),
        ("events", (4 << 10) + 1, false), ("items", 1, false),
    ])
    func `native writes are ordered if they are read where they arrive`(
        name: String, bytes: Int, isOrdered: Bool
    ) throws {
        let traits = try traits(
            "POST /v1/tables/clicks/\(name) HTTP/1.1\r\nContent-Length: \(bytes)")
        #expect(traits == (isOrdered ? .isOrderedWrite : []))
    }

    @Test(arguments: [
        "POST /v1/handlers HTTP/1.1", "DELETE /v1/h%61ndlers/x HTTP/1.1",
        "POST /2015-03-31/event-source-mappings HTTP/1.1",
        "POST /2015-03-31/functions/x/invocations HTTP/1.1",
    ])
    func `what runs programs needs a host that is listed`(head: String) throws {
        #expect(try traits(head) == .needsListedHost)
    }
}
