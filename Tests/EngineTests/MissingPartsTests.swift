import Commands
import Engine
import Log
import Model
import Synchronization
import TestSupport
import Testing
import Values

@Suite("What is missing of a data directory") struct MissingPartsTests {
    /// What a directory holds after a kill: base as of a checkpoint, and thirty puts in the log
    /// behind it, in several segments.
    private func killed(
        checkpoint: Bool = true
    ) async throws -> (directory: TemporaryDirectory, content: Content) {
        let directory = try TemporaryDirectory()
        var killed = directory
        var content: Content?
        try await withStore(in: directory, configure: small) { store in
            let table = try await store.makeTable()
            for number in 1...20 { try await store.put(Sample.item("a", "\(number)"), in: table) }
            if checkpoint { try store.checkpoint() }
            for number in 21...50 {
                try await store.put(Sample.item("a", "\(number)"), in: table)
            }
            killed = try directory.copy()
            content = try store.content()
        }
        return (killed, try #require(content))
    }

    private func small(_ options: inout StoreOptions) {
        options.log.segmentBytes = 1024
    }

    /// Why the directory does not open, or `nil`; then all must be in it.
    private func rejection(
        _ directory: TemporaryDirectory, expecting content: Content
    ) throws -> String? {
        do {
            let store = try Store.open(testOptions(directory.path, ManualTime(), small))
            let found = try store.content()
            #expect(found == content)
            try store.close()
            return nil
        } catch StoreError.corrupt(let what, _) {
            return what
        }
    }

    /// What `quipu check` would say.
    private func damages(_ directory: TemporaryDirectory) throws -> [String] {
        do throws(StoreError) {
            return try ClosedStore(directory: directory.path).check().damages
        } catch .corrupt(let what, _) {
            return [what]
        }
    }

    private func content(ofItems count: Int, in directory: TemporaryDirectory) async throws {
        try await withStore(in: directory, configure: small) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try store.items(of: table).count == count)
        }
    }

    @Test func `a directory from which nothing is missing opens`() async throws {
        let (directory, content) = try await killed()
        #expect(try damages(directory) == [])
        #expect(try rejection(directory, expecting: content) == nil)
    }

    @Test(arguments: ["LOCK", "SYNCED", "base/lock.mdb"])
    func `what can be made anew is made anew`(name: String) async throws {
        let (directory, content) = try await killed()
        try directory.remove(name)
        #expect(try damages(directory) == [])
        #expect(try rejection(directory, expecting: content) == nil)
        #expect(directory.holds(name))
    }

    @Test(arguments: ["VERSION", "base", "base/data.mdb", "log"])
    func `what cannot be made anew is missed by name, and nothing is changed`(
        name: String
    ) async throws {
        let (directory, content) = try await killed()
        try directory.remove(name)
        let said = try damages(directory)
        #expect(said.contains { $0.contains(name) }, "\(said)")
        for _ in 1...2 {
            let what = try #require(try rejection(directory, expecting: content))
            #expect(what.contains(name), "\(what)")
            #expect(what.contains("--accept-data-loss"))
        }
    }

    @Test func `each segment of the log that is missing is missed`() async throws {
        let (directory, content) = try await killed()
        let segments = try directory.segments
        #expect(segments.count > 3)
        for (index, segment) in segments.enumerated() {
            let copy = try directory.copy()
            try copy.remove("log/\(segment)")
            let what = try #require(try rejection(copy, expecting: content))
            #expect(what.contains("positions"), "\(what)")
            if index > 0 { #expect(what.contains(segment), "\(what)") }
            #expect(try !damages(copy).isEmpty)
        }
        for segment in segments { try directory.remove("log/\(segment)") }
        let what = try #require(try rejection(directory, expecting: content))
        #expect(what.contains("22..<52"), "\(what)")
        #expect(try damages(directory).first?.contains("22..<52") == true)
    }

    @Test func `every cut of the log before what was acknowledged is missed`() async throws {
        let (directory, content) = try await killed()
        let last = try #require(try LogInspection(path: directory.path + "/log").segments.last)
        for bytes in [0, 20, 32, last.usedBytes - 8, last.usedBytes - 100] {
            let copy = try directory.copy()
            try copy.change("log/\(last.name)") { $0.removeSubrange(bytes...) }
            #expect(try rejection(copy, expecting: content)?.contains(last.name) == true)
            #expect(try !damages(copy).isEmpty)
            let zeroed = try directory.copy()
            try zeroed.change("log/\(last.name)") {
                for index in bytes..<$0.count { $0[index] = 0 }
            }
            #expect(try rejection(zeroed, expecting: content)?.contains(last.name) == true)
            #expect(try !damages(zeroed).isEmpty)
        }
    }

    @Test func `a base that is missing is made anew from a log that holds everything`() async throws
    {
        let directory = try TemporaryDirectory()
        var content: Content?
        var killed = directory
        try await withStore(in: directory) { store in
            let table = try await store.makeTable()
            try await store.put(Sample.item("a", "1"), in: table)
            try store.checkpoint()
            try await store.put(Sample.item("a", "2"), in: table)
            killed = try directory.copy()
            content = try store.content()
        }
        for name in ["base", "base/data.mdb"] {
            let copy = try killed.copy()
            try copy.remove(name)
            #expect(try damages(copy).first?.contains("base/data.mdb") == true)
            #expect(try rejection(copy, expecting: try #require(content)) == nil)
        }
        let emptied = try killed.copy()
        try emptied.change("base/data.mdb") { $0 = [] }
        #expect(try damages(emptied).first?.contains("base/data.mdb") == true)
        #expect(try rejection(emptied, expecting: try #require(content)) == nil)
    }

    @Test func `an empty file in the place of base is no new base`() async throws {
        let (directory, content) = try await killed()
        try directory.change("base/data.mdb") { $0 = [] }
        #expect(try rejection(directory, expecting: content)?.contains("base/data.mdb") == true)
    }

    @Test func `a mark that is damaged is rejected, one damaged copy is not`() async throws {
        let (directory, content) = try await killed()
        try directory.change("SYNCED") { $0[9] ^= 1 }
        #expect(try damages(directory).first?.contains("SYNCED") == true)
        let copy = try directory.copy()
        #expect(try rejection(copy, expecting: content) == nil)
        #expect(try damages(copy) == [])
        try directory.change("SYNCED") { $0[521] ^= 1 }
        #expect(try rejection(directory, expecting: content)?.contains("SYNCED") == true)
    }

    @Test func `a directory of an older version has no mark and opens`() async throws {
        for hasCheckpoint in [false, true] {
            let (directory, content) = try await killed(checkpoint: hasCheckpoint)
            try directory.remove("SYNCED")
            #expect(try damages(directory) == [])
            #expect(try rejection(directory, expecting: content) == nil)
        }
    }

    @Test func `a creation that was cut short is taken up again`() async throws {
        let directory = try TemporaryDirectory()
        try Store.open(testOptions(directory.path, ManualTime())).close()
        for names in [
            ["VERSION"], ["VERSION", "SYNCED"], ["VERSION", "SYNCED", "log"],
            ["VERSION", "SYNCED", "log", "base"], ["VERSION", "LOCK", "SYNCED", "log", "base"],
        ] {
            let copy = try directory.copy()
            for name in names { try copy.remove(name) }
            try await withStore(in: copy) { store in #expect(store.tables.isEmpty) }
            #expect(copy.holds("VERSION"))
        }
    }

    @Test func `going on without the log is said, noted, and asked for once`() async throws {
        let (directory, _) = try await killed()
        for segment in try directory.segments { try directory.remove("log/\(segment)") }
        let told = Losses()
        try await withStore(in: directory, configure: accepting(told)) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try store.items(of: table).count == 20)
            #expect(store.applied.position == 51)
            // Positions are not given out again.
            try await store.put(Sample.item("a", "new"), in: table)
            #expect(store.applied.position == 52)
        }
        let loss = try #require(told.all.first)
        #expect(loss.positions == [22..<52])
        #expect(loss.message.contains("22 to 51"))
        #expect(try ClosedStore(directory: directory.path).inspect().losses == [loss])
        #expect(try damages(directory) == [])
        try await content(ofItems: 21, in: directory)
        // Nothing is missing any more.
        try await withStore(in: directory, configure: accepting(told)) { _ in }
        #expect(told.all.count == 1)
    }

    @Test func `going on without parts of the log keeps what lies behind them`() async throws {
        let (directory, _) = try await killed()
        let segments = try LogInspection(path: directory.path + "/log").segments
        let (middle, last) = (segments[2], try #require(segments.last))
        try directory.remove("log/\(middle.name)")
        try directory.change("log/\(last.name)") { $0[40] ^= 1 }
        let told = Losses()
        let lost = [
            middle.firstPosition..<middle.endPosition, last.firstPosition..<last.endPosition,
        ]
        let kept = 50 - lost.reduce(0) { $0 + $1.count }
        try await withStore(in: directory, configure: accepting(told)) { store in
            let table = try #require(store.table(named: "clicks"))
            #expect(try store.items(of: table).count == kept)
            #expect(store.applied.position == 51)
        }
        #expect(told.all.first?.positions == lost)
        #expect(try damages(directory) == [])
        try await content(ofItems: kept, in: directory)
    }

    @Test(arguments: ["VERSION", "SYNCED", "base", "log"])
    func `whatever is missing can be gone on without`(name: String) async throws {
        let (directory, _) = try await killed()
        if name == "SYNCED" {
            try directory.change("SYNCED") { $0 = [] }
        } else {
            try directory.remove(name)
        }
        let told = Losses()
        try await withStore(in: directory, configure: accepting(told)) { store in
            #expect(store.applied.position == 51)
        }
        let loss = try #require(told.all.first)
        #expect(loss.reason.contains(name))
        let lost: [Range<UInt64>] =
            switch name {
            case "log": [22..<52]
            case "base": loss.positions
            default: []
            }
        #expect(loss.positions == lost)
        #expect(loss.positions.isEmpty == (name == "VERSION" || name == "SYNCED"))
        #expect(try damages(directory) == [])
    }

    private func accepting(_ told: Losses) -> (inout StoreOptions) -> Void {
        { options in
            options.log.segmentBytes = 1024
            options.acceptsDataLoss = true
            options.report = { event in
                if case .dataLossAccepted(let loss) = event { told.add(loss) }
            }
        }
    }
}

/// What was accepted as lost.
private final class Losses: Sendable {
    private let losses = Mutex<[DataLoss]>([])

    var all: [DataLoss] { losses.withLock { $0 } }

    func add(_ loss: DataLoss) { losses.withLock { $0.append(loss) } }
}
