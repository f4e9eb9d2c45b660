import Commands
package import Model
import Platform
import Values

/// How far the state has come: part of the state, written in the same transaction as its effects.
///
///     version u8 = 1 · epoch u64 · position u64 · time µs i64 · chain 2 × u64
///
/// The chain folds every command's position and bytes into 128 bits, so that two copies of the state
/// can be compared by one value.
package struct AppliedState: Hashable, Sendable {
    private static let version: UInt8 = 1

    /// Which history this is; a restored copy starts a new one.
    package var epoch = Epoch.first
    /// The log position of the last command that was applied; 0 before the first.
    package var position: UInt64 = 0
    /// The time of that command.
    package var time = Timestamp(microseconds: 0)
    package var chain: (UInt64, UInt64) = (0, 0)

    package init() {}

    /// Moves on by one command.
    mutating func advance(to position: UInt64, time: Timestamp, payload: [UInt8]) {
        var writer = ByteWriter(capacity: 24 + payload.count)
        writer.write(fixed: chain.0)
        writer.write(fixed: chain.1)
        writer.write(fixed: position)
        writer.write(bytes: payload)
        chain = MurmurHash3.hash(writer.bytes, seed: epoch.rawValue)
        self.position = position
        self.time = time
    }

    package static func == (left: AppliedState, right: AppliedState) -> Bool {
        left.epoch == right.epoch && left.position == right.position && left.time == right.time
            && left.chain == right.chain
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(position)
        hasher.combine(chain.0)
    }

    func encode(to writer: inout ByteWriter) {
        writer.write(byte: AppliedState.version)
        writer.write(fixed: epoch.rawValue)
        writer.write(fixed: position)
        writer.write(fixed: UInt64(bitPattern: time.microseconds))
        writer.write(fixed: chain.0)
        writer.write(fixed: chain.1)
    }

    init(from reader: inout ByteReader) throws(CodecError) {
        let version = try reader.readByte()
        guard version == AppliedState.version else {
            throw .invalid("applied state version \(version), expected \(AppliedState.version)")
        }
        epoch = Epoch(rawValue: try reader.readFixed())
        position = try reader.readFixed()
        time = Timestamp(microseconds: Int64(bitPattern: try reader.readFixed()))
        chain = (try reader.readFixed(), try reader.readFixed())
    }
}
