import Commands
import Model

/// Publishes the outcome of a group once it is durable and visible: replaces `Published` and calls
/// its watches.
struct Publisher {
    /// What a part of a group did beside its replies.
    struct News {
        let applied: AppliedState
        /// The catalog, if a command may have changed it.
        let catalog: Catalog?
        /// Whether a command of the group changed the catalog in a way that its watches act on.
        let isCatalogNews: Bool
        let commands: Int
    }

    let published: Published

    func publish(_ news: News, _ finished: Recorder.Finished) {
        published.update { contents in
            if let catalog = news.catalog {
                contents.catalog = catalog
                contents.totals = contents.totals.filter { catalog[$0.key] != nil }
                contents.streamTotals = contents.streamTotals.filter {
                    catalog.streams[$0.key] != nil
                }
            }
            for index in finished.sums.droppedIndexes { contents.indexTotals[index] = nil }
            contents.totals.merge(finished.sums.tables) { _, new in new }
            contents.streamTotals.merge(finished.sums.streams) { _, new in new }
            if !finished.sums.indexes.isEmpty {
                contents.indexTotals.merge(finished.sums.indexes) { _, new in new }
            }
            contents.applied = news.applied
            contents.statistics.count(commands: news.commands, finished)
        }
        published.notify(
            Store.News(
                streams: Array(finished.sums.streams.keys), catalogChanged: news.isCatalogNews))
    }

    /// Publishes that there is no space, or that there is some again, for health checks to read.
    func publish(shortage: StoreError?) {
        published.update { $0.shortage = shortage }
    }

    /// Says that writes have stopped for good.
    func publish(failure: StoreError) {
        published.update { $0.failure = failure }
    }
}
