package import Model
package import Values

/// What an update of a table does to one of its secondary indexes.
package enum IndexChange: Hashable, Sendable {
    /// Adds a global index; items that are there are walked and added to it, and reads are refused
    /// until that is done.
    case create(SecondaryIndexDefinition)
    case delete(Text)
    /// Replaces what the index is said to be paid for.
    case setThroughput(Text, IndexThroughput)
}

/// A rejection of a command that changes indexes of a table that is there.
protocol IndexChangeRejection: Error {
    static func indexExists(_ name: Text) -> Self
    static func indexNotFound(_ name: Text) -> Self
    static func indexLimitReached(limit: Int) -> Self
    /// The indexes would name more attributes to be projected than they may together.
    static func projectionLimitReached(limit: Int) -> Self
    /// Another index, to which older items are still being added, must be complete first.
    static func indexIsBeingCreated(_ name: Text) -> Self
    /// The attribute has another type in the key of the table or of another index.
    static func keyTypeDiffers(_ attribute: KeyAttribute) -> Self
}

extension Table {
    /// Carries out changes of indexes in their order; a rejection may leave the table half changed.
    mutating func change<Rejection: IndexChangeRejection>(
        _ changes: [IndexChange], at time: Timestamp, or rejection: Rejection.Type
    ) throws(Rejection) {
        for change in changes {
            switch change {
            case .create(let definition):
                try check(definition, or: rejection)
                add(definition, walkingFrom: time)
            case .delete(let name):
                if index(named: name) == nil { throw Rejection.indexNotFound(name) }
                removeIndex(named: name)
            case .setThroughput(let name, let throughput):
                if !setThroughput(throughput, ofIndexNamed: name) {
                    throw Rejection.indexNotFound(name)
                }
            }
        }
    }

    private func check<Rejection: IndexChangeRejection>(
        _ definition: SecondaryIndexDefinition, or rejection: Rejection.Type
    ) throws(Rejection) {
        if index(named: definition.name) != nil { throw Rejection.indexExists(definition.name) }
        if let other = indexes.first(where: { $0.state == .creating }) {
            throw Rejection.indexIsBeingCreated(other.name)
        }
        if globalIndexCount >= Limits.globalIndexesMax {
            throw Rejection.indexLimitReached(limit: Limits.globalIndexesMax)
        }
        let included = (indexes.map(\.definition) + [definition]).reduce(0) {
            $0 + $1.projection.included.count
        }
        if included > Limits.projectedPerTableMax {
            throw Rejection.projectionLimitReached(limit: Limits.projectedPerTableMax)
        }
        for attribute in definition.keyAttributes where hasOtherType(of: attribute) {
            throw Rejection.keyTypeDiffers(attribute)
        }
    }

    private func hasOtherType(of attribute: KeyAttribute) -> Bool {
        let known = keySchema.keyAttributes + indexes.flatMap(\.keyAttributes)
        return known.contains { $0.name == attribute.name && $0.type != attribute.type }
    }
}

// index change   1 create: index definition · 2 delete: name · 3 set throughput: name · throughput

extension ByteWriter {
    mutating func write(indexChange: IndexChange) {
        switch indexChange {
        case .create(let definition):
            write(byte: 1)
            definition.encode(to: &self)
        case .delete(let name):
            write(byte: 2)
            write(text: name)
        case .setThroughput(let name, let throughput):
            write(byte: 3)
            write(text: name)
            throughput.encode(to: &self)
        }
    }
}

extension ByteReader {
    mutating func readIndexChange() throws(CodecError) -> IndexChange {
        switch try readByte() {
        case 1: .create(try SecondaryIndexDefinition(from: &self))
        case 2: .delete(try readText())
        case 3: .setThroughput(try readText(), try IndexThroughput(from: &self))
        case let kind: throw .invalid("index change \(kind)")
        }
    }
}
