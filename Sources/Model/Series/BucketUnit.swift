/// How long one bucket of a series lasts, from fine to coarse.
///
/// The numbers are stored; a unit that came later has a number behind those that were there.
package enum BucketUnit: UInt8, Hashable, Comparable, Sendable, CaseIterable {
    case minute = 1
    /// Offsets from UTC are multiples of it everywhere, so every zone's days are made of such.
    case quarterHour = 7
    case halfHour = 8
    case hour = 2
    case day = 3
    case month = 4
    case year = 5
    /// One bucket for all time.
    case all = 6

    package static func < (left: BucketUnit, right: BucketUnit) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .minute: 0
        case .quarterHour: 1
        case .halfHour: 2
        case .hour: 3
        case .day: 4
        case .month: 5
        case .year: 6
        case .all: 7
        }
    }
}
