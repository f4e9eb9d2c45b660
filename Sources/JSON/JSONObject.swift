import Platform

/// An object whose members are looked for by name again and again.
///
/// One walk notes with what eight bytes the names of the first members begin: a member that is not
/// there, which most are not, then costs hardly anything. Other kinds have no members.
package struct JSONObject: Sendable {
    package let node: JSONNode
    /// The beginnings of the names, and where in the tape the names are.
    private var firstWords = InlineArray<16, UInt64>(repeating: 0)
    private var places = InlineArray<16, UInt32>(repeating: 0)
    private var notedCount = 0
    /// Whether more members follow those that are noted.
    private let hasMore: Bool

    private static let notedMax = 16

    package init(_ node: JSONNode) {
        self.node = node
        guard node.kind == .object else {
            hasMore = false
            return
        }
        let count = node.count
        hasMore = count > JSONObject.notedMax
        let document = node.document
        var place = node.index + 1
        while notedCount < min(count, JSONObject.notedMax) {
            firstWords[notedCount] = document.firstWord(ofStringAt: place)
            places[notedCount] = UInt32(truncatingIfNeeded: place)
            notedCount += 1
            place = Int(document.tape[place + 1].next)
        }
    }

    /// The member of that name, or `nil`.
    package subscript(name: String) -> JSONNode? {
        let utf8 = name.utf8.span
        let firstWord = utf8.firstWord(in: utf8.indices)
        var index = 0
        while index < notedCount {
            if firstWords[index] == firstWord, isName(at: index, utf8) {
                return JSONNode(document: node.document, index: Int(places[index]) + 1)
            }
            index += 1
        }
        return hasMore ? node[name] : nil
    }

    private func isName(at index: Int, _ name: Span<UInt8>) -> Bool {
        node.document.string(at: Int(places[index]), equals: name)
    }
}

extension JSONDocument {
    /// The first eight bytes of a string, unescaped, extended with zeros.
    fileprivate func firstWord(ofStringAt index: Int) -> UInt64 {
        let token = tape[index]
        let bytes = bytes
        guard token.isEscaped else { return bytes.span.firstWord(in: token.range) }
        let decoded = JSONEscapes.decode(bytes, in: token.range)
        return decoded.span.firstWord(in: decoded.indices)
    }
}
