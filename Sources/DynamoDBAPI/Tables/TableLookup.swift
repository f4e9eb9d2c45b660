import API
import Commands
import Engine
import Expressions
import JSON
import Model
import StreamRecords
import Values

/// What a BatchGetItem call wants from one table.
struct TableLookup: Sendable {
    private let request: RequestReader
    private let parameter: Text
    private let named: NamedTable
    private let keyNodes: [JSONNode]
    private let keyAttributes: [Item]
    private let projection: Projection?
    private let isConsistent: Bool
    private var table: Table?
    private var keys: [Key] = []

    /// Checks everything that needs no table.
    init(
        table parameter: Text, _ request: RequestReader, in context: DynamoDBContext
    ) throws(WireError) {
        self.request = request
        self.parameter = parameter
        named = NamedTable(parameter, in: context)
        var expressions = try ExpressionParameters(
            request, GetItem.vocabulary, in: named.dialect)
        projection = try expressions.projection()
        try expressions.finish()
        isConsistent = request.boolean(.consistentRead) ?? false
        keyNodes = request[.keys].map { Array($0.elements) } ?? []
        var attributes: [Item] = []
        var seen: Set<[Text]> = []
        for node in keyNodes {
            attributes.append(try ValueJSON.item(from: node))
            if !seen.insert(TableLookup.spelling(of: node)).inserted {
                throw .validation("Provided list of item keys contains duplicates")
            }
        }
        keyAttributes = attributes
    }

    /// Whether a parameter was given for this table.
    func has(_ parameter: Parameter) -> Bool { request.has(parameter) }

    /// Requires the table and makes keys of the attributes.
    mutating func resolve() throws(WireError) {
        let table = try named.required()
        for attributes in keyAttributes {
            keys.append(try KeyReader.key(attributes, of: table.keySchema))
        }
        self.table = table
    }

    /// The name under which the table's capacity is reported.
    var capacityName: Text { table?.name ?? parameter }

    /// Reads the items into `writer`, and into `leftOvers` the keys that did not fit any more.
    func read(
        from snapshot: borrowing Snapshot, to writer: inout JSONWriter,
        leftOvers: inout JSONWriter, bytesLeft: inout Int
    ) throws(StoreError) -> Capacity {
        guard let table else { return .zero }
        var capacity = Capacity.zero
        var unread: [JSONNode] = []
        writer.name(parameter.string)
        writer.beginArray()
        for (key, node) in zip(keys, keyNodes) {
            guard unread.isEmpty else {
                unread.append(node)
                continue
            }
            let item = try snapshot.image(key, in: table)
            let bytes = item?.size ?? 0
            if bytes > bytesLeft {
                unread.append(node)
                continue
            }
            bytesLeft -= bytes
            capacity += .read(bytes: bytes, consistent: isConsistent)
            guard let item else { continue }
            ValueJSON.write(item, projection, to: &writer)
        }
        writer.endArray()
        if !unread.isEmpty { write(unread, to: &leftOvers) }
        return capacity
    }

    /// The rest of the request in the form of a request, so that the client can send it as it is.
    private func write(_ unread: [JSONNode], to writer: inout JSONWriter) {
        writer.name(parameter.string)
        writer.beginObject()
        writer.name("Keys")
        writer.beginArray()
        for node in unread { writer.raw(node.rawBytes) }
        writer.endArray()
        for parameter in [
            Parameter.consistentRead, .attributesToGet, .projectionExpression,
            .expressionAttributeNames,
        ] {
            guard let node = request[parameter] else { continue }
            writer.name(parameter.name)
            writer.raw(node.rawBytes)
        }
        writer.endObject()
    }

    /// A key as it was written, members in order: AWS takes 1 and 1.0 for different keys here.
    private static func spelling(of key: JSONNode) -> [Text] {
        let members = key.members.map { name, value in
            let content = value.members.map { "\($0.name):\($0.value.string ?? "")" }
            return Text("\(name.utf8.count):\(name)=\(content.joined(separator: ","))")
        }
        return members.sorted()
    }
}
