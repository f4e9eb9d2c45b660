/// Every bound on a handler's definition, with its reason; AWS's where it has one.
///
/// A definition beyond one is rejected with a message that names it: a problem of the kind
/// `invalid-request` (400) in our API, a ValidationException or InvalidParameterValueException in
/// Lambda's; a registration in a file is reported in the log.
package enum HandlerLimits {
    /// Bytes of a name: as many as a Lambda function's has.
    package static let nameBytes = 1...64
    /// Bytes of the executable's path inside the handler directory.
    package static let executableBytesMax = 1024
    /// Arguments of the executable; together with the environment they must fit one exec call.
    package static let argumentsMax = 64
    /// Variables of the environment.
    package static let variablesMax = 64
    /// Bytes of an argument, and of a variable's name and value each.
    package static let wordBytesMax = 4096
    /// Filters of one handler (AWS).
    package static let filtersMax = 5
    /// Characters of a filter's pattern (AWS).
    package static let patternCharactersMax = 4096
    /// Records of one event (AWS).
    package static let batchSize = 1...10_000
    /// How long a batch waits for more records (AWS).
    package static let batchWindowSeconds: ClosedRange<Int64> = 0...300
    /// Events of one shard that are in work at the same time (AWS's parallelization factor).
    package static let lanes = 1...10
    /// How often an event is tried again (AWS).
    package static let retries = 0...10_000
    /// The age from which on records are not delivered any more (AWS).
    package static let maximumAgeSeconds: ClosedRange<Int64> = 60...604_800
    /// The length of a tumbling window, 0 for none (AWS).
    package static let windowSeconds: ClosedRange<Int64> = 0...900
    /// How long one event may take: as long as a Lambda function may run.
    package static let timeoutSeconds: ClosedRange<Int64> = 1...900
    /// Data that a process of the program may hold, in mebibytes: less starts nothing; runtimes that
    /// map much more than they use need the upper end.
    package static let memoryMegabytes = 16...1_048_576
    /// Bytes of the URL of a failure destination.
    package static let urlBytesMax = 2048
    /// Handlers of one answer, the rest is on the next page; each costs some look-ups per shard.
    package static let handlersPerPageMax = 100
}
