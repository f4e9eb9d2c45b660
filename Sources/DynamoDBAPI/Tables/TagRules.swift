import Commands
import JSON
import Model
import Values

/// What tags may be: 1 to 128 characters of key, up to 256 of value, of a modest alphabet.
enum TagRules {
    private static let keyCharacters = 1...128
    private static let valueCharacters = 0...256

    /// The tags of a request's Tags parameter.
    static func tags(_ request: RequestReader) throws(WireError) -> [Text: Text] {
        var tags: [Text: Text] = [:]
        for tag in request.structures(.tags) {
            let key = try key(tag.string(.key))
            guard let text = tag.string(.value), isAllowed(text, valueCharacters) else {
                throw .validation(
                    "The Tag Value provided is invalid, Value: \(tag.string(.value) ?? "null")")
            }
            let value = Text(text)
            if let problem = ReservedTag.problem(with: key, value: value) {
                throw .invalidParameter(problem)
            }
            if tags.updateValue(value, forKey: key) != nil {
                throw .validation(
                    "Duplicate Tag Keys provided as input: Duplicate Tag Key found \(key)")
            }
        }
        return tags
    }

    /// The keys of a request's TagKeys parameter.
    static func keys(_ elements: JSONNode) throws(WireError) -> [Text] {
        if elements.count > Limits.tagsMax { throw tooMany }
        var keys: [Text] = []
        for element in elements.elements { keys.append(try key(element.string)) }
        return keys
    }

    private static func key(_ text: String?) throws(WireError) -> Text {
        guard let text, isAllowed(text, keyCharacters) else {
            throw .validation("The Tag Key provided is invalid, Key: \(text ?? "null")")
        }
        if text.lowercased().hasPrefix("aws:") {
            throw .validation("Tag Key cannot be prefixed with aws:, Key: \(text)")
        }
        return Text(text)
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

    /// What AWS says of more tags than a table may have.
    static let tooMany = WireError.validation(
        "Number of Tags exceed the current limit for the provided ResourceArn")

    private static func isAllowed(_ text: String, _ characters: ClosedRange<Int>) -> Bool {
        guard characters.contains(text.unicodeScalars.count) else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
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
                    // Judged by `TagRules`, in a sentence of its own for each.
                    Field(.key, .string),
                    Field(.value, .string),
                ], type: "Tag")))
}
