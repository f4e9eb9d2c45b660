/// The number that stands for a handler in keys and commands.
///
/// Given once by the catalog and never reused.
package struct HandlerID: Hashable, Comparable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static func < (left: HandlerID, right: HandlerID) -> Bool {
        left.rawValue < right.rawValue
    }
}
