import API
import Commands
import JSON
import Model
import PlainBodies
import Values

/// What every batch has: its source, its number, and its elements, one by one.
///
/// In a JSON body all three are members; in lines the elements are the lines, and the rest comes in
/// headers. A JSON body may leave source and sequence to the headers too; when both say one, they
/// must say the same.
struct Batch: Sendable {
    let mark: HighWaterMark
    /// An array.
    let elements: JSONNode
    private let lines: JSONLines?
    /// What the member of a JSON body is called that has the elements.
    private let elementName: String
    /// Whether the elements that are right count though others are wrong.
    private let isPartial: Bool

    static let parameters = ["partial"]

    /// - Parameter isOrdered: whether the order of the elements means something.
    init(_ request: NativeRequest, elementName: String, isOrdered: Bool) throws(NativeError) {
        self.elementName = elementName
        isPartial = try request.query.boolean("partial") ?? false
        var source = try Batch.source(in: request.headers)
        var sequence = try Batch.sequence(in: request.headers)
        switch request.body.type {
        case .lines:
            let lines = try JSONLines(parsing: request.body.bytes, elementName: elementName)
            self.lines = lines
            elements = lines.elements
        case .json:
            lines = nil
            elements = try request.body.object { root throws(BodyProblem) in
                try Batch.elements(
                    of: root, named: elementName, source: &source, sequence: &sequence)
            }
        }
        let given = HighWaterMark(
            source: try Batch.given(source, "source", or: RequestHeaders.sourceName),
            sequence: try Batch.given(sequence, "sequence", or: RequestHeaders.sequenceName))
        let unread = lines?.problems ?? []
        let count = elements.count + unread.count
        guard count <= Limits.incrementsMax else {
            throw .invalid(
                field: elementName,
                "\(elementName): a batch may have \(Limits.incrementsMax), found \(count).")
        }
        let digest = ContentDigest.digest(
            ofBatch: elements.elements, elementName: elementName, isOrdered: isOrdered)
        mark = HighWaterMark(
            source: given.source, sequence: given.sequence,
            digest: unread.reduce(digest) { digest, line in
                digest &+ ContentDigest.digest(ofBytes: request.body.bytes[line.range])
            })
    }

    /// How an element is called in a problem.
    func part(at place: Int) -> NativeError.Part {
        let (line, index) = position(of: place)
        let field = "\(elementName)[\(index)]"
        return NativeError.Part(
            field: field, words: line.map { "\(field) (line \($0))" } ?? field)
    }

    /// The line of a value, where there are lines, and its place among all elements.
    private func position(of place: Int) -> (line: Int?, index: Int) {
        guard let (line, index) = lines?.place(ofElementAt: place) else { return (nil, place) }
        return (line, index)
    }

    /// Lets `read` look into every element, and answers which of them are wrong: none, unless the
    /// request wants those that are right to count anyhow.
    func readEach(
        _ read: (JSONNode) throws(BodyProblem) -> Void
    ) throws(NativeError) -> WrongElements {
        var wrong = WrongElements()
        for problem in lines?.problems ?? [] {
            wrong.add(place: nil) {
                WrongElements.Element(
                    index: problem.index, line: problem.line,
                    field: "\(elementName)[\(problem.index)]",
                    detail: "Line \(problem.line) is not JSON: \(problem.detail).")
            }
        }
        for (place, element) in elements.elements.enumerated() {
            do throws(BodyProblem) {
                try read(element)
            } catch {
                if error.isOfBatch {
                    let cause = wrongElement(at: place, error)
                    throw .invalid(field: cause.field, cause.detail)
                }
                wrong.add(place: place) { wrongElement(at: place, error) }
            }
        }
        guard isPartial || wrong.isEmpty else { throw .wrongElements(wrong) }
        return wrong
    }

    private func wrongElement(at place: Int, _ problem: BodyProblem) -> WrongElements.Element {
        let (line, index) = position(of: place)
        // Behind the element itself, which may have another place than the path says.
        let rest = problem.path.drop { $0 != "]" }.dropFirst()
        let field = "\(elementName)[\(index)]\(rest)"
        let words = line.map { "\(field) (line \($0))" } ?? field
        return WrongElements.Element(
            index: index, line: line, field: field, detail: "\(words): \(problem.detail).")
    }

