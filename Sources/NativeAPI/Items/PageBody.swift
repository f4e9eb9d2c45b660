import Engine
import JSON

/// A page of items as an answer has it: the items, and the cursor with which to go on.
enum PageBody {
    /// The answer's JSON; `nil` when the page is unfinished.
    ///
    /// - Parameter cursor: the text for a position behind which there may be more; `nil` where nothing can
    ///   be.
    static func bytes<Position>(
        cursor: (Position) -> String?,
        _ writeItems: (inout JSONWriter) throws(StoreError) -> PageEnd<Position>
    ) throws(StoreError) -> [UInt8]? {
        var writer = JSONWriter(reservingBytes: reservedBytes)
        writer.beginObject()
        writer.name("items")
        writer.beginArray()
        let end = try writeItems(&writer)
        writer.endArray()
        switch end {
        case .last: break
        case .more(let position):
            guard let text = cursor(position) else { break }
            writer.name("cursor")
            writer.string(text)
        case .unfinished: return nil
        }
        writer.endObject()
        return writer.bytes
    }

    /// Enough for a hundred counters.
    private static let reservedBytes = 4096
}
