import Log
import Platform

/// Which parts of a data directory are there and which are missing; found without changing
/// anything.
///
/// Base holds the position of the state, SYNCED that of the log. A loss that neither of them shows
/// goes unnoticed: without SYNCED, which older versions did not write, a log that was cut short
/// behind base's position looks like one that ended there.
struct StoredParts {
    static let versionMissing =
        "VERSION is missing, though other parts of a store are there; "
        + "if they are this version's, write it: printf 'quipu 1\\n' > VERSION"

    let hasBase: Bool
    let mark: SyncedMark.Content
    /// The names of the log's files; `nil` when it has no directory.
    let logNames: [String]?

    init(_ directory: DataDirectory) throws(StoreError) {
        // LMDB takes an empty file for a new one.
        hasBase = try directory.bytes(of: "base/data.mdb") ?? 0 > 0
        let hasLog = try directory.holds("log")
        do {
            mark = try SyncedMark.read(in: DiskDirectory(path: directory.path))
        } catch {
            throw StoreError(error)
        }
        do {
            logNames = hasLog ? try DiskDirectory(path: directory.subdirectory("log")).names() : nil
        } catch {
            throw .cannotOpen("\(error)")
        }
    }

    private var reach: SyncedMark.Reach? {
        if case .reach(let reach, _) = mark { reach } else { nil }
    }

    /// What the log must hold for a main store that stands at `position`.
    func requirement(base position: UInt64, isNew: Bool) -> LogRequirement {
        var requirement = LogRequirement(firstPosition: position + 1)
        requirement.endPosition = reach?.endPosition ?? 0
        requirement.segment = reach?.segment ?? 0
        requirement.mayBegin = isNew
        requirement.mayBeginAnew = isSettled
        return requirement
    }

    /// Whether a running server found files of its log gone and saved everything to the main store.
    var isSettled: Bool { reach?.isSettled ?? false }

    /// Whether a store whose main store stands at `position` needs nothing of a log that is not
    /// whole.
    func needsNoLog(base position: UInt64) -> Bool {
        guard hasBase, let reach else { return false }
        return isSettled && reach.endPosition <= position + 1
    }

    /// Why the main store cannot be made anew from the log when it is missing, or `nil`.
    ///
    /// A log that begins with the first position ever holds everything.
    func baseProblem() -> String? {
        let first = logNames.flatMap { FileLog.firstPosition(ofSegmentsNamed: $0) }
        if hasBase || first == 1 { return nil }
        let log = first.map { "begins at position \($0)" } ?? "is missing, too"
        return "base/data.mdb is missing, and the log, from which it could be made, \(log)"
    }

    /// Why SYNCED cannot be trusted, or `nil`.
    var markProblem: String? {
        mark == .damaged
            ? "\(SyncedMark.name) is damaged: how far the log reached cannot be told" : nil
    }

    /// Whether there is nothing that a store has ever written to: its creation was cut short.
    ///
    /// The main store has to be asked besides.
    func isUntouched(log: LogInspection?) -> Bool {
        let segments = log?.segments ?? []
        return mark != .damaged && reach?.endPosition ?? 1 <= 1
            && segments.allSatisfy { $0.problem == nil && $0.endPosition == 1 }
    }

    /// What a rejection says: what is missing, and what can be done.
    static func rejection(_ what: String) -> StoreError {
        .corrupt(
            "\(what). Bring back what is missing, or give --accept-data-loss to go on without it")
    }
}