    private static func elements(
        of root: JSONNode, named elementName: String, source: inout Text?, sequence: inout Int64?
    ) throws(BodyProblem) -> JSONNode {
        var elements: JSONNode?
        for (name, value) in root.memberNodes {
            if name.isString(elementName) {
                guard value.kind == .array else { throw value.expected("an array") }
                elements = value
            } else if name.isString("source") {
                let text = try value.readText(bytesMax: Limits.sourceBytesMax)
                guard source == nil || source == text else {
                    throw value.problem("differs from header \(RequestHeaders.sourceName)")
                }
                source = text
            } else if name.isString("sequence") {
                let number = try value.readWholeNumber(in: 0...Int64.max)
                guard sequence == nil || sequence == number else {
                    throw value.problem("differs from header \(RequestHeaders.sequenceName)")
                }
                sequence = number
            } else {
                throw name.unknownMember(known: ["source", "sequence", elementName])
            }
        }
        guard let elements else { throw root.missing(elementName, "an array") }
        return elements
    }

    private static func source(in headers: RequestHeaders) throws(NativeError) -> Text? {
        guard let text = headers.source else { return nil }
        guard (1...Limits.sourceBytesMax).contains(text.utf8.count) else {
            throw .invalid(
                field: RequestHeaders.sourceName,
                "Header \(RequestHeaders.sourceName) must have 1 to \(Limits.sourceBytesMax) bytes."
            )
        }
        return Text(text)
    }

    private static func sequence(in headers: RequestHeaders) throws(NativeError) -> Int64? {
        guard let text = headers.sequence else { return nil }
        let isPlain = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isPlain, let number = Int64(text) else {
            throw .invalid(
                field: RequestHeaders.sequenceName,
                "Header \(RequestHeaders.sequenceName) must be a whole number from 0 to "
                    + "\(Int64.max).")
        }
        return number
    }

    private static func given<Value>(
        _ value: Value?, _ member: String, or header: String
    ) throws(NativeError) -> Value {
        guard let value else {
            throw .invalid(
                field: member,
                "\(member) is missing: a member of a JSON body, or header \(header).")
        }
        return value
    }
}

extension Batch {
    /// What a batch becomes once the store has had its say.
    ///
    /// - Parameters:
    ///   - wrong: the elements that do not count.
    ///   - expired: buckets that were not written because their retention is over.
    func answer(
        _ result: Result<IncrementBatch.Reply, IncrementBatch.Rejection>, of table: Text,
        wrong: WrongElements, expired: Int = 0,
        locate: (_ index: Int, _ existing: ItemImage?, _ reason: WriteRejection) throws(NativeError)
            -> NativeError
    ) throws(NativeError) -> Response {
        switch result {
        case .success(.applied):
            return response(
                applied: elements.count - wrong.places.count, duplicateOf: nil, wrong: wrong,
                expired: expired)
        case .success(.duplicate(let last)):
            return response(applied: 0, duplicateOf: last, wrong: wrong, expired: 0)
        case .failure(.tableNotFound): throw .tableNotFound(table)
        case .failure(.sequenceGap(let expected)): throw .sequenceGap(mark, expected: expected)
        case .failure(.sequenceReused(let last)): throw .sequenceReused(mark, last: last)
        case .failure(.sequenceTooOld(let last, let oldest)):
            throw .sequenceTooOld(mark, last: last, oldest: oldest)
        case .failure(.writes(.write(let index, let existing, let reason))):
            throw try locate(index, existing, reason)
        case .failure(.writes(.tooLarge(let bytes, let limit))):
            throw .batchTooLarge(bytes: bytes, limit: limit)
        case .failure(.writes(.tooManyChanges(let records, let limit))):
            throw .updateRefused(
                nil,
                "The batch comes to \(records) changes; \(limit) are allowed. "
                    + "Send less at a time.")
        }
    }

    /// - Parameter last: where the source stands, when the batch is a duplicate.
    private func response(
        applied: Int, duplicateOf last: Int64?, wrong: WrongElements, expired: Int
    ) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("applied")
        writer.integer(applied)
        writer.name("duplicate")
        writer.boolean(last != nil)
        writer.name("source")
        writer.string(mark.source.string)
        writer.name("sequence")
        writer.integer(mark.sequence)
        if let last {
            writer.name("last")
            writer.integer(last)
        }
        if expired > 0 {
            writer.name("expired")
            writer.integer(expired)
        }
        if isPartial { wrong.write(to: &writer) }
        writer.endObject()
        return Response(body: writer.bytes)
    }
}
