import Expressions
import Model
package import Values

// A write alone is a command; others are made of writes.
//
//   write       table varint · key · condition? · action
//   key         partition value · 1 byte: sort present · sort value
//   condition?  1 byte: present · condition
//   action      1 put item · 2 update update? · 3 delete · 4 check
//   writes      count varint · write of each

extension ItemWrite: Command {
    /// Why a write that is alone changes nothing.
    package enum Rejection: Error, Hashable, Sendable {
        case tableNotFound
        case write(WriteRejection)
    }

    package typealias Reply = Change

    package static let form = CommandForm(kind: 1)
    package static let traits: CommandTraits = []

    package var itemCount: Int { 1 }
    package var directEntryCount: Int { once == nil ? 0 : 1 }

    // Body: write
    package func encodeBody(to writer: inout ByteWriter) {
        encode(to: &writer)
    }

    package convenience init(from reader: inout ByteReader, as form: CommandForm) throws(CodecError)
    {
        try self.init(from: &reader)
    }
}

extension ItemWrite {
    /// As one of several writes of a command.
    func encode(to writer: inout ByteWriter) {
        writer.write(table: table)
        encodeWithoutTable(to: &writer)
    }

    func encodeWithoutTable(to writer: inout ByteWriter) {
        writer.write(key: key)
        writer.write(boolean: condition != nil)
        condition?.encode(to: &writer)
        switch action {
        case .put(let item):
            writer.write(byte: 1)
            writer.write(image: item)
        case .update(let update):
            writer.write(byte: 2)
            writer.write(boolean: update != nil)
            update?.encode(to: &writer)
        case .delete:
            writer.write(byte: 3)
        case .check:
            writer.write(byte: 4)
        }
    }

    convenience init(from reader: inout ByteReader) throws(CodecError) {
        try self.init(to: try reader.readTable(), from: &reader)
    }

    convenience init(to table: TableID, from reader: inout ByteReader) throws(CodecError) {
        let key = try reader.readKey()
        let condition = try reader.readBoolean() ? try Condition(from: &reader) : nil
        let action: Action =
            switch try reader.readByte() {
            case 1: .put(try reader.readImage())
            case 2: .update(try reader.readBoolean() ? try Update(from: &reader) : nil)
            case 3: .delete
            case 4: .check
            case let kind: throw .invalid("action kind \(kind)")
            }
        self.init(table: table, key: key, condition: condition, action: action)
    }
}

// Written out, not made of the model's generic parts: those of another target are not compiled for
// these types, and every write of a batch passes here.
extension [ItemWrite] {
    func encode(to writer: inout ByteWriter) {
        writer.write(count: count)
        let writes = span
        for index in writes.indices { writes[index].encode(to: &writer) }
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        let count = try reader.readCount()
        self.init()
        reserveCapacity(Swift.min(count, 1024))
        for _ in 0..<count { append(try ItemWrite(from: &reader)) }
    }

    /// How many of them have an id of ONCE, which is an entry of its own.
    var onceCount: Int { reduce(0) { $0 + ($1.once == nil ? 0 : 1) } }
}
