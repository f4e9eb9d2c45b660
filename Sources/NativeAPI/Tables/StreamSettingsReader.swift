import Commands
import JSON
import Model
import PlainBodies
import Values

/// Reads what a definition says about the table's stream of changes, and writes it back.
enum StreamSettingsReader {
    static let members = ["view", "shards", "retention", "retentionBytes"]
    /// What only a description says.
    static let label = "label"

    static func read(_ node: JSONNode) throws(BodyProblem) -> StreamSettings {
        try node.refuseMembers(except: members, passingOver: [label])
        guard let view = node["view"] else { throw node.missing("view", "one of \(words)") }
        var settings = StreamSettings(view: try readView(view))
        if let node = node["shards"] {
            let bounds = Limits.streamShards
            settings.shards = Int(
                try node.readWholeNumber(in: Int64(bounds.lowerBound)...Int64(bounds.upperBound)))
        }
        if let node = node["retention"] {
            settings.retentionSeconds = try node.readLifetime(in: Limits.streamRetentionSeconds)
        }
        if let node = node["retentionBytes"] {
            settings.retentionBytes = try node.readWholeNumber(in: Limits.streamRetentionBytes)
        }
        return settings
    }

    private static func readView(_ node: JSONNode) throws(BodyProblem) -> StreamView {
        let word = try node.readText().string
        guard let view = StreamView.allCases.first(where: { $0.word == word }) else {
            throw node.problem("must be one of \(words), found \(word)")
        }
        return view
    }

    private static var words: String {
        StreamView.allCases.map(\.word).joined(separator: ", ")
    }
}

extension StreamSettings {
    /// - Parameter label: names this opening of the stream among those of its table.
    func write(label: String?, to writer: inout JSONWriter) {
        writer.name("stream")
        writer.beginObject()
        writer.name("view")
        writer.string(view.word)
        writer.name("shards")
        writer.integer(shards)
        writer.name("retention")
        writer.string(Lifetime.text(seconds: retentionSeconds))
        writer.name("retentionBytes")
        writer.integer(retentionBytes)
        if let label {
            writer.name(StreamSettingsReader.label)
            writer.string(label)
        }
        writer.endObject()
    }
}

extension StreamView {
    /// The view as a definition writes it.
    fileprivate var word: String {
        switch self {
        case .keysOnly: "keys-only"
        case .newImage: "new-image"
        case .oldImage: "old-image"
        case .newAndOldImages: "new-and-old-images"
        case .changes: "changes"
        }
    }
}
