// An update in the log:
//
//     version · count · action…
//
//     version = 1  nothing can be read of an item that the update makes
//             | 2  its key can: whatever reads the item since 2026-11
//     action = 1 set    path · source
//            | 2 remove path
//            | 3 add    path · value
//            | 4 delete path · value
//            | 5 observe path · precision · visitors
//            | 6 once   id, with its length             (no action, and the last if there)
//            | 32 once  id, with its length · digest    (the same, with the actions' digest)
//     source = 1 path
//            | 2 value
//            | 3 if_not_exists path · source
//            | 4 list_append   source · source
//            | 5 sum           source · source
//            | 6 difference    source · source
//            | 7 fresh         path
//     visitors = 1 coupons  count · (four bytes)…       (ascending)
//              | 2 sketch   bytes, with their length
//
// Counts, paths and values as in Values.

import Platform
import Sketches
package import Values

extension Update {
    private static let storedVersion: UInt8 = 1
    private static let keyReadingVersion: UInt8 = 2
    private static let onceTag: UInt8 = 6
    private static let digestedOnceTag: UInt8 = 32

    package func encode(to writer: inout ByteWriter) {
        writer.write(byte: readsNewKey ? Update.keyReadingVersion : Update.storedVersion)
        writer.write(count: actions.count + (once == nil ? 0 : 1))
        let actions = actions.span
        for index in actions.indices { actions[index].write(to: &writer) }
        guard let once else { return }
        writer.write(byte: onceDigest == nil ? Update.onceTag : Update.digestedOnceTag)
        writer.write(lengthPrefixed: once.bytes)
        if let onceDigest { writer.write(fixed: onceDigest) }
    }

    /// Corrupt bytes throw; the depth is bounded.
    package init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard version == Update.storedVersion || version == Update.keyReadingVersion else {
            throw .invalid("version of an update")
        }
        var actions: [Action] = []
        var once: OnceID?
        var onceDigest: UInt64?
        for _ in 0..<(try reader.readCount()) {
            guard once == nil else { throw .invalid("action after ONCE") }
            let tag = try reader.readByte()
            if tag == Update.onceTag || tag == Update.digestedOnceTag {
                once = OnceID(bytes: try reader.readLengthPrefixed())
                guard once != nil else { throw .invalid("id of an update") }
                if tag == Update.digestedOnceTag { onceDigest = try reader.readFixed() }
            } else {
                actions.append(try Action(tag: tag, from: &reader))
            }
        }
        self.init(
            actions: actions, once: once, onceDigest: onceDigest,
            readsNewKey: version == Update.keyReadingVersion)
    }
}

extension Update {
    /// A digest of what the actions do, whatever their order: each has a path of its own and sees the
    /// item as it was, so an order means nothing.
    ///
    /// Leaves the precision of new sketches out: it is the table's, not the update's.
    package static func digest(of actions: [Action]) -> UInt64 {
        var sum: UInt64 = 0
        var writer = ByteWriter()
        for action in actions {
            writer.reset()
            action.writeMeaning(to: &writer)
            sum &+= MurmurHash3.hash(writer.bytes, seed: 0).0
        }
        return sum
    }
}

extension Update.Action {
    private enum ActionTag: UInt8 {
        case set = 1
        case remove
        case add
        case delete
        case observe
    }

    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(byte: tag.rawValue)
        writer.write(path: path)
        switch effect {
        case .set(let source): source.write(to: &writer)
        case .remove: break
        case .add(let value), .delete(let value): writer.write(value: value)
        case .observe(let observation): observation.write(to: &writer)
        }
    }

    fileprivate func writeMeaning(to writer: inout ByteWriter) {
        guard case .observe(let observation) = effect else { return write(to: &writer) }
        writer.write(byte: ActionTag.observe.rawValue)
        writer.write(path: path)
        observation.writeVisitors(to: &writer)
    }

    private var tag: ActionTag {
        switch effect {
        case .set: .set
        case .remove: .remove
        case .add: .add
        case .delete: .delete
        case .observe: .observe
        }
    }

    fileprivate init(tag: UInt8, from reader: inout ByteReader) throws(CodecError) {
        guard let tag = ActionTag(rawValue: tag) else { throw .invalid("action of an update") }
        let path = try reader.readExpressionPath()
        switch tag {
        case .set: self = .set(path, try Update.Source(from: &reader, depth: 0))
        case .remove: self = .remove(path)
        case .add: self = .add(path, try reader.readValue())
        case .delete: self = .delete(path, try reader.readValue())
        case .observe: self = .observe(path, try Observation(from: &reader))
        }
    }
}

extension Observation {
    private enum VisitorsTag: UInt8 {
        case coupons = 1
        case sketch
    }

    fileprivate func write(to writer: inout ByteWriter) {
        writer.write(byte: UInt8(truncatingIfNeeded: precision))
        writeVisitors(to: &writer)
    }

    fileprivate func writeVisitors(to writer: inout ByteWriter) {
        switch content {
        case .coupons(let coupons):
            writer.write(byte: VisitorsTag.coupons.rawValue)
            writer.write(count: coupons.count)
            for coupon in coupons { writer.write(fixed: coupon.rawValue) }
        case .sketch(let bytes):
            writer.write(byte: VisitorsTag.sketch.rawValue)
            writer.write(lengthPrefixed: bytes)
        }
    }

    fileprivate init(from reader: inout ByteReader) throws(CodecError) {
        let precision = Int(try reader.readByte())
        guard HLLSketch.precisions.contains(precision) else { throw .invalid("precision") }
        switch VisitorsTag(rawValue: try reader.readByte()) {
        case .coupons?:
            self.init(coupons: try Observation.coupons(from: &reader), precision: precision)
        case .sketch?:
            let bytes = try reader.readLengthPrefixed()
            do throws(SketchError) {
                try self.init(sketch: bytes, precision: precision)
            } catch {
                throw .invalid("sketch")
            }
        case nil: throw .invalid("visitors")
        }
    }

    private static func coupons(from reader: inout ByteReader) throws(CodecError) -> [Coupon] {
        var coupons: [Coupon] = []
        for _ in 0..<(try reader.readCount()) {
            guard let coupon = Coupon(rawValue: try reader.readFixed()) else {
                throw .invalid("coupon")
            }
            if let last = coupons.last, coupon <= last { throw .invalid("order of coupons") }
            coupons.append(coupon)
        }
        return coupons
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
        case fresh
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
        case .fresh(let path):
            writer.write(byte: SourceTag.fresh.rawValue)
            writer.write(path: path)
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
        case .fresh: self = .fresh(try reader.readExpressionPath())
        }
    }
}
