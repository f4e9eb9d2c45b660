/// How long one bucket of a series lasts, from fine to coarse.
package enum BucketUnit: UInt8, Hashable, Comparable, Sendable, CaseIterable {
    case minute = 1
    case hour = 2
    case day = 3
    case month = 4
    case year = 5
    /// One bucket for all time.
    case all = 6

    package static func < (left: BucketUnit, right: BucketUnit) -> Bool {
        left.rawValue < right.rawValue
    }
}
