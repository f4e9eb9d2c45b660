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
        case .number(let number): writer.number(text: number.text)
        case .binary(let binary): writer.base64(binary.bytes)
        case .boolean(let boolean): writer.boolean(boolean)
        case .null: writer.null()
        case .map(let attributes): write(attributes, to: &writer)
        case .list(let elements):
            writer.array(elements) { write($0, to: &$1) }
        case .stringSet(let set):
            writer.array(set.elements) { $1.string($0.string) }
        case .numberSet(let set):
            writer.array(set.elements) { $1.number(text: $0.text) }
        case .binarySet(let set):
            writer.array(set.elements) { $1.base64($0.bytes) }
        }
    }

    /// A sketch as its figures; `isFresh` says whether an update changed it.
    static func write(
        _ estimation: HLLEstimation, deviations: StandardDeviations = .two, isFresh: Bool? = nil,
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.name("estimate")
        writer.number(text: estimation.estimate.description)
        writer.name("lower")
        writer.number(text: estimation.lowerBound(deviations).description)
        writer.name("upper")
        writer.number(text: estimation.upperBound(deviations).description)
        if let isFresh {
            writer.name("fresh")
            writer.boolean(isFresh)
        }
        writer.endObject()
    }
}
