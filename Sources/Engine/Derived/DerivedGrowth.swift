/// What a command adds to derived entries, beside the items that it changes.
struct DerivedGrowth {
    /// Change records, which a command may have only so many of.
    var records = 0
    var bytes = 0

    static func + (left: DerivedGrowth, right: DerivedGrowth) -> DerivedGrowth {
        DerivedGrowth(records: left.records + right.records, bytes: left.bytes + right.bytes)
    }
}
