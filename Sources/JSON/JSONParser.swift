/// Turns a text into the tape of `JSONToken`, in one pass and without recursion.
///
/// The bytes come in as a span with every call, so reading one costs a bounds check and no
/// reference counting. The innermost open container is kept in `current`; the others wait in their
/// tokens, which say where the container around them is until they are closed.
struct JSONParser {
    /// A container whose end has not been seen yet.
    private struct Container {
        /// Its token; -1 stands for the text itself.
        var index: Int
        var isObject: Bool
        var count: Int
    }

    private(set) var tape: [JSONToken] = []
    var position = 0
    private var current = Container(index: -1, isObject: false, count: 0)
    /// How many containers are open.
    private var depth = 0
    private let depthMax: Int
    private let allowsDuplicateNames: Bool

    init(textLength: Int, depthMax: Int, allowsDuplicateNames: Bool = false) {
        self.depthMax = depthMax
        self.allowsDuplicateNames = allowsDuplicateNames
        // A guess that fits short names and values; only address space when it is too much.
        tape.reserveCapacity(min(textLength, JSONToken.textBytesMax) / 4 + 4)
    }

    mutating func parse(_ bytes: Span<UInt8>) throws(JSONError) {
        guard bytes.count <= JSONToken.textBytesMax else {
            throw JSONError(.tooLong(limit: JSONToken.textBytesMax), at: 0)
        }
        repeat {
            try parseValue(bytes)
        } while try goOn(bytes)
    }

    /// Reads a whole scalar or empty container, or the start of a container up to its first value.
    private mutating func parseValue(_ bytes: Span<UInt8>) throws(JSONError) {
        while true {
            let byte = try nextByte(bytes, .value)
            switch byte {
            case UInt8(ascii: "\""):
                try appendString(bytes)
                return
            case UInt8(ascii: "{"):
                try openContainer(.object)
                let first = try nextByte(bytes, .firstMemberOrEnd)
                if first == UInt8(ascii: "}") { return }
                try parseName(bytes, .firstMemberOrEnd)
            case UInt8(ascii: "["):
                try openContainer(.array)
                if try nextByte(bytes, .value) == UInt8(ascii: "]") { return }
                current.count += 1
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let start = position
                try scanNumber(bytes)
                append(.number, from: start)
                return
            case UInt8(ascii: "t"): return try parseLiteral("true", .boolean, bytes)
            case UInt8(ascii: "f"): return try parseLiteral("false", .boolean, bytes)
            case UInt8(ascii: "n"): return try parseLiteral("null", .null, bytes)
            default: throw JSONError(.expected(.value), at: position)
            }
        }
    }

    /// After a value: closes what ends here and stands before the next value, or at the end (false).
    private mutating func goOn(_ bytes: Span<UInt8>) throws(JSONError) -> Bool {
        while current.index >= 0 {
            let isObject = current.isObject
            let expectation: JSONError.Expectation =
                isObject ? .commaOrObjectEnd : .commaOrArrayEnd
            let byte = try nextByte(bytes, expectation)
            if byte == UInt8(ascii: ",") {
                position += 1
                if isObject {
                    _ = try nextByte(bytes, .memberName)
                    try parseName(bytes, .memberName)
                } else {
                    current.count += 1
                }
                return true
            }
            guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw JSONError(.expected(expectation), at: position)
            }
            position += 1
            try closeContainer(bytes)
        }
        skipBlanks(bytes)
        guard position == bytes.count else { throw JSONError(.expected(.end), at: position) }
        return false
    }

    private mutating func parseName(
        _ bytes: Span<UInt8>, _ expectation: JSONError.Expectation
    ) throws(JSONError) {
        guard bytes[position] == UInt8(ascii: "\"") else {
            throw JSONError(.expected(expectation), at: position)
        }
        current.count += 1
        try appendString(bytes)
        guard try nextByte(bytes, .colon) == UInt8(ascii: ":") else {
            throw JSONError(.expected(.colon), at: position)
        }
        position += 1
    }

    private mutating func parseLiteral(
        _ literal: String, _ kind: JSONKind, _ bytes: Span<UInt8>
    ) throws(JSONError) {
        let start = position
        for wanted in literal.utf8 {
            guard position < bytes.count else {
                throw JSONError(.truncated(.literal), at: position)
            }
            guard bytes[position] == wanted else {
                throw JSONError(.expected(.literal), at: start)
            }
            position += 1
        }
        append(kind, from: start)
    }

    private mutating func openContainer(_ kind: JSONKind) throws(JSONError) {
        guard depth < depthMax else {
            throw JSONError(.tooDeep(limit: depthMax), at: position)
        }
        depth += 1
        if current.index >= 0 { tape[current.index].wait(with: current.count) }
        let parent = current.index
        current = Container(index: tape.count, isObject: kind == .object, count: 0)
        // What is not known yet is set when the container closes.
        tape.append(JSONToken(kind, openIn: parent, from: position))
        position += 1
    }

    /// Completes the innermost container's token; `position` is past its closing bracket.
    private mutating func closeContainer(_ bytes: Span<UInt8>) throws(JSONError) {
        let parent = tape[current.index].parent
        tape[current.index].close(at: position, next: tape.count, count: current.count)
        if current.isObject && current.count > 1 && !allowsDuplicateNames {
            try checkNamesDiffer(ofObjectAt: current.index, bytes)
        }
        depth -= 1
        current =
            parent < 0
            ? Container(index: -1, isObject: false, count: 0)
            : Container(
                index: parent, isObject: tape[parent].kind == .object, count: tape[parent].count)
    }

    private mutating func append(_ kind: JSONKind, from start: Int) {
        tape.append(JSONToken(kind, from: start, to: position, next: tape.count + 1))
    }

    private mutating func appendString(_ bytes: Span<UInt8>) throws(JSONError) {
        let start = position + 1
        let isEscaped = try scanString(bytes)
        tape.append(
            JSONToken(
                .string, from: start, to: position - 1, next: tape.count + 1,
                isEscaped: isEscaped))
    }

    /// Steps over blanks to the next byte, which stays unread.
    private mutating func nextByte(
        _ bytes: Span<UInt8>, _ expectation: JSONError.Expectation
    ) throws(JSONError) -> UInt8 {
        skipBlanks(bytes)
        guard position < bytes.count else {
            throw JSONError(.truncated(expectation), at: position)
        }
        return bytes[position]
    }

    private mutating func skipBlanks(_ bytes: Span<UInt8>) {
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
                position += 1
            default: return
            }
        }
    }
}
