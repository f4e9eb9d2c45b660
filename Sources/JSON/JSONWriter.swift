import Platform

/// Writes one JSON text into one array of bytes; commas are its own business.
///
/// Names and values come in the order of the text: `beginObject(); name("a"); integer(1);
/// endObject()`. It does not check that brackets match: the callers are our own, and their
/// output is tested. Nothing is escaped that need not be.
package struct JSONWriter: Sendable {
    package private(set) var bytes: [UInt8] = []
    /// Whether the next name or value must be set off from one before it.
    private var needsComma = false

    package init(reservingBytes capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    package mutating func beginObject() { open(UInt8(ascii: "{")) }
    package mutating func endObject() { close(UInt8(ascii: "}")) }
    package mutating func beginArray() { open(UInt8(ascii: "[")) }
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    package mutating func name(_ name: String) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a name whose UTF-8 the caller has checked.
    package mutating func name(utf8 name: Span<UInt8>) {
        separate()
        appendQuoted(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a name with its quotes and colon, as `quoted` returns it.
    package mutating func name(quoted name: [UInt8]) {
        separate()
        bytes.append(contentsOf: name)
        needsComma = false
    }

    /// A name as `name(quoted:)` takes it, for one that is written again and again.
    package static func quoted(_ name: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.name(name)
        return writer.bytes
    }

    /// Writes a string, or nothing where its bytes are not UTF-8, and says which.
    package mutating func string(utf8 value: Span<UInt8>) -> Bool {
        guard Self.isPlainASCII(value) else {
            do { string(String(copying: try UTF8Span(validating: value))) } catch { return false }
            return true
        }
        separate()
        bytes.append(addingCapacity: value.count + 2) { target in
            target.append(UInt8(ascii: "\""))
            for index in value.indices { target.append(value[index]) }
            target.append(UInt8(ascii: "\""))
        }
        return true
    }

    package mutating func string(_ value: String) {
        separate()
        appendQuoted(value)
    }

    /// Writes a number in the text the caller already has, which must be one by JSON's grammar.
    package mutating func number(text: String) {
        separate()
        append(text)
    }

    package mutating func integer(_ value: some BinaryInteger) {
        separate()
        append(String(value))
    }

    /// The same for the usual integer, digit by digit.
    package mutating func integer(_ value: Int64) {
        separate()
        appendDigits(of: value)
    }

    /// Writes a string that is an integer.
    package mutating func string(integer value: Int64) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        appendDigits(of: value)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func appendDigits(of value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        bytes.append(decimal: value.magnitude)
    }

    package mutating func boolean(_ value: Bool) {
        separate()
        append(value ? "true" : "false")
    }

    package mutating func null() {
        separate()
        append("null")
    }

    /// Writes a value that is JSON text already.
    package mutating func raw(_ text: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: text)
    }

    /// Writes a string that holds `data` in base64.
    package mutating func base64(_ data: [UInt8]) {
        base64(data.span)
    }

    /// Writes a string that holds `data` in base64.
    package mutating func base64(_ data: Span<UInt8>) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        Base64.append(data, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func append(_ text: String) {
        let own = text.utf8.span
        bytes.append(addingCapacity: own.count) { target in
            for index in own.indices { target.append(own[index]) }
        }
    }

    private mutating func appendQuoted(_ text: String) {
        appendQuoted(text.utf8.span)
    }

    private mutating func appendQuoted(_ text: Span<UInt8>) {
        guard Self.isPlain(text) else { return appendEscaped(text) }
        bytes.append(addingCapacity: text.count + 2) { target in
            target.append(UInt8(ascii: "\""))
            for index in text.indices { target.append(text[index]) }
            target.append(UInt8(ascii: "\""))
        }
    }

    private mutating func appendEscaped(_ text: Span<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        for index in text.indices {
            let byte = text[index]
            if Self.mustBeEscaped(byte) { appendEscape(byte) } else { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// An array of what `write` writes for each element.
    package mutating func array<Element>(
        _ elements: [Element], _ write: (Element, inout JSONWriter) -> Void
    ) {
        beginArray()
        for element in elements { write(element, &self) }
        endArray()
    }

    /// Without a branch for each byte, which the compiler makes vectors of.
    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        var isPlain = true
        for index in text.indices { isPlain = isPlain && !mustBeEscaped(text[index]) }
        return isPlain
    }

    /// The same, and whether all of it is ASCII.
    private static func isPlainASCII(_ text: Span<UInt8>) -> Bool {
        var isPlain = true
        for index in text.indices {
            isPlain = isPlain && text[index] < 0x80 && !mustBeEscaped(text[index])
        }
        return isPlain
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(UInt8(ascii: "0") + byte >> 4)
            let low = byte & 15
            bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
        }
    }
}
