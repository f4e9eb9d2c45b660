import Foundation
import Log

/// Options for small logs with a known salt.
func options(
    segmentBytes: Int = 4096, preallocation: LogOptions.Preallocation = .zeros,
    durability: LogOptions.Durability = .sync
) -> LogOptions {
    var options = LogOptions()
    options.segmentBytes = segmentBytes
    options.preallocation = preallocation
    options.durability = durability
    options.makeSalt = { 0x0123_4567_89AB_CDEF }
    return options
}

/// All payloads from `position` on, with their positions checked.
func payloads(of log: FileLog, from position: UInt64 = 1) throws -> [[UInt8]] {
    var payloads: [[UInt8]] = []
    var expected = position
    var reader = try log.reader(from: position)
    while let entry = try reader.next() {
        guard entry.position == expected else {
            throw OutOfOrder(position: entry.position, expected: expected)
        }
        expected += 1
        payloads.append([UInt8](entry.payload))
    }
    return payloads
}

struct OutOfOrder: Error {
    let position: UInt64
    let expected: UInt64
}

/// The bytes of the string.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

let firstSegment = "00000000000000000001.log"

/// Runs `body` with a fresh directory on disk that is gone afterwards.
func withDirectory(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/quipu-log-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer {
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            print("left behind: \(path): \(error)")
        }
    }
    try body(path)
}

/// Options that say what must be in the log.
func requiring(
    _ first: UInt64, end: UInt64 = 0, segment: UInt64 = 0, mayBegin: Bool = false,
    segmentBytes: Int = 256
) -> LogOptions {
    var options = options(segmentBytes: segmentBytes)
    options.firstPosition = first
    var requirement = LogRequirement(firstPosition: first)
    requirement.endPosition = end
    requirement.segment = segment
    requirement.mayBegin = mayBegin
    options.requirement = requirement
    return options
}
