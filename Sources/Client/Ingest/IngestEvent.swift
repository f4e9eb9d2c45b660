package import JSON

/// One line of a file whose lines are counted: what `Ingestion` makes an event of the `events` call of.
package protocol IngestEvent {
    /// What several of them are called in messages, such as `clicks`.
    static var plural: String { get }

    /// Reads a line, without its line end.
    init(line: [UInt8]) throws(MalformedLine)

    /// Seconds since 1970.
    var time: Int64 { get }

    /// Writes the event as the `events` call takes it.
    ///
    /// - Parameter shift: by how many seconds it is moved.
    func write(to json: inout JSONWriter, movedBy shift: Int64)
}

/// A line that is no event, in words that name the field.
package struct MalformedLine: Error, CustomStringConvertible {
    package let description: String
    /// Whether it is no JSON at all, as a line is that is not whole.
    package var isUnreadable: Bool

    package init(description: String, isUnreadable: Bool = false) {
        self.description = description
        self.isUnreadable = isUnreadable
    }
}
