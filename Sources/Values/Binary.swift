/// A B value: bytes, ordered as unsigned numbers, a prefix before what it begins.
package struct Binary: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var count: Int { bytes.count }

    package var isEmpty: Bool { bytes.isEmpty }
}

extension Binary: Comparable {
    package static func < (left: Binary, right: Binary) -> Bool {
        left.bytes.span.compare(with: right.bytes.span) < 0
    }
}
