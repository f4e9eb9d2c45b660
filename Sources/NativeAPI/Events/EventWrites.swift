import Commands
import Expressions
import Model
import Sketches
import Values

/// Makes the writes of a batch of events: one for each item, that is for each bucket of each series.
struct EventWrites {
    private(set) var writes: [ItemWrite] = []
    /// Buckets that are not written because their retention is over.
    private(set) var expired = 0

    /// What one item gets; made once for all granularities whose buckets hold the same moments.
    fileprivate struct Content {
        var added: [(path: AttributePath, sum: Number)] = []
        var observed: [(path: AttributePath, observation: Observation)] = []
    }

    private static let sortedMin = 128

    private let aggregator: EventAggregator
    private var sums: AttributeSums
    /// What the writes take in the log, a little less.
    private var bytes = 0
    private let timeToLive: AttributePath?
    private let paths: [AttributePath]

    init(_ aggregator: EventAggregator) throws(NativeError) {
        self.aggregator = aggregator
        sums = AttributeSums(attributeCount: aggregator.attributes.texts.count)
        timeToLive = aggregator.table.timeToLive.map { AttributePath(root: $0.attribute) }
        paths = aggregator.attributes.texts.map { AttributePath(root: $0) }
        let entries = EntriesByCell(aggregator)
        for cells in EventWrites.cellsOfEachSeries(aggregator) {
            try add(cells, entries)
        }
    }

    /// The cells of each series in the order of their moments.
    private static func cellsOfEachSeries(_ aggregator: EventAggregator) -> [ArraySlice<Int>] {
        let pairs = aggregator.cells.pairs
        let moments = aggregator.clock.moments
        let order = pairs.indices.sorted { left, right in
            let (left, right) = (pairs[left], pairs[right])
            return left.first != right.first
                ? left.first < right.first
                : moments[Int(left.second)].start < moments[Int(right.second)].start
        }
        return runs(of: order[...]) { pairs[$0].first == pairs[$1].first }
    }

    /// The writes of one series: moments that share a bucket are neighbours, so each granularity cuts
    /// the same row of cells in its own places.
    private mutating func add(
        _ cells: ArraySlice<Int>, _ entries: EntriesByCell
    ) throws(NativeError) {
        guard let first = cells.first else { return }
        let pairs = aggregator.cells.pairs
        let moments = aggregator.clock.moments
        let name = KeyValue.string(aggregator.names.texts[Int(pairs[first].first)])
        // What the granularity before has made of the cells, in their order.
        var known: [(cells: Range<Int>, content: Content)] = []
        for (kind, granularity) in aggregator.series.granularities.enumerated() {
            func bucket(_ cell: Int) -> Int { moments[Int(pairs[cell].second)].buckets[kind] }
            var made: [(cells: Range<Int>, content: Content)] = []
            var place = 0
            for run in EventWrites.runs(of: cells, { bucket($0) == bucket($1) }) {
                let bucket = aggregator.clock.buckets[kind][bucket(cells[run.startIndex])]
                guard !bucket.isOver else {
                    expired += 1
                    continue
                }
                guard writes.count < Limits.batchItemsMax else {
                    throw .invalid(
                        field: "events",
                        "events: the batch is about more than \(Limits.batchItemsMax) items.")
                }
                while place < known.count, known[place].cells.lowerBound < run.startIndex {
                    place += 1
                }
                var content: Content
                if place < known.count, known[place].cells == run.indices {
                    content = known[place].content
                    content.setPrecision(of: granularity, in: aggregator.table)
                } else {
                    content = try self.content(of: run, entries, in: granularity)
                }
                made.append((run.indices, content))
                bytes += content.bytes
                // The store would say so too, but only once all of it is in memory.
                guard bytes <= Limits.commandBytesMax else {
                    throw .batchTooLarge(bytes: bytes, limit: Limits.commandBytesMax)
                }
                writes.append(
                    write(content, to: Key(partition: name, sort: bucket.sortKey), of: bucket))
            }
            known = made
        }
    }

    private func write(
        _ content: Content, to key: Key, of bucket: BucketClock.Bucket
    ) -> ItemWrite {
        var actions: [Update.Action] = []
        actions.reserveCapacity(content.added.count + content.observed.count + 1)
        for (path, sum) in content.added { actions.append(.add(path, .number(sum))) }
        for (path, observation) in content.observed { actions.append(.observe(path, observation)) }
        if let lastSecond = bucket.lastSecond, let timeToLive {
            actions.append(.set(timeToLive, .value(.number(Number(lastSecond)))))
        }
        return ItemWrite(
            table: aggregator.table.id, key: key, action: .update(Update(actions: actions)))
    }

