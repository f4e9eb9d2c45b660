// An update in the log:
//
//     version 1 · count · action…
//
//     action = 1 set    path · source
//            | 2 remove path
//            | 3 add    path · value
//            | 4 delete path · value
//            (5 and 6 are kept for OBSERVE and ONCE)
//     source = 1 path
//            | 2 value
//            | 3 if_not_exists path · source
//            | 4 list_append   source · source
//            | 5 sum           source · source
//            | 6 difference    source · source
//            (7 is kept for fresh)
//
// Counts, paths and values as in Values.

package import Values

extension Update {
    private static let storedVersion: UInt8 = 1

    package func encode(to writer: inout ByteWriter) {
        writer.write(byte: Update.storedVersion)
        writer.write(count: actions.count)
        for action in actions { action.write(to: &writer) }
    }

    /// Corrupt bytes throw; the depth is bounded.
    package init(from reader: inout ByteReader) throws(CodecError) {
        guard try reader.readByte() == Update.storedVersion else {
            throw .invalid("version of an update")
        }
        var actions: [Action] = []
        for _ in 0..<(try reader.readCount()) { actions.append(try Action(from: &reader)) }
        self.init(actions: actions)
    }
}

extension Update.Action {
    private enum ActionTag: UInt8 {
        case set = 1
        case remove
        case add
        case delete
    }

    fileprivate func write(to writer: inout ByteWriter) {
        switch self {
        case .set(let path, let source):
            writer.write(byte: ActionTag.set.rawValue)
            writer.write(path: path)
            source.write(to: &writer)
        case .remove(let path):
            writer.write(byte: ActionTag.remove.rawValue)
            writer.write(path: path)
        case .add(let path, let value):
            writer.write(byte: ActionTag.add.rawValue)
            writer.write(path: path)
            writer.write(value: value)
        case .delete(let path, let value):
            writer.write(byte: ActionTag.delete.rawValue)
            writer.write(path: path)
            writer.write(value: value)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(CodecError) {
        guard let tag = ActionTag(rawValue: try reader.readByte()) else {
            throw .invalid("action of an update")
        }
        let path = try reader.readExpressionPath()
        switch tag {
        case .set: self = .set(path, try Update.Source(from: &reader, depth: 0))
        case .remove: self = .remove(path)
        case .add: self = .add(path, try reader.readValue())
        case .delete: self = .delete(path, try reader.readValue())
        }
    }
}

extension Update.Source {
    private enum SourceTag: UInt8 {
        case path = 1
        case value
        case ifNotExists
        case listAppend
        case sum
        case difference
    }

    fileprivate func write(to writer: inout ByteWriter) {
        switch self {
        case .path(let path):
            writer.write(byte: SourceTag.path.rawValue)
            writer.write(path: path)
        case .value(let value):
            writer.write(byte: SourceTag.value.rawValue)
            writer.write(value: value)
        case .ifNotExists(let path, let other):
            writer.write(byte: SourceTag.ifNotExists.rawValue)
            writer.write(path: path)
            other.write(to: &writer)
        case .listAppend(let left, let right): write(.listAppend, left, right, to: &writer)
        case .sum(let left, let right): write(.sum, left, right, to: &writer)
        case .difference(let left, let right): write(.difference, left, right, to: &writer)
        }
    }

    private func write(
        _ tag: SourceTag, _ left: Update.Source, _ right: Update.Source,
        to writer: inout ByteWriter
    ) {
        writer.write(byte: tag.rawValue)
        left.write(to: &writer)
        right.write(to: &writer)
    }

    fileprivate init(from reader: inout ByteReader, depth: Int) throws(CodecError) {
        guard depth <= ExpressionLimits.treeDepthMax else { throw .tooDeep }
        guard let tag = SourceTag(rawValue: try reader.readByte()) else {
            throw .invalid("source of an update")
        }
        func next() throws(CodecError) -> Update.Source {
            try Update.Source(from: &reader, depth: depth + 1)
        }
        switch tag {
        case .path: self = .path(try reader.readExpressionPath())
        case .value: self = .value(try reader.readValue())
        case .ifNotExists: self = .ifNotExists(try reader.readExpressionPath(), try next())
        case .listAppend: self = .listAppend(try next(), try next())
        case .sum: self = .sum(try next(), try next())
        case .difference: self = .difference(try next(), try next())
        }
    }
}
