import Expressions
import Model
import Values

/// The index that a Query or Scan names, and how much of each item it is read with.
struct IndexTarget {
    let index: SecondaryIndex
    /// Whether items are fetched whole from the table, which only local indexes allow.
    let readsWholeItems: Bool
    /// What is shown of each item; `nil` for all that was read.
    let projection: Projection?

    /// `nil` when the request names no index; throws when it asks for what AWS does not give of one.
    ///
    /// - Parameters:
    ///   - projection: what the request wants to be shown.
    ///   - filter: sees what was read.
    init?(
        _ request: RequestReader, of table: Table, projection: Projection?, filter: Condition?
    ) throws(WireError) {
        guard let name = request.text(.indexName) else { return nil }
        guard let index = table.index(named: name) else {
            throw .validation("The table does not have the specified index: \(name)")
        }
        try IndexTarget.checkState(of: index)
        let wanted = Wanted(
            isEverything: request.string(.select) == "ALL_ATTRIBUTES",
            attributes: projection?.roots ?? [], tested: filter?.paths.map(\.root) ?? [])
        self.index = index
        switch index.scope {
        case .global:
            try IndexTarget.check(request, wanted, of: index)
            readsWholeItems = false
            self.projection = projection
        case .local:
            readsWholeItems = wanted.exceeds(index)
            // A filter alone may fetch more than what is to be shown.
            let isBare = projection == nil && !wanted.isEverything
            self.projection = readsWholeItems && isBare ? index.projection(of: table) : projection
        }
    }

    private static func check(
        _ request: RequestReader, _ wanted: Wanted, of index: SecondaryIndex
    ) throws(WireError) {
        if request.boolean(.consistentRead) == true {
            throw .validation("Consistent reads are not supported on global secondary indexes")
        }
        guard let projected = index.projected else { return }
        if wanted.isEverything {
            throw .invalidParameter(
                "Select type ALL_ATTRIBUTES is not supported for global secondary index "
                    + "\(index.name) because its projection type is not ALL")
        }
        let missing = wanted.attributes.filter { !projected.contains($0) }
        if !missing.isEmpty { throw unprojected(missing, by: index) }
    }

    /// An index that is being filled is not read, whichever way it is asked.
    static func checkState(of index: SecondaryIndex) throws(WireError) {
        if index.state == .creating {
            throw .validation("Cannot read from backfilling global secondary index: \(index.name)")
        }
    }

    /// Attributes are wanted that a global index does not have.
    static func unprojected(_ names: [Text], by index: SecondaryIndex) -> WireError {
        .invalidParameter(
            "Global secondary index \(index.name) does not project \(KeyDefinitions.list(names))")
    }

    private struct Wanted {
        let isEverything: Bool
        let attributes: [Text]
        let tested: [Text]

        /// Whether something is wanted that the index does not project.
        func exceeds(_ index: SecondaryIndex) -> Bool {
            guard let projected = index.projected else { return false }
            return isEverything || !(attributes + tested).allSatisfy(projected.contains)
        }
    }
}

extension SecondaryIndex {
    /// What a read shows when it does not say.
    fileprivate func projection(of table: Table) -> Projection? {
        projected.map { names in Projection(paths: names.map { AttributePath(root: $0) }) }
    }
}
