import API
import JSON

/// An operation that lists things that cannot be created here: its answer is an empty list.
///
/// Tools that take stock of an account ask for these lists; there is nothing in them.
protocol EmptyList: DynamoDBOperation {
    /// The answer's only member.
    static var member: String { get }
}

extension EmptyList {
    func plan(in context: DynamoDBContext) -> Plan {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name(Self.member)
        writer.beginArray()
        writer.endArray()
        writer.endObject()
        return .answer(writer.bytes)
    }
}
