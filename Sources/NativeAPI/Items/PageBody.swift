import Engine
import JSON

/// A page of items as an answer has it: the items, and the cursor with which to go on.
enum PageBody {
    /// What comes behind the items of a page.
    enum End {
        case last
        case more(cursor: String)
        /// The rest of the page itself, as more than allowed would have been read for it.
        case unfinished
    }

    /// The answer's JSON; `nil` when the page is unfinished.
    static func bytes(
        _ writeItems: (inout JSONWriter) throws(StoreError) -> End
    ) throws(StoreError) -> [UInt8]? {
        var writer = JSONWriter(reservingBytes: reservedBytes)
        writer.beginObject()
        writer.name("items")
        writer.beginArray()
        let end = try writeItems(&writer)
        writer.endArray()
        switch end {
        case .last: break
        case .more(let cursor):
            writer.name("cursor")
            writer.string(cursor)
        case .unfinished: return nil
        }
        writer.endObject()
        return writer.bytes
    }

    /// Enough for a hundred counters.
    private static let reservedBytes = 4096
}
