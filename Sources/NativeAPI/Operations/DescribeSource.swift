import API
import Commands
import Engine
import JSON
import Model
import Values

/// `GET /v1/tables/{table}/sources/{source}`: how far a source has come, so that a sender that has lost
/// its count can go on.
struct DescribeSource: NativeOperation {
    static let traits = OperationTraits("DescribeSource", .describe)
    static let route = Route("GET", "/v1/tables/{table}/sources/{source}")

    private let table: Table
    private let source: Text

    init(_ request: NativeRequest, in context: NativeContext) throws(NativeError) {
        table = try context.table(in: request)
        source = request.source
    }

    func plan(in context: NativeContext) throws(NativeError) -> Plan {
        let standing = try context.read { (snapshot) throws(StoreError) in
            try snapshot.standing(of: source, in: table)
        }
        guard let standing else { throw .sourceNotFound(source) }
        var writer = JSONWriter()
        standing.write(to: &writer)
        return .respond(Response(body: writer.bytes))
    }
}

extension SourceStanding {
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("source")
        writer.string(source.string)
        writer.name("sequence")
        writer.integer(sequence)
        if sequence < .max {
            writer.name("expected")
            writer.integer(sequence + 1)
        }
        writer.name("oldest")
        writer.integer(oldest)
        writer.name("at")
        writer.string(Instant.text(second: second))
        writer.name("forgottenAfter")
        writer.string(Instant.text(second: lastSecond))
        if let digest {
            writer.name("digest")
            writer.string(ContentDigest.text(digest))
        }
        writer.endObject()
    }
}
