/// The name of a segment file: its first position in twenty digits, so that names sort as positions
/// do.
enum SegmentName {
    private static let suffix = ".log"
    /// What a segment is called until its header and space are on disk.
    static let unfinishedSuffix = ".new"

    /// A segment made ready before it is needed and before its first position is known.
    static let spare = "spare.log" + unfinishedSuffix

    static func name(firstPosition: UInt64) -> String {
        let digits = String(firstPosition)
        return String(repeating: "0", count: 20 - digits.count) + digits + suffix
    }

    /// `nil` when `name` is not a segment's.
    static func firstPosition(of name: String) -> UInt64? {
        guard name.hasSuffix(suffix), let position = UInt64(name.dropLast(suffix.count)),
            Self.name(firstPosition: position) == name
        else { return nil }
        return position
    }

    static func isUnfinished(_ name: String) -> Bool {
        name == spare
            || name.hasSuffix(unfinishedSuffix)
                && firstPosition(of: String(name.dropLast(unfinishedSuffix.count))) != nil
    }
}
