package import Values

/// Tags that mean something to Quipu: every SDK can set them, and so settings that DynamoDB lacks.
package enum ReservedTag {
    /// `exact` (the default) or `lazy`: `TimeToLive.Mode`.
    package static let timeToLive: Text = "quipu:time-to-live"
    /// `on` or `off` (the default): turns the extensions of the expression language off.
    package static let strict: Text = "quipu:strict"

    /// Why a tag cannot be set, or `nil` when it can: a reserved tag takes two values only.
    package static func problem(with name: Text, value: Text) -> String? {
        let allowed: [Text]
        switch name {
        case timeToLive: allowed = ["exact", "lazy"]
        case strict: allowed = ["on", "off"]
        default: return nil
        }
        return allowed.contains(value)
            ? nil : "Tag \(name) takes \(allowed[0]) or \(allowed[1]), found \(value)"
    }
}

extension Table {
    /// Brings the settings in line with the reserved tags; a tag that is missing means the default.
    package mutating func heedReservedTags() {
        let mode = tags[ReservedTag.timeToLive] == "lazy" ? TimeToLive.Mode.lazy : .exact
        var settings = settings
        settings.timeToLiveMode = mode
        settings.strict = tags[ReservedTag.strict] == "on"
        self.settings = settings
        timeToLive?.mode = mode
    }
}
