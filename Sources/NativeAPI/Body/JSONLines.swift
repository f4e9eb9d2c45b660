import JSON

/// A body of one JSON value a line, read as one array.
///
/// The lines are put between brackets, with commas for line ends, and parsed in one go: a document
/// of its own for each of ten thousand lines would cost more than reading them. That every line was
/// a whole value by itself is then seen from where the elements lie. Only when it was not, each line
/// is looked at alone, and those that are no values are left out. Blank lines are passed over, and a
/// line may end in CR LF.
struct JSONLines {
    /// A line that is no value.
    struct Problem {
        /// Its place among the lines that are not blank, counted from 0.
        let index: Int
        /// Counted from 1, blank lines too.
        let line: Int
        let detail: String
        let range: Range<Int>
    }

    let document: JSONDocument
    /// The lines that are no values, in their order.
    let problems: [Problem]
    private let elementName: String
    /// Of the values: the number of the line, counted from 1, blank lines too, and its place among
    /// those that are not blank.
    private let places: [(line: Int, index: Int)]

    /// - Parameter elementName: what a line is called in errors, as if the lines were the elements of
    ///   a member of that name.
    init(parsing body: [UInt8], elementName: String) throws(NativeError) {
        self.elementName = elementName
        let lines = JSONLines.lines(of: body)
        if let document = JSONLines.joined(lines, of: body) {
            self.document = document
            problems = []
            places = lines.enumerated().map { ($1.number, $0) }
            return
        }
        var good: [Line] = []
        var places: [(line: Int, index: Int)] = []
        var problems: [Problem] = []
        for (index, line) in lines.enumerated() {
            do throws(JSONError) {
                _ = try JSONDocument(parsing: Array(body[line.range]))
                good.append(line)
                places.append((line.number, index))
            } catch {
                problems.append(
                    Problem(
                        index: index, line: line.number, detail: error.message,
                        range: line.range))
            }
        }
        guard !problems.isEmpty, let document = JSONLines.joined(good, of: body) else {
            throw .invalid(field: "body", "The body must have one JSON value a line.")
        }
        self.document = document
        self.problems = problems
        self.places = places
    }

    /// The lines as one array; `nil` unless each of them is a value by itself.
    private static func joined(_ lines: [Line], of body: [UInt8]) -> JSONDocument? {
        var joined: [UInt8] = []
        joined.reserveCapacity(body.count + 3)
        var ends: [Int] = []
        ends.reserveCapacity(lines.count)
        joined.append(UInt8(ascii: "["))
        for line in lines {
            if !ends.isEmpty { joined.append(UInt8(ascii: ",")) }
            joined.append(contentsOf: body[line.range])
            ends.append(joined.count)
        }
        joined.append(UInt8(ascii: "]"))
        let document: JSONDocument
        do throws(JSONError) {
            document = try JSONDocument(parsing: joined)
        } catch {
            return nil
        }
        // An element in each line's own place means that each line is a value by itself.
        var index = 0
        for element in document.root.elements {
            guard index < ends.count, element.byteRange.upperBound <= ends[index],
                index == 0 || element.byteRange.lowerBound > ends[index - 1]
            else { break }
            index += 1
        }
        return index == ends.count && document.root.count == index ? document : nil
    }

    /// The values of the lines, in their order.
    var elements: JSONNode { document.root }

    /// The place of a value: the number of its line, counted from 1, blank lines too, and its place
    /// among the lines that are not blank.
    func place(ofElementAt index: Int) -> (line: Int, index: Int)? {
        places.indices.contains(index) ? places[index] : nil
    }

    /// A line that is not blank, counted from 1 among all.
    private struct Line {
        let number: Int
        let range: Range<Int>
    }

    private static func lines(of body: [UInt8]) -> [Line] {
        var lines: [Line] = []
        var number = 0
        var start = 0
        while start < body.count {
            number += 1
            let end = body[start...].firstIndex(of: UInt8(ascii: "\n")) ?? body.count
            let isBlank = body[start..<end].allSatisfy { byte in
                byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
                    || byte == UInt8(ascii: "\r")
            }
            if !isBlank { lines.append(Line(number: number, range: start..<end)) }
            start = end + 1
        }
        return lines
    }
}
