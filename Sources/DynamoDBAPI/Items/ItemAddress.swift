import Model
import Values

/// Which item in which table: what may occur only once in a batch or transaction.
struct ItemAddress: Hashable {
    let table: TableID
    let key: Key
}
