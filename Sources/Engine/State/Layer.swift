import LMDB

/// One LMDB environment of the store with its databases: `base`, or one of the two memtables.
///
/// Values in memtables start with a mark, because there a deletion must hide what lies below:
///
///     memtable mark u8 (0 tombstone, 1 present) · rest of a long key · value
///     base                                      rest of a long key · value
final class Layer: Sendable {
    enum Kind: Sendable {
        case base, memtable
    }

    static let tombstone: UInt8 = 0
    static let presentMark: UInt8 = 1

    let kind: Kind
    let environment: Environment
    private let databases: [Database]

    /// Rejects a data file that LMDB cannot survive, as far as opening it goes: the whole of it
    /// when it is shorter than it says, else what leads to the databases, and the catalog.
    static func checkFile(in path: String) throws(StoreError) {
        let problems: [String]
        do {
            problems = try DataFileCheck.problems(
                ofFile: "\(path)/data.mdb", databases: [Space.catalog.name])
        } catch {
            throw StoreError(error, doing: "reading \(path)/data.mdb")
        }
        if let problem = problems.first { throw .corrupt(problem) }
    }

    /// Throws when the data file is not in its place any more: what is written to it would be lost.
    func checkFileInUse() throws(StoreError) {
        let problem: String?
        do {
            problem = try environment.fileProblem()
        } catch {
            throw StoreError(error, doing: "looking at \(environment.path)")
        }
        if let problem { throw .corrupt(problem) }
    }

    /// Opens the directory, which must exist, and creates what is missing in it.
    init(_ kind: Kind, path: String, options: EnvironmentOptions) throws(StoreError) {
        self.kind = kind
        let opened: [Database?]
        do throws(LMDBError) {
            environment = try Environment(path: path, options: options)
            var databases: [Database?] = []
            for space in Space.allCases {
                databases.append(
                    try environment.openDatabase(space.name, create: !options.isReadOnly))
            }
            opened = databases
        } catch {
            throw StoreError(error, doing: "opening \(path)")
        }
        var databases: [Database] = []
        for (space, database) in zip(Space.allCases, opened) {
            guard let database else {
                throw .corrupt("the database \"\(space.name)\" is missing")
            }
            databases.append(database)
        }
        self.databases = databases
    }

    func database(_ space: Space) -> Database { databases[space.rawValue] }

    /// Where the value proper may begin: after the mark in a memtable.
    var markBytes: Int { kind == .memtable ? 1 : 0 }

    func beginWrite() throws(StoreError) -> WriteTransaction {
        do {
            return try environment.beginWrite()
        } catch {
            throw StoreError(error, doing: "beginning to write \(environment.path)")
        }
    }

    /// Removes everything.
    ///
    /// In two commits, as LMDB uses a page again in the second one after that which freed it: the first
    /// group that is written afterwards may need all of them.
    func empty() throws(StoreError) {
        do {
            for _ in 0..<2 {
                var transaction = try environment.beginWrite()
                for database in databases { try transaction.empty(database) }
                try transaction.commit()
            }
        } catch {
            throw StoreError(error, doing: "emptying \(environment.path)")
        }
    }
}
