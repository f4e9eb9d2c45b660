package import Engine
package import Log
import Values

extension TemporaryDirectory {
    /// The payloads of the log, in order; the directory must not be open.
    package func payloads(_ options: LogOptions = LogOptions()) throws -> [[UInt8]] {
        let log = try FileLog.open(path: "\(path)/log", options: options)
        var payloads: [[UInt8]] = []
        var reader = try log.reader(from: log.firstPosition)
        while let entry = try reader.next() { payloads.append(Array(entry.payload)) }
        try log.close()
        return payloads
    }

    /// The commands of the log, in order.
    package func commands() throws -> [any StoreCommand] {
        try payloads().map { payload in
            // The time comes first.
            var reader = ByteReader(payload, from: 8)
            return try CommandRegistry.all.read(from: &reader)
        }
    }
}
