package import Values

/// Which sort keys of one partition a query wants.
package enum SortRange: Hashable, Sendable {
    case all
    case equal(KeyValue)
    case less(KeyValue)
    case lessOrEqual(KeyValue)
    case greater(KeyValue)
    case greaterOrEqual(KeyValue)
    case between(KeyValue, KeyValue)
    case beginsWith(KeyValue)
}
