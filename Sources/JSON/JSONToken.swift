/// One entry of the tape: 16 bytes that say where a value lies and where the next one begins.
///
/// ```
/// tape of {"a":[1,"x"]}
///
/// index  kind    bytes   next  count
///   0    object  0..<13   5     1
///   1    string  2..<3    2           the name a
///   2    array   5..<12   5     2
///   3    number  6..<7    4
///   4    string  9..<10   5           between the quotes
/// ```
@usableFromInline
struct JSONToken: Sendable {
    /// Bytes of the text; a string's bytes are those between its quotes, still escaped.
    @usableFromInline var start: UInt32
    @usableFromInline var end: UInt32
    /// Index of the first token after this value and everything inside it.
    @usableFromInline var next: UInt32
    /// Kind in the low three bits, then the "has escapes" flag, then the number of children.
    @usableFromInline var information: UInt32

    /// The longest text whose offsets and counts fit the fields above.
    static let textBytesMax = 1 << 28 - 1

    init(_ kind: JSONKind, from start: Int, to end: Int, next: Int, isEscaped: Bool = false) {
        self.start = UInt32(truncatingIfNeeded: start)
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
        information = UInt32(kind.rawValue) | (isEscaped ? 8 : 0)
    }

    /// A container that has begun; until it is closed, its `next` says in which container it stands.
    ///
    /// - Parameter parent: that container's index; -1 for none.
    init(_ kind: JSONKind, openIn parent: Int, from start: Int) {
        self.init(kind, from: start, to: start, next: parent + 1)
    }

    /// Where the container around one that is open stands; -1 for none.
    var parent: Int { Int(next) - 1 }

    /// Keeps how many children an open container has so far, while one of them is read.
    mutating func wait(with count: Int) {
        information = information & 15 | UInt32(truncatingIfNeeded: count) << 4
    }

    /// Not `init(rawValue:)`, which would be a call.
    @inlinable
    @inline(__always)
    var kind: JSONKind {
        switch information & 7 {
        case 1: .boolean
        case 2: .number
        case 3: .string
        case 4: .array
        case 5: .object
        default: .null
        }
    }
    @inlinable var isEscaped: Bool { information & 8 != 0 }

    @inlinable var count: Int { Int(information >> 4) }

    /// Completes a container once its closing bracket, its last token and its children are known.
    mutating func close(at end: Int, next: Int, count: Int) {
        self.end = UInt32(truncatingIfNeeded: end)
        self.next = UInt32(truncatingIfNeeded: next)
        information = information & 15 | UInt32(truncatingIfNeeded: count) << 4
    }

    @inlinable var range: Range<Int> { Int(start)..<Int(end) }
}
