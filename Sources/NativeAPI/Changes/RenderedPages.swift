import Model
import Synchronization

/// The pages of changes that were rendered last, for all feeds that stand at the same place.
///
/// All feeds of a table need the same bytes after a write; without this each write would be decoded
/// and rendered once for each of them. Bounded in number and in bytes.
final class RenderedPages: Sendable {
    /// What the bytes of a page depend on, besides records, which never change.
    struct Place: Hashable {
        /// As the state has it: another one after a trim, and once it is closed.
        let stream: ChangeStream
        /// `nil` for all that is kept.
        let position: SequenceNumber?
        let filter: PartitionPrefix?
    }

    private struct Entry {
        let place: Place
        let page: FeedPage
    }

    private struct State {
        /// The oldest first.
        var entries: [Entry] = []
        var bytes = 0

        mutating func removeOldest() {
            bytes -= entries.removeFirst().page.events.count
        }
    }

    private let state = Mutex(State())

    /// What was rendered for the place before, if it is still here.
    subscript(place: Place) -> FeedPage? {
        state.withLock { state in
            state.entries.last { $0.place == place }?.page
        }
    }

    /// Keeps a page that has records, or passed over some; one that is larger than all may be together
    /// is not kept.
    func keep(_ page: FeedPage, for place: Place) {
        let bytes = page.events.count
        guard bytes <= NativeLimits.renderedPagesBytesMax else { return }
        var page = page
        // There may be more by the time that it is asked for.
        page.isAtEnd = false
        state.withLock { state in
            while state.entries.count >= NativeLimits.renderedPagesMax
                || state.bytes + bytes > NativeLimits.renderedPagesBytesMax
            {
                state.removeOldest()
            }
            state.entries.append(Entry(place: place, page: page))
            state.bytes += bytes
        }
    }

    /// Gives the memory back.
    func removeAll() {
        state.withLock { $0 = State() }
    }
}
