import JSON

/// A body of one JSON value a line, read as one array.
///
/// The lines are put between brackets, with commas for line ends, and parsed in one go: a document
/// of its own for each of ten thousand lines would cost more than reading them. That every line was
/// a whole value by itself is then seen from where the elements lie. Blank lines are passed over, and
/// a line may end in CR LF.
struct JSONLines {
    let document: JSONDocument
    private let elementName: String
    /// Of the elements; counted from 1, blank lines too.
    private let numbers: [Int]

    /// - Parameter elementName: what a line is called in errors, as if the lines were the elements of
    ///   a member of that name.
    init(parsing body: [UInt8], elementName: String) throws(NativeError) {
        self.elementName = elementName
        let lines = JSONLines.lines(of: body)
        numbers = lines.map(\.number)
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
        do throws(JSONError) {
            document = try JSONDocument(parsing: joined)
        } catch {
            throw JSONLines.firstProblem(in: body, lines, elementName)
                ?? .invalid(
                    field: "body", "The body's lines are not JSON: \(error.message).")
        }
        // An element in each line's own place means that each line is a value by itself.
        var index = 0
        for element in document.root.elements {
            guard index < ends.count, element.byteRange.upperBound <= ends[index],
                index == 0 || element.byteRange.lowerBound > ends[index - 1]
            else { break }
            index += 1
        }
        guard index == ends.count, document.root.count == index else {
            throw JSONLines.firstProblem(in: body, lines, elementName)
                ?? .invalid(
                    field: "body", "The body must have one JSON value a line.")
        }
    }

    /// The values of the lines, in their order.
    var elements: JSONNode { document.root }

    /// A problem in a line, told with the line's number in the body.
    func error(_ problem: BodyProblem) -> NativeError {
        let path = problem.path
        let index = path.dropFirst().prefix { $0 != "]" }
        guard let element = Int(index), let line = lineNumber(ofElementAt: element) else {
            return NativeError(problem)
        }
        return .invalid(
            field: elementName + path,
            "\(elementName)\(path) (line \(line)): \(problem.detail).")
    }

    /// Counted from 1, blank lines too.
    func lineNumber(ofElementAt index: Int) -> Int? {
        numbers.indices.contains(index) ? numbers[index] : nil
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

    /// What is wrong with the first line that is no value by itself.
    private static func firstProblem(
        in body: [UInt8], _ lines: [Line], _ elementName: String
    ) -> NativeError? {
        for (index, line) in lines.enumerated() {
            do throws(JSONError) {
                _ = try JSONDocument(parsing: Array(body[line.range]))
            } catch {
                return .invalid(
                    field: "\(elementName)[\(index)]",
                    "Line \(line.number) is not JSON: \(error.message).")
            }
        }
        return nil
    }
}
