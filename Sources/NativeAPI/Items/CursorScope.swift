import Commands
import Model
import Platform
import Sketches
import Values

/// What a cursor belongs to.
///
/// The call, and whatever else decides which entries there are and in which order they come. How many
/// of them a page has, and which attributes of each, may change on the way.
struct CursorScope {
    private var writer = ByteWriter()

    init(_ call: Text) {
        writer.write(text: call)
    }

    init(_ call: Text, of table: Table) {
        self.init(call)
        add(table)
    }

    mutating func add(_ table: Table) {
        writer.write(signedVarint: Int64(table.id.rawValue))
        writer.write(text: table.uuid)
    }

    /// An index that is made anew under its name is another one.
    mutating func add(_ index: SecondaryIndex) {
        writer.write(signedVarint: Int64(index.id.rawValue))
    }

    mutating func add(_ key: KeyValue?) {
        guard let key else { return writer.write(byte: 0) }
        writer.write(byte: 1)
        writer.write(value: key.value)
    }

    mutating func add(_ boolean: Bool) {
        writer.write(byte: boolean ? 1 : 0)
    }

    /// The same for the same scope, and hardly ever for another one.
    var digest: UInt64 { MurmurHash3.hash(writer.bytes, seed: 0).0 }
}
