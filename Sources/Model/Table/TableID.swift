/// The number that stands for a table in keys and commands.
///
/// Given once by the catalog and never reused, so what a dropped table left behind can never show
/// up in a new one.
package struct TableID: Hashable, Comparable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static func < (left: TableID, right: TableID) -> Bool {
        left.rawValue < right.rawValue
    }
}
