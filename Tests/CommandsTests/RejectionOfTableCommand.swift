import Commands
import Model
import Testing

/// Why `catalog` rejects a change of a table; `nil` when it takes it.
///
/// Its moment lies behind those at which the catalogs of these tests are made.
func rejection<Change: TableCommand>(
    of command: Change, in catalog: Catalog
) -> Change.Rejection? {
    var changed = catalog
    do throws(Change.Rejection) {
        _ = try changed.apply(
            command, at: LogMoment(time: Timestamp(seconds: 1_800_000_000), position: 99))
        return nil
    } catch {
        // A rejection leaves everything as it is.
        #expect(changed == catalog)
        return error
    }
}
