import Platform

/// The payloads that go into the log together, already in the form of a frame.
///
/// Keep one and `removeAll` it after each append: its memory is reused, and an append copies
/// nothing.
package struct LogGroup: Sendable {
    /// The frame; its header is filled in by `seal`.
    private(set) var bytes: [UInt8]
    package private(set) var count = 0

    package init() {
        bytes = [UInt8](repeating: 0, count: Frame.headerBytes)
    }

    package init(_ payloads: [[UInt8]]) {
        self.init()
        for payload in payloads { append(payload) }
    }

    package var isEmpty: Bool { count == 0 }
    /// Bytes of the payloads with their lengths.
    package var bodyBytes: Int { bytes.count - Frame.headerBytes }

    /// What `payloads` come to with their lengths.
    static func bodyBytes(of payloads: [[UInt8]]) -> Int {
        payloads.reduce(0) { $0 + MemoryLayout<UInt32>.size + $1.count }
    }

    /// Adds one payload; it gets the position after the one before it.
    package mutating func append(_ payload: [UInt8]) {
        bytes.appendBigEndian(UInt32(clamping: payload.count))
        bytes.append(contentsOf: payload)
        count += 1
    }

    /// Bytes of memory it holds on to.
    var capacity: Int { bytes.capacity }

    package mutating func removeAll() {
        bytes.removeSubrange(Frame.headerBytes...)
        count = 0
    }

    /// Fills in the header and pads the end.
    mutating func seal(firstPosition: UInt64, syncedPosition: UInt64, seed: UInt32) {
        let body = bodyBytes
        let checksum = CRC32C.checksum(
            of: bytes.span.extracting(Frame.headerBytes...), from: seed)
        let frame = Frame(
            bodyBytes: body, firstPosition: firstPosition, syncedPosition: syncedPosition,
            payloadCount: count, bodyChecksum: checksum)
        bytes.replaceSubrange(..<Frame.headerBytes, with: frame.header(seed: seed))
        for _ in bytes.count..<frame.byteCount { bytes.append(0) }
    }

    /// Takes the padding off again, so that payloads can follow.
    mutating func unseal(bodyBytes: Int) {
        bytes.removeSubrange((Frame.headerBytes + bodyBytes)...)
    }
}
