import Commands
import Model
import Values

/// One command as the log keeps it: time in microseconds (i64, big-endian) · encoded mutation.
///
/// The time stands outside the mutation's own form because the writer gives it, after the caller's
/// thread has encoded the rest.
enum LogPayload {
    static func encode(time: Timestamp, mutation: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.reserveCapacity(8 + mutation.count)
        writer.write(fixed: UInt64(bitPattern: time.microseconds))
        writer.write(bytes: mutation)
        return writer.bytes
    }

    static func decode(_ payload: [UInt8], at position: UInt64) throws(StoreError) -> Command {
        do {
            var reader = ByteReader(payload)
            let time: UInt64 = try reader.readFixed()
            let mutation = try Mutation(from: &reader)
            try reader.expectEnd()
            return Command(
                position: position,
                time: Timestamp(microseconds: Int64(bitPattern: time)), mutation: mutation)
        } catch {
            throw .corrupt("the command at log position \(position) cannot be decoded: \(error)")
        }
    }
}
