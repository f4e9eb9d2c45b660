import Handlers
import JSON
import Testing

/// Whether the event of that JSON text matches the pattern of that JSON text.
func matches(_ pattern: String, _ event: String) throws -> Bool {
    try EventFilter(parsing: pattern).matches(JSONDocument(parsing: event).root)
}

/// The words in which a pattern is refused, or `nil` when it is taken.
func refusal(of pattern: String) -> String? {
    do {
        _ = try EventFilter(parsing: pattern)
        return nil
    } catch {
        return error.message
    }
}

/// A change of the attribute `c` as a stream record shows it; `nil` where it does not exist.
func change(
    _ eventName: String = "MODIFY", from old: String?, to new: String?, keepsOldImages: Bool = true
) -> String {
    func image(_ number: String?) -> String {
        let counter = number.map { #","c":{"N":"\#($0)"}"# } ?? ""
        return #"{"pk":{"S":"L#1"}\#(counter)}"#
    }
    let oldImage = keepsOldImages && eventName != "INSERT" ? #","OldImage":\#(image(old))"# : ""
    return #"""
        {"eventName":"\#(eventName)","dynamodb":{"Keys":{"pk":{"S":"L#1"}},\#
        "NewImage":\#(image(new))\#(oldImage),"ApproximateCreationDateTime":1795000000}}
        """#
}
