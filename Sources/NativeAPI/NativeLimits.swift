import Model
import Values

/// Every bound of the native API that is not the engine's, with its reason.
///
/// A request beyond one is a problem of the kind `invalid-request` (400) that names the bound, unless
/// the bound says something else.
package enum NativeLimits {
    /// Items of one answer when the request does not say: enough for a chart, small to read.
    package static let itemsPerPageDefault = 100
    /// Items of one answer; a page also ends after `Limits.pageBytesMax` of items.
    package static let itemsPerPageMax = 1000
    /// Tables of one answer: listing them runs on the event loop, so it must be short.
    package static let tablesPerPageMax = 100
    /// Query parameters of one request: as many series as may be asked for, and all others.
    package static let parametersMax = 128
    /// Bodies up to this size are read where the request arrived, larger ones on a reader thread: an
    /// event loop must not be kept for much longer than half a millisecond.
    package static let inlineBodyBytesMax = 64 << 10
    /// The same for events: each goes into all buckets of all its series, so that a few kilobytes can
    /// mean tens of thousands of sums.
    package static let inlineEventsBytesMax = 4 << 10
    /// Stored bytes of a page that is read where the request arrived, for the same reason: a hundred
    /// buckets with few visitors, which take less time than handing them to another thread.
    static let inlinePageBytesMax = 32 << 10
    /// The same of a page of an index, each item of which is looked up.
    static let inlineIndexPageBytesMax = 16 << 10
    /// Series that one event may belong to: a click has a handful.
    package static let seriesPerEventMax = 100
    /// Sums and sketches that one batch of events may have before they are put into buckets.
    ///
    /// There is one for each attribute of each series and minute; a few hundred bytes are needed for
    /// each of them.
    package static let batchTotalsMax = 250_000
    /// Visitors of one batch of events, each counted once for every series of its event: four bytes
    /// for each, in every granularity.
    package static let batchVisitorsMax = 4_000_000
    /// Bytes of ready-made sketches of one batch of events, counted in the same way.
    package static let batchSketchBytesMax = 64 << 20
    /// Bytes of a granularity's name, prefix and format each.
    package static let granularityTextBytesMax = 64
    /// Counters or sketches that a series definition may name.
    package static let seriesAttributesMax = 100
    /// Wrong elements of a batch that one answer names; further ones are counted only.
    static let reportedElementsMax = 100
    /// Indexes that a definition may name: as many as a description may have, of both kinds.
    ///
    /// How many of them may be global is decided with the table.
    static let indexesMax = Limits.globalIndexesMax + Limits.localIndexesMax
    /// Items of one step of a deletion, which is also the default: 400 when more are asked for.
    static let deletionItemsMax = 1000
    /// Items that a page of a deletion looks at, however few are left to be found.
    static let deletionScannedMin = 100
    /// Attributes that a query parameter may list.
    static let attributesPerListMax = 100
    /// Bytes of the name of a key's or a definition's attribute, DynamoDB's bound.
    package static let keyNameBytesMax = ValueLimits.keyNameBytesMax
    /// Characters of a tag, DynamoDB's bounds.
    package static let tagNameCharactersMax = 128
    package static let tagValueCharactersMax = 256
    /// Series of one answer: more than a dashboard shows.
    package static let seriesPerRequestMax = 100
    /// Points of one answer, of all its rows: a week of minutes.
    package static let pointsPerAnswerMax = 10_000
    /// Buckets that one answer may add up, of all its series, which is known before any is read: with
    /// dense sketches this many take about a second.
    package static let bucketsPerAnswerMax = 200_000
    /// Sums of one answer that come from prefixes: how many they lead to is not known beforehand.
    package static let foundValuesPerAnswerMax = 500_000
    /// Rows of a ranking when the request does not say, and at most: every one that gets into it may
    /// have to be held and sorted in.
    package static let topRowsDefault = 10
    package static let topRowsMax = 100
    /// Buckets of one series that a ranking may need, which is known before any is read: a week of
    /// minutes, as none of its slices ends within a series.
    package static let topBucketsPerSeriesMax = 10_000
    /// Series that a slice of a ranking looks at and buckets that it adds up, together: some tens of
    /// milliseconds, after which other reads have their turn and the store may change its files.
    package static let topSliceReadsMax = 10_000
    /// The same of a whole ranking: some seconds, the longest that a client waits for an answer.
    package static let topReadsMax = 1_000_000
    /// Readers of change streams at one time: 503, as each may hold a page that its client is slow
    /// to take, of some `changePageBytes` or of one record of twice an item's size.
    package static let changeReadersMax = 1000
    /// Records of one page of changes, which is read and sent at once.
    package static let changesPerPageMax = Limits.changesPerPageMax
    /// Bytes of the records of such a page, as they are stored.
    package static let changePageBytes = 128 << 10
    /// Pages of changes that are read, or handed to their connections, at one time: other requests,
    /// above all writes, wait for so many of them at the most on a reader thread or event loop.
    package static let changePagesAtOnceMax = 2
    /// Rendered pages that are kept, and their bytes, for the next feed at the same position: feeds
    /// of a few tables and filters, or one record of twice an item's size.
    static let renderedPagesMax = 16
    static let renderedPagesBytesMax = 8 << 20
    /// Bytes of all events that were read and not yet sent; beyond, other feeds wait, and a client
    /// that has not taken its events for a while is cut off.
    package static let changeBytesInFlightMax = 128 << 20
    /// Feeds that have had their turn and still take room in the queue, before it is moved up.
    static let servedFeedsMax = 256
    /// A feed of changes sends nothing for so many seconds at the most: less than the time after
    /// which proxies and clients take a connection for dead.
    package static let heartBeatSeconds = 15
    /// Memory for the unions of points that are added up together.
    package static let unionBytesMax = 32 << 20
}
