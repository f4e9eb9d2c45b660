import Commands
import JSON
import Model

/// The elements of a batch that are not what an element may be.
struct WrongElements: Hashable, Sendable {
    struct Element: Hashable, Sendable {
        /// Its place in the batch, counted from 0.
        let index: Int
        /// The same in a body of lines, counted from 1, blank lines too.
        let line: Int?
        let field: String
        let detail: String
    }

    /// The first of those that are no value, and of those that were read; each in their order, so
    /// that the first of both are among them.
    private var firstUnread: [Element] = []
    private var firstRead: [Element] = []
    private(set) var count = 0
    /// The places of those that were read and found wrong, among the values of the batch.
    private(set) var places: Set<Int> = []

    var isEmpty: Bool { count == 0 }

    /// The first of them by their place, as many as a response names.
    var reported: ArraySlice<Element> {
        (firstUnread + firstRead).sorted { $0.index < $1.index }.prefix(
            NativeLimits.reportedElementsMax)
    }

    /// Counts a wrong element; `element` is called only while there is room for its report.
    ///
    /// Those with a place come in their order, and so do those without.
    ///
    /// - Parameter place: its place among the values of the batch; `nil` for what is no value.
    mutating func add(place: Int?, _ element: () -> Element) {
        count += 1
        guard let place else {
            if firstUnread.count < NativeLimits.reportedElementsMax {
                firstUnread.append(element())
            }
            return
        }
        places.insert(place)
        if firstRead.count < NativeLimits.reportedElementsMax { firstRead.append(element()) }
    }

    func write(to writer: inout JSONWriter) {
        writer.name("wrong")
        writer.integer(count)
        writer.name("errors")
        writer.array(Array(reported)) { element, writer in
            writer.beginObject()
            writer.name("index")
            writer.integer(element.index)
            if let line = element.line {
                writer.name("line")
                writer.integer(line)
            }
            writer.name("field")
            writer.string(element.field)
            writer.name("detail")
            writer.string(element.detail)
            writer.endObject()
        }
    }
}
