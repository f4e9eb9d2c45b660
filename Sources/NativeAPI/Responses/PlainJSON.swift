import JSON
import Sketches
import Values

/// Values as plain JSON, without type tags: what a person would write.
///
/// Numbers keep their exact decimal text, binary is base64, sets are arrays in their order.
enum PlainJSON {
    static func write(_ item: Item, to writer: inout JSONWriter) {
        writer.beginObject()
        for entry in item.entries {
            writer.name(entry.name.string)
            write(entry.value, to: &writer)
        }
        writer.endObject()
    }

    static func write(_ value: Value, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text.string)
        case .number(let number): write(number, to: &writer)
        case .binary(let binary): writer.base64(binary.bytes)
        case .boolean(let boolean): writer.boolean(boolean)
        case .null: writer.null()
        case .map(let attributes): write(attributes, to: &writer)
        case .list(let elements):
            writer.array(elements) { write($0, to: &$1) }
        case .stringSet(let set):
            writer.array(set.elements) { $1.string($0.string) }
        case .numberSet(let set):
            writer.array(set.elements) { write($0, to: &$1) }
        case .binarySet(let set):
            writer.array(set.elements) { $1.base64($0.bytes) }
        }
    }

    /// The value at a place of an item, straight from its bytes where it is a number.
    static func write(
        _ location: ValueLocation, in item: ItemView, to writer: inout JSONWriter
    ) {
        if let number = item.number(at: location) {
            write(number, to: &writer)
        } else {
            write(item.value(at: location), to: &writer)
        }
    }

    private static func write(_ number: Number, to writer: inout JSONWriter) {
        if let integer = number.int64 {
            writer.integer(integer)
        } else {
            writer.number(text: number.text)
        }
    }

    private static let estimateName = JSONWriter.quoted("estimate")
    private static let lowerName = JSONWriter.quoted("lower")
    private static let upperName = JSONWriter.quoted("upper")
    private static let freshName = JSONWriter.quoted("fresh")

    /// A sketch as its figures; `isFresh` says whether an update changed it.
    static func write(
        _ estimation: HLLEstimation, deviations: StandardDeviations = .two, isFresh: Bool? = nil,
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name(quoted: estimateName)
        writer.number(text: text(of: estimation.estimate))
        writer.name(quoted: lowerName)
        writer.number(text: text(of: estimation.lowerBound(deviations)))
        writer.name(quoted: upperName)
        writer.number(text: text(of: estimation.upperBound(deviations)))
        if let isFresh {
            writer.name(quoted: freshName)
            writer.boolean(isFresh)
        }
        writer.endObject()
    }

    /// The shortest digits that mean this number.
    ///
    /// A lower bound is mostly a whole number, and a small one: its text need not be searched for.
    private static func text(of number: Double) -> String {
        if number.sign == .plus, let whole = Int(exactly: number), whole < wholeNumbers.count {
            return wholeNumbers[whole]
        }
        return number.description
    }

    private static let wholeNumbers = (0..<256).map { "\($0).0" }
}
