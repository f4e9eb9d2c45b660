/// The number that stands for a secondary index of its table in the keys of entries.
///
/// Given once by the table and never reused, so what a deleted index left behind can never show up
/// in a new one.
package struct IndexID: Hashable, Comparable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let first = IndexID(rawValue: 1)

    package var successor: IndexID { IndexID(rawValue: rawValue + 1) }

    package static func < (left: IndexID, right: IndexID) -> Bool {
        left.rawValue < right.rawValue
    }
}
