import Expressions
import Model
import Values

/// The index that a Query or Scan names, and what AWS gives of one.
struct IndexTarget {
    let index: SecondaryIndex

    /// `nil` when the request names no index.
    init?(_ request: RequestReader, of table: Table) throws(WireError) {
        guard let name = request.text(.indexName) else { return nil }
        guard let index = table.index(named: name) else {
            throw .validation("The table does not have the specified index: \(name)")
        }
        try IndexTarget.checkState(of: index)
        if index.scope == .global, request.boolean(.consistentRead) == true {
            throw .validation("Consistent reads are not supported on global secondary indexes")
        }
        self.index = index
    }

    /// Refuses a Query's filter that names what the index does not have.
    func check(_ filter: Condition?) throws(WireError) {
        let tested = filter.map { Set($0.paths.map(\.root)) } ?? []
        let missing = index.unprojected(tested.sorted())
        if !missing.isEmpty { throw IndexTarget.unfiltered(missing, by: index) }
    }

    /// Whether items are fetched whole from the table, which only local indexes allow.
    func readsWholeItems(
        _ request: RequestReader, _ projection: Projection?
    ) throws(WireError) -> Bool {
        guard index.projected != nil else { return false }
        let isEverything = request.string(.select) == "ALL_ATTRIBUTES"
        let missing = index.unprojected(projection?.roots ?? [])
        if index.scope == .local { return isEverything || !missing.isEmpty }
        if isEverything {
            throw .invalidParameter(
                "Select type ALL_ATTRIBUTES is not supported for global secondary index "
                    + "\(index.name) because its projection type is not ALL")
        }
        if !missing.isEmpty { throw IndexTarget.unprojected(missing, by: index) }
        return false
    }

    // MARK: Whichever way an index is asked

    /// An index that is being filled is not read.
    static func checkState(of index: SecondaryIndex) throws(WireError) {
        if index.state == .creating {
            throw .validation("Cannot read from backfilling global secondary index: \(index.name)")
        }
    }

    /// Attributes are to be shown that a global index does not have.
    static func unprojected(_ names: [Text], by index: SecondaryIndex) -> WireError {
        .invalidParameter(
            "Global secondary index \(index.name) does not project \(KeyDefinitions.list(names))")
    }

    /// Attributes are to be tested that an index does not have.
    static func unfiltered(_ names: [Text], by index: SecondaryIndex) -> WireError {
        .invalidParameter(
            "Secondary index \(index.name) does not project one or more filter attributes: "
                + KeyDefinitions.list(names))
    }
}

extension SecondaryIndex {
    /// Those of the attributes that its projection does not have.
    func unprojected(_ names: [Text]) -> [Text] {
        guard let projected else { return [] }
        return names.filter { !projected.contains($0) }
    }
}
