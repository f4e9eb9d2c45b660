import Commands
import Model

/// Makes known what a group has come to, once it is durable and visible: to those who read what is
/// published, and to those who watch.
struct Publisher {
    /// What a part of a group did beside its replies.
    struct News {
        let applied: AppliedState
        /// The catalog, if a command may have changed it.
        let catalog: Catalog?
        /// Whether those who watch the catalog should look at it.
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
            contents.totals.merge(finished.totals) { _, new in new }
            contents.streamTotals.merge(finished.streamTotals) { _, new in new }
            contents.applied = news.applied
            contents.statistics.count(commands: news.commands, finished)
        }
        published.notify(
            Store.News(
                streams: Array(finished.streamTotals.keys), catalogChanged: news.isCatalogNews))
    }

    /// Tells whoever asks how the store is that there is no space, or that there is some again.
    func publish(shortage: StoreError?) {
        published.update { $0.shortage = shortage }
    }

    /// Says that writes have stopped for good.
    func publish(failure: StoreError) {
        published.update { $0.failure = failure }
    }
}
