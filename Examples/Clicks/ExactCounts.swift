import Client
import Console
import Values

/// What a file of clicks holds, counted without a sketch: every visitor is remembered.
struct ExactCounts {
    struct Count {
        var clicks: Int64 = 0
        var visitors: Set<Text> = []
    }

    private(set) var links: [Text: Count] = [:]
    private(set) var site = Count()

    /// Counts the clicks of `reader` that lie in `window` once they are moved by `shift` seconds.
    init(
        of reader: consuming EventReader<Click>, shift: Int64, in window: Window
    ) throws(ClientFailure) {
        while let click = try reader.next() {
            guard window.contains(click.time + shift) else { continue }
            ExactCounts.count(click, in: &links[Text(click.address), default: Count()])
            ExactCounts.count(click, in: &site)
        }
    }

    private static func count(_ click: Click, in count: inout Count) {
        count.clicks += 1
        if let visitor = click.visitor { count.visitors.insert(Text(visitor)) }
    }
}
