/// Declarations that nothing uses, found by their names alone: one that occurs once is declared and
/// not used.
///
/// Common names hide dead ones, so this finds some of them, never a living one, but for those that are
/// called from outside.
enum DeadDeclarations {
    /// What others call by name: protocols of libraries, and what the compiler makes of a literal.
    static let calledFromOutside: Set<String> = [
        "OutboundIn", "appendLiteral", "channelWritabilityChanged", "handlerAdded",
        "handlerRemoved", "userInboundEventTriggered",
        // `@main`.
        "Instructions", "Spike",
        // Values that come in requests and in sketches.
        "ACL", "MKCALENDAR", "MSEARCH", "UNSUBSCRIBE", "three",
    ]

    /// What only tests use, on purpose or from before there was this rule: the list may only become
    /// shorter.
    static let knownForTestsOnly: Set<String> = [
        "checkIntegrity", "clearStaleReaders", "contentHash", "encodedCount", "isBadSize",
        "numberBytesMax", "storedKeyBytesMax",
    ]

    /// Names that occur once in `tree`, with where.
    static func usedNowhere(in tree: SourceTree) -> [String: String] {
        var counts: [Substring: Int] = [:]
        var places: [Substring: String] = [:]
        for file in tree.files {
            for line in file.lines {
                let words = words(of: line)
                for word in words { counts[word, default: 0] += 1 }
                for (before, word) in zip(words, words.dropFirst())
                where declares.contains(before) && isNext(word, to: before, in: line) {
                    places[word] = file.path
                }
            }
        }
        return Dictionary(
            uniqueKeysWithValues: places.filter { counts[$0.key] == 1 }
                .map { (String($0.key), $0.value) })
    }

    /// Whether only a blank is between them, and no colon behind: `case .sound`, `case 1` and
    /// `case sound:` declare nothing.
    private static func isNext(
        _ word: Substring, to before: Substring, in line: String
    ) -> Bool {
        let between = line[before.endIndex..<word.startIndex]
        let isPattern = before == "case" && line[word.endIndex...].hasPrefix(":")
        return (between == " " || between == " `") && word.first?.isNumber == false && !isPattern
    }

    /// Every name in the tree.
    static func names(in tree: SourceTree) -> Set<String> {
        Set(tree.files.flatMap(\.lines).flatMap { words(of: $0).map(String.init) })
    }

    private static let declares: Set<Substring> = [
        "func", "var", "let", "struct", "class", "enum", "actor", "protocol", "typealias", "case",
    ]

    /// The names and keywords of a line, without its comment.
    ///
    /// What stands in string literals counts:
    /// it may be code that is put in.
    private static func words(of line: String) -> [Substring] {
        let bytes = line.utf8
        var words: [Substring] = []
        var start: String.Index?
        var isQuoted = false
        var previous = UInt8(ascii: " ")
        for index in bytes.indices {
            let byte = bytes[index]
            if isPartOfName(byte) {
                if start == nil { start = index }
            } else {
                if let begun = start { words.append(line[begun..<index]) }
                start = nil
                if byte == UInt8(ascii: "\""), previous != UInt8(ascii: "\\") { isQuoted.toggle() }
                let isComment = byte == UInt8(ascii: "/") && previous == byte
                if isComment, !isQuoted { return words }
            }
            previous = byte
        }
        if let begun = start { words.append(line[begun...]) }
        return words
    }

    private static func isPartOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
            true
        default: false
        }
    }
}
