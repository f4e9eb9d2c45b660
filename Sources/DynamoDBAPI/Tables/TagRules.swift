import Commands
import JSON
import Model
import Values

/// What tags may be: 1 to 128 characters of key, up to 256 of value, of a modest alphabet.
enum TagRules {
    /// The tags of a request's Tags parameter.
    static func tags(_ request: RequestReader) throws(WireError) -> [Text: Text] {
        var tags: [Text: Text] = [:]
        var broken: [String] = []
        for (index, tag) in request.structures(.tags).enumerated() {
            for parameter in [Parameter.key, .value] {
                guard let text = tag.string(parameter), !isAllowed(text) else { continue }
                broken.append(
                    "Value '\(text)' at 'tags.\(index + 1).member.\(parameter.name.lowercased())' failed to "
                        + "satisfy constraint: Member must satisfy regular expression pattern: "
                        + #"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$"#)
            }
            guard let key = tag.text(.key), let value = tag.text(.value) else { continue }
            if key.string.lowercased().hasPrefix("aws:") {
                throw .invalidParameter("Tag keys that begin with aws: are reserved: \(key.string)")
            }
            if let problem = ReservedTag.problem(with: key, value: value) {
                throw .invalidParameter(problem)
            }
            if tags.updateValue(value, forKey: key) != nil {
                throw .invalidParameter("Duplicate tag key: \(key.string)")
            }
        }
        if !broken.isEmpty {
            throw .constraints(Array(broken.prefix(DynamoDBLimits.brokenConstraintsMax)))
        }
        return tags
    }

    static func write(_ tags: [Text: Text], to writer: inout JSONWriter) {
        writer.beginArray()
        for (key, value) in tags.sorted(by: { $0.key < $1.key }) {
            writer.beginObject()
            writer.name("Key")
            writer.string(key.string)
            writer.name("Value")
            writer.string(value.string)
            writer.endObject()
        }
        writer.endArray()
    }

    static func tooMany(limit: Int) -> WireError {
        .invalidParameter("Too many Tags: the tag limit is \(limit) per resource")
    }

    private static func isAllowed(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .decimalNumber, .letterNumber, .otherNumber, .spaceSeparator,
                .lineSeparator, .paragraphSeparator:
                true
            default: "_.:/=+-@".unicodeScalars.contains(scalar)
            }
        }
    }
}

extension Field {
    static let tags = Field(
        .tags,
        .list(
            .structure(
                [
                    Field(.key, .string, .required, .length(1...128)),
                    Field(.value, .string, .required, .length(0...256)),
                ], type: "Tag")))
}
