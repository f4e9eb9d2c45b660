package import JSON

/// One pattern that events must match to be delivered: EventBridge's language, and ours on top
///.
///
/// Objects nest as the event does, all fields that they name must match, and each leaf is an array
/// of values or operators of which one must. `ddb-numeric` compares attribute numbers, which are
/// strings in an event; `crossed` is true when a number has passed a bound with this change.
/// Parsed once, matched often; matching takes time linear in the event's size for each leaf.
package struct EventFilter: Sendable {
    /// AWS's bound on a pattern.
    package static let patternCharactersMax = 4096
    /// More nesting than an event can have.
    private static let depthMax = 64

    private let pattern: ObjectPattern

    /// Reads a pattern from its JSON text; of two members of one name the last one counts.
    package init(parsing text: String) throws(FilterError) {
        let length = text.unicodeScalars.count
        guard length <= EventFilter.patternCharactersMax else {
            throw FilterError(
                "The pattern has \(length) characters; "
                    + "\(EventFilter.patternCharactersMax) are allowed")
        }
        let document: JSONDocument
        do {
            document = try JSONDocument(
                parsing: Array(text.utf8), depthMax: EventFilter.depthMax,
                allowsDuplicateNames: true)
        } catch {
            throw FilterError("The pattern is not JSON: \(error.message)")
        }
        guard document.root.kind == .object else {
            throw FilterError("The pattern must be a JSON object")
        }
        pattern = try PatternParser.object(document.root, at: [])
    }

    /// Whether `event`, one stream record as a handler sees it, matches.
    package func matches(_ event: JSONNode) -> Bool {
        let isInsert = event["eventName"]?.isString("INSERT") ?? false
        return pattern.matches(event, .event(isInsert: isInsert))
    }
}
