import JSON
import Model

/// What a handler said to an event.
///
/// Nothing at all, `null`, and anything but an object say that all is well. An object may name the
/// records that failed, carry writes and a window's state, or be the error that Lambda's runtimes
/// answer with. Parsed once, where it comes out of the process.
package struct HandlerResponse: Sendable {
    private let root: JSONNode?

    /// Reads what a process wrote, with or without blanks around it.
    package init(parsing output: [UInt8]) throws(InvocationFailure) {
        let bytes = HandlerResponse.trimmed(output)
        guard !bytes.isEmpty else {
            root = nil
            return
        }
        do throws(JSONError) {
            root = try JSONDocument(parsing: bytes).root
        } catch {
            throw .malformedOutput("\(HandlerResponse.quote(bytes)) is not JSON")
        }
    }

    /// The response as it was written, without blanks around it.
    package var bytes: [UInt8] { root.map { Array($0.rawBytes) } ?? [] }

    /// The error that the response reports.
    var fault: HandlerFault? {
        guard let message = object?["errorMessage"]?.string else { return nil }
        let type = object?["errorType"]?.string.map { "\($0): " } ?? ""
        return HandlerFault("The handler failed: \(type)\(message)", isOfFunction: true)
    }

    /// The index of the first record that failed; `nil` when all were handled.
    ///
    /// A list that names anything but records of this event says nothing that could be relied on:
    /// then all have failed.
    func firstFailure(in records: ArraySlice<BatchRecord>) -> Int? {
        guard let list = object?["batchItemFailures"], !list.isNull else { return nil }
        guard list.kind == .array else { return records.startIndex }
        var first: Int?
        for element in list.elements {
            guard let text = element["itemIdentifier"]?.string,
                let sequence = SequenceNumber(text: text),
                let index = records.index(of: sequence)
            else { return records.startIndex }
            first = min(first ?? index, index)
        }
        return first
    }

    /// What the handler wants written.
    var writes: JSONNode? {
        guard let writes = object?["writes"], !writes.isNull else { return nil }
        return writes
    }

    /// The state that it hands on, as JSON.
    var state: [UInt8]? {
        guard let state = object?["state"], !state.isNull else { return nil }
        return Array(state.rawBytes)
    }

    private var object: JSONNode? { root?.kind == .object ? root : nil }

    /// The beginning of some output, for messages.
    static func quote(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes.prefix(RunnerLimits.quotedAnswerBytesMax), as: UTF8.self)
            .filter { !$0.isNewline }
        return bytes.count > RunnerLimits.quotedAnswerBytesMax ? "'\(text)…'" : "'\(text)'"
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        guard let first = bytes.firstIndex(where: { !isSpace($0) }),
            let last = bytes.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return Array(bytes[first...last])
    }
}

extension ArraySlice<BatchRecord> {
    /// Where the record of that number is; numbers grow.
    fileprivate func index(of sequence: SequenceNumber) -> Int? {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low].sequence == sequence ? low : nil
    }
}
