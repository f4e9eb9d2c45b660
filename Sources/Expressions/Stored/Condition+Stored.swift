// A condition in the log:
//
//     version 1 · node
//
//     node    = 1 all        count · node…
//             | 2 any        count · node…
//             | 3 not        node
//             | 4 comparison comparator · operand · operand
//             | 5 between    operand · operand · operand
//             | 6 among      operand · count · operand…
//             | 7 exists     path
//             | 8 not exists path
//             | 9 has type   operand · type tag text
//             | 10 begins with operand · operand
//             | 11 contains  operand · operand
//     comparator = 0 =  1 <>  2 <  3 <=  4 >  5 >=
//     operand = 1 path | 2 value | 3 size in bytes of: operand 1 or 2 | 4 estimate of: path
//             | 5 size of: operand 1 or 2     (until 2026-11 size was written as 3)
//
// Counts, paths, texts and values as in Values.

package import Values

extension Condition {
    private static let storedVersion: UInt8 = 1

    private enum NodeTag: UInt8 {
        case all = 1
        case any
        case not
        case comparison
        case between
        case among
        case exists
        case notExists
        case hasType
        case beginsWith
        case contains
    }

    package func encode(to writer: inout ByteWriter) {
        writer.write(byte: Condition.storedVersion)
        write(to: &writer)
    }

    /// Corrupt bytes throw; the depth is bounded.
    package init(from reader: inout ByteReader) throws(CodecError) {
        guard try reader.readByte() == Condition.storedVersion else {
            throw .invalid("version of a condition")
        }
        self = try Condition(from: &reader, depth: 0)
    }

    private func write(to writer: inout ByteWriter) {
        switch self {
        case .all(let members): Condition.write(members, as: .all, to: &writer)
        case .any(let members): Condition.write(members, as: .any, to: &writer)
        case .not(let inner):
            writer.write(byte: NodeTag.not.rawValue)
            inner.write(to: &writer)
        case .comparison(let left, let comparator, let right):
            writer.write(byte: NodeTag.comparison.rawValue)
            writer.write(byte: comparator.rawValue)
            left.write(to: &writer)
            right.write(to: &writer)
        case .between(let operand, let lower, let upper):
            writer.write(byte: NodeTag.between.rawValue)
            for operand in [operand, lower, upper] { operand.write(to: &writer) }
        case .among(let operand, let list):
            writer.write(byte: NodeTag.among.rawValue)
            operand.write(to: &writer)
            writer.write(count: list.count)
            for operand in list { operand.write(to: &writer) }
        case .exists(let path):
            writer.write(byte: NodeTag.exists.rawValue)
            writer.write(path: path)
        case .notExists(let path):
            writer.write(byte: NodeTag.notExists.rawValue)
            writer.write(path: path)
        case .hasType(let operand, let kind):
            writer.write(byte: NodeTag.hasType.rawValue)
            operand.write(to: &writer)
            writer.write(text: Text(kind.rawValue))
        case .beginsWith(let left, let right):
            writer.write(byte: NodeTag.beginsWith.rawValue)
            left.write(to: &writer)
            right.write(to: &writer)
        case .contains(let left, let right):
            writer.write(byte: NodeTag.contains.rawValue)
            left.write(to: &writer)
            right.write(to: &writer)
        }
    }

    private static func write(
        _ members: [Condition], as tag: NodeTag, to writer: inout ByteWriter
    ) {
        writer.write(byte: tag.rawValue)
        writer.write(count: members.count)
        for member in members { member.write(to: &writer) }
    }

    private init(from reader: inout ByteReader, depth: Int) throws(CodecError) {
        guard depth <= ExpressionLimits.treeDepthMax else { throw .tooDeep }
        guard let tag = NodeTag(rawValue: try reader.readByte()) else {
            throw .invalid("condition")
        }
        switch tag {
        case .all: self = .all(try Condition.members(from: &reader, depth: depth))
        case .any: self = .any(try Condition.members(from: &reader, depth: depth))
        case .not: self = .not(try Condition(from: &reader, depth: depth + 1))
        case .comparison:
            guard let comparator = Comparator(rawValue: try reader.readByte()) else {
                throw .invalid("comparator")
            }
            self = .comparison(try Operand(from: &reader), comparator, try Operand(from: &reader))
        case .between:
            self = .between(
                try Operand(from: &reader), lower: try Operand(from: &reader),
                upper: try Operand(from: &reader))
        case .among:
            let operand = try Operand(from: &reader)
            var list: [Operand] = []
            for _ in 0..<(try reader.readCount()) { list.append(try Operand(from: &reader)) }
            self = .among(operand, list)
        case .exists: self = .exists(try reader.readExpressionPath())
        case .notExists: self = .notExists(try reader.readExpressionPath())
        case .hasType:
            let operand = try Operand(from: &reader)
            guard let kind = ValueKind(rawValue: try reader.readText().string) else {
                throw .invalid("type tag")
            }
            self = .hasType(operand, kind)
        case .beginsWith:
            self = .beginsWith(try Operand(from: &reader), try Operand(from: &reader))
        case .contains:
            self = .contains(try Operand(from: &reader), try Operand(from: &reader))
        }
    }

    private static func members(
        from reader: inout ByteReader, depth: Int
    ) throws(CodecError) -> [Condition] {
        var members: [Condition] = []
        for _ in 0..<(try reader.readCount()) {
            members.append(try Condition(from: &reader, depth: depth + 1))
        }
        return members
    }
}

extension Operand {
    private enum OperandTag: UInt8 {
        case path = 1
        case value
        case byteSize
        case estimate
        case size
    }

    fileprivate func write(to writer: inout ByteWriter) {
        switch self {
        case .path(let path):
            writer.write(byte: OperandTag.path.rawValue)
            writer.write(path: path)
        case .value(let value):
            writer.write(byte: OperandTag.value.rawValue)
            writer.write(value: value)
        case .size(let inner):
            writer.write(byte: OperandTag.size.rawValue)
            inner.write(to: &writer)
        case .byteSize(let inner):
            writer.write(byte: OperandTag.byteSize.rawValue)
            inner.write(to: &writer)
        case .estimate(let path):
            writer.write(byte: OperandTag.estimate.rawValue)
            writer.write(path: path)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(CodecError) {
        switch OperandTag(rawValue: try reader.readByte()) {
        case .estimate?: self = .estimate(try reader.readExpressionPath())
        case .size?: self = .size(try Operand(simple: try reader.readByte(), from: &reader))
        case .byteSize?:
            self = .byteSize(try Operand(simple: try reader.readByte(), from: &reader))
        case let tag?: self = try Operand(simple: tag.rawValue, from: &reader)
        case nil: throw .invalid("operand")
        }
    }

    private init(simple tag: UInt8, from reader: inout ByteReader) throws(CodecError) {
        switch OperandTag(rawValue: tag) {
        case .path?: self = .path(try reader.readExpressionPath())
        case .value?: self = .value(try reader.readValue())
        case .size?, .byteSize?, .estimate?, nil: throw .invalid("operand")
        }
    }
}

extension ByteReader {
    /// A path within the bounds of expressions, so that walking along it is bounded too.
    mutating func readExpressionPath() throws(CodecError) -> AttributePath {
        let path = try readPath()
        guard path.steps.count < ExpressionLimits.pathElementsMax else { throw .tooDeep }
        return path
    }
}
