/// The number that stands for one enabling of a table's stream, in keys and commands.
///
/// Given once by the catalog and never reused.
package struct StreamID: Hashable, Comparable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static func < (left: StreamID, right: StreamID) -> Bool {
        left.rawValue < right.rawValue
    }
}
