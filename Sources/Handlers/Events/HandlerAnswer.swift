import Commands
import JSON
import Model

/// What a handler said to an event.
///
/// Nothing at all, `null`, and anything but an object say that all is well. An object may name the
/// records that failed, carry writes and a window's state, or be the error that Lambda's runtimes
/// answer with.
struct HandlerAnswer: Sendable {
    private let root: JSONNode?

    /// - Parameter bytes: as an `Invoker` returns them, without blanks around.
    init(parsing bytes: [UInt8]) throws(HandlerFault) {
        guard !bytes.isEmpty else {
            root = nil
            return
        }
        do throws(JSONError) {
            let root = try JSONDocument(parsing: bytes).root
            self.root = root.kind == .object ? root : nil
        } catch {
            throw HandlerFault(
                "The handler's answer is not JSON: \(error.message)", isOfFunction: true)
        }
        if let message = root?["errorMessage"]?.string {
            let type = root?["errorType"]?.string.map { "\($0): " } ?? ""
            throw HandlerFault("The handler failed: \(type)\(message)", isOfFunction: true)
        }
    }

    /// The index of the first record that failed; `nil` when all were handled.
    ///
    /// A list that names anything but records of this event says nothing that could be relied on:
    /// then all have failed.
    func firstFailure(in records: ArraySlice<BatchRecord>) -> Int? {
        guard let list = root?["batchItemFailures"], !list.isNull else { return nil }
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
        guard let writes = root?["writes"], !writes.isNull else { return nil }
        return writes
    }

    /// The state that it hands on, as JSON.
    var state: [UInt8]? {
        guard let state = root?["state"], !state.isNull else { return nil }
        return Array(state.rawBytes)
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
