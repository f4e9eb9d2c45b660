package import Values

/// What a client defines of a handler: its program, the changes that it gets and how it gets them.
package struct HandlerDefinition: Hashable, Sendable {
    /// How its program runs.
    package enum Mode: UInt8, CaseIterable, Hashable, Sendable {
        /// It stays, and answers each event with a line.
        case staying = 1
        /// It is started for each event, and ends with its answer.
        case once
    }

    package var name: Text
    /// The table whose changes it gets.
    package var table: Text
    /// The program, as a path inside the handler directory.
    package var executable: Text
    package var arguments: [Text] = []
    package var environment: [Text: Text] = [:]
    package var mode = Mode.staying
    /// Patterns in JSON, of which a record must match one; without any all records match.
    package var filters: [Text] = []
    /// Records of one event, at the most.
    package var batchSize = 100
    /// How long a batch that is not full waits for more.
    package var batchWindowSeconds = 0
    /// Events of one shard that are in work at the same time, each of other keys.
    package var lanes = 1
    package var start = StreamStart.latest
    /// How often an event is tried again; `nil` until its records are trimmed.
    package var retriesMax: Int? = 10
    /// Older records are not delivered any more; `nil` delivers all.
    package var maximumAgeSeconds: Int64?
    /// Whether an event that failed is split in two to find the record at fault.
    package var bisects = true
    /// Whether an answer may name the records that failed.
    package var reportsFailures = false
    /// Length of the tumbling windows over which an answer's state is handed on; 0 for none.
    package var windowSeconds = 0
    /// How long one event may take.
    package var timeoutSeconds = 30
    /// Bytes of data that each process of the program may have.
    package var memoryBytes: Int64 = 1 << 30
    /// Where records go that could not be handled; `nil` drops them.
    package var onFailure: FailureDestination?
    package var isPaused = false

    package init(name: Text, table: Text, executable: Text) {
        self.name = name
        self.table = table
        self.executable = executable
    }
}

/// Where a handler begins.
package enum StreamStart: Hashable, Sendable {
    /// With the oldest record that is kept.
    case trimHorizon
    /// With what comes after the handler was defined.
    case latest
    /// With what comes after this number.
    case after(SequenceNumber)
}

/// Where the records go that a handler could not handle, with all that is known about why.
package enum FailureDestination: Hashable, Sendable {
    /// Files in a directory of this name below the server's failures.
    case file(Text)
    /// A POST to this URL.
    case http(Text)
    /// Items of this table.
    case table(Text)
}
