import HandlerModel
package import JSON

/// One pattern that events must match to be delivered: EventBridge's language, and ours on top.
///
/// Objects nest as the event does, all fields that they name must match, and each leaf is an array
/// of values or operators of which one must. `ddb-numeric` compares attribute numbers, which are
/// strings in an event; `crossed` is true when a number has passed a bound with this change, and
/// `changed` when the value is not what it was.
/// Parsed once, matched often; matching takes time linear in the event's size for each leaf.
package struct EventFilter: Sendable {
    private let pattern: ObjectPattern

    /// Reads a pattern from its JSON text; of two members of one name the last one counts.
    package init(parsing text: String) throws(FilterError) {
        let length = text.unicodeScalars.count
        guard length <= HandlerLimits.patternCharactersMax else {
            throw FilterError(
                "The pattern has \(length) characters; "
                    + "\(HandlerLimits.patternCharactersMax) are allowed")
        }
        let document: JSONDocument
        do {
            document = try JSONDocument(
                parsing: Array(text.utf8), depthMax: RunnerLimits.filterDepthMax,
                allowsDuplicateNames: true)
        } catch {
            throw FilterError("The pattern is not JSON: \(error.message)")
        }
        guard document.root.kind == .object else {
            throw FilterError("The pattern must be a JSON object")
        }
        pattern = try PatternParser.object(document.root, at: [])
    }

    /// Whether it tests values from before the change, which only some stream views contain.
    package var comparesImages: Bool { pattern.comparesImages }

    /// The same of an event's JSON.
    package func matches(_ event: JSONNode) -> Bool { matches(.json(event)) }

    /// Whether `event`, one stream record as a handler sees it, matches.
    package func matches(_ event: EventNode) -> Bool {
        let isInsert = event["eventName"]?.isString("INSERT") ?? false
        return pattern.matches(event, .event(isInsert: isInsert))
    }
}
