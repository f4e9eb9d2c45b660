import Engine
package import Model

/// What a feed sends of one page of changes.
package struct FeedPage: Equatable, Sendable {
    package var events: [UInt8]
    /// Where the page ends; `nil` when nothing was read.
    package var position: SequenceNumber?
    /// Whether nothing came after it when it was read.
    package var isAtEnd: Bool
    /// Whether nothing will come any more.
    package var isOver: Bool

    package init(
        events: [UInt8] = [], position: SequenceNumber? = nil, isAtEnd: Bool = true,
        isOver: Bool = false
    ) {
        self.events = events
        self.position = position
        self.isAtEnd = isAtEnd
        self.isOver = isOver
    }
}

extension FeedPage {
    /// What the records of a page of changes are as events, with what comes before and after them.
    init(_ changes: ChangePage, at place: RenderedPages.Place) {
        let stream = place.stream
        var events = ChangeEvents(of: stream)
        // A client that reads from the beginning of what is kept has missed nothing.
        if changes.trimmed, place.position != nil { events.writeTrimmed() }
        for record in changes.records where place.filter?.matches(record.key) ?? true {
            events.write(record)
        }
        self.init(
            position: changes.last ?? max(place.position ?? .zero, stream.horizon),
            isAtEnd: changes.isAtEnd)
        if changes.isAtEnd, let closing = stream.closing {
            events.write(closing)
            isOver = true
        }
        self.events = events.bytes
    }
}