    // MARK: Sums

    /// The sums and visitors of a run of cells.
    private mutating func content(
        of cells: ArraySlice<Int>, _ entries: EntriesByCell, in granularity: Granularity
    ) throws(NativeError) -> Content {
        for cell in cells {
            for place in entries[cell] {
                let total = aggregator.totals[place]
                guard sums.add(total, aggregator.sketches[place]) else {
                    let name = aggregator.attributes.texts[total.attribute]
                    throw .invalid(
                        field: "events",
                        "events: the batch's sum of \(name) has too many digits.")
                }
            }
        }
        var content = Content()
        for sum in sums.takeAll() {
            let path = paths[sum.total.attribute]
            if aggregator.isSketch(sum.total.attribute) {
                let precision = granularity.precision(of: path, in: aggregator.table)
                content.observed.append((path, try sum.observation(precision: precision)))
            } else {
                content.added.append((path, sum.total.sum))
            }
        }
        // Here rather than on the writer's thread, which wants many attributes in their order.
        if content.added.count > EventWrites.sortedMin {
            content.added.sort { $0.path.root < $1.path.root }
        }
        return content
    }

    /// Cuts a row wherever two neighbours do not belong together.
    private static func runs(
        of row: ArraySlice<Int>, _ belongTogether: (Int, Int) -> Bool
    ) -> [ArraySlice<Int>] {
        var runs: [ArraySlice<Int>] = []
        var start = row.startIndex
        for index in row.indices.dropFirst() where !belongTogether(row[index - 1], row[index]) {
            runs.append(row[start..<index])
            start = index
        }
        if start < row.endIndex { runs.append(row[start...]) }
        return runs
    }
}

extension EventWrites.Content {
    /// What it takes in the log at least.
    fileprivate var bytes: Int {
        let sums = added.reduce(0) { $0 + $1.path.root.utf8Count + 4 }
        return observed.reduce(sums) { $0 + $1.path.root.utf8Count + $1.observation.bytes }
    }

    /// Lets new sketches have the precision that a granularity's buckets have.
    ///
    /// The visitors stay as they are, sorted already.
    fileprivate mutating func setPrecision(of granularity: Granularity, in table: Table) {
        for index in observed.indices {
            let (path, observation) = observed[index]
            let wanted = granularity.precision(of: path, in: table)
            if observation.precision != wanted {
                observed[index].observation = observation.withPrecision(wanted)
            }
        }
    }
}

extension Granularity {
    /// The precision that new sketches of an attribute have in these buckets.
    fileprivate func precision(of path: AttributePath, in table: Table) -> Int {
        sketchPrecision ?? table.settings.sketchPrecisions.precision(of: path.root)
    }
}

extension Observation {
    fileprivate var bytes: Int {
        switch content {
        case .coupons(let coupons): 4 * coupons.count
        case .sketch(let bytes): bytes.count
        }
    }

    /// The same visitors for a new sketch of another precision.
    ///
    /// A sketch that is merged brings its own precision with it.
    fileprivate func withPrecision(_ precision: Int) -> Observation {
        switch content {
        case .coupons(let coupons): Observation(coupons: coupons, precision: precision)
        case .sketch: self
        }
    }
}

/// The entries of each cell, in the order in which they came.
private struct EntriesByCell {
    private let starts: [Int]
    private let places: [Int]

    init(_ aggregator: EventAggregator) {
        let pairs = aggregator.entries.pairs
        var starts = [Int](repeating: 0, count: aggregator.cells.count + 1)
        for pair in pairs { starts[Int(pair.first) + 1] += 1 }
        for cell in 1..<max(starts.count, 1) { starts[cell] += starts[cell - 1] }
        var next = starts
        var places = [Int](repeating: 0, count: pairs.count)
        for (place, pair) in pairs.enumerated() {
            places[next[Int(pair.first)]] = place
            next[Int(pair.first)] += 1
        }
        self.starts = starts
        self.places = places
    }

    subscript(cell: Int) -> ArraySlice<Int> { places[starts[cell]..<starts[cell + 1]] }
}
