import Commands
import Model
import Values

/// One command as the log keeps it.
///
///     time µs i64 · form · body, each as its kind of command draws it
///
/// The time stands outside the command's own form because the writer gives it, after the caller's
/// thread has encoded the rest.
enum LogPayload {
    static func encode(time: Timestamp, command: [UInt8]) -> [UInt8] {
        var writer = ByteWriter(capacity: 8 + command.count)
        writer.write(fixed: UInt64(bitPattern: time.microseconds))
        writer.write(bytes: command)
        return writer.bytes
    }

    static func decode(
        _ payload: [UInt8], at position: UInt64
    ) throws(StoreError) -> PlacedCommand {
        do {
            var reader = ByteReader(payload)
            let time: UInt64 = try reader.readFixed()
            let pending = try CommandRegistry.all.readPending(from: &reader)
            try reader.expectEnd()
            let moment = LogMoment(
                time: Timestamp(microseconds: Int64(bitPattern: time)), position: position)
            return PlacedCommand(moment: moment, pending: pending)
        } catch {
            throw .corrupt("the command at log position \(position) cannot be decoded: \(error)")
        }
    }
}
