import API
import DynamoDBAPI
import Engine
import HTTP
import Model
import NativeAPI
import Server

/// Carries out calls whose instructions callgrind counts, from a request's bytes to its answer's.
///
///     Instructions DIRECTORY
///
/// `Tools/count-instructions` runs it and says what came of it. A line on the standard output names
/// a call and how often it is carried out between `countingBegins` and `countingEnds`, by whose
/// names callgrind knows what to count. Everything is the same in every run: the keys, the time,
/// how writes are grouped, and which thread runs when.
@main
struct Instructions {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else {
            throw Failure("give a directory that does not exist yet, for the data")
        }
        let hold = SyncHold()
        let clock = SteppingClock()
        var options = StoreOptions(directory: CommandLine.arguments[1], clock: clock)
        // Nothing shall happen at a time of its own.
        options.runsUpkeep = false
        options.checkpointSeconds = 1_000_000
        options.logDirectory = { HeldDirectory(path: $0, hold: hold) }
        let store = try Store.open(options)
        let pool = ReaderPool(threads: 1)
        let routes = Routes(
            dispatcher: Dispatcher(store: store, settings: APISettings(), pool: pool),
            native: NativeDispatcher(store: store, pool: pool) { "counted" })
        let desk = try Desk(routes: routes, hold: hold, seconds: clock.now().seconds)
        try desk.prepare(store)
        for call in Call.allCases {
            // What is done for the first time costs more.
            try desk.perform(call, desk.requests(for: call))
            let requests = desk.requests(for: call)
            countingBegins(call)
            try desk.perform(call, requests)
            countingEnds(call)
        }
        hold.end()
        try store.close()
        pool.close()
    }
}

/// Where counting of the call begins: what comes before is not of interest.
@inline(never)
private func countingBegins(_ call: Call) {
    print(call.rawValue, call.rounds * call.groupSize)
}

@inline(never)
private func countingEnds(_ call: Call) {
    print(call.rawValue, "is counted")
}

struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
