/// Where raw HyperLogLog estimates are wrong, and by how much.
///
/// For each precision 257 raw estimates (the abscissas), measured at the true counts 0, 1, 2 …
/// times the precision's stride.
enum CompositeTable {
    /// The true count between two neighbours of the table.
    static func stride(precision: Int) -> Double {
        switch precision {
        case 4: 1
        case 5: 2
        case 6: 3
        case 7: 5
        default: Double(10 << (precision - 8))
        }
    }

    /// The 257 raw estimates; `precision` must be one of `HLLSketch.precisions`.
    static func abscissas(precision: Int) -> [Double] {
        switch precision {
        case 4: precision4
        case 5: precision5
        case 6: precision6
        case 7: precision7
        case 8: precision8
        case 9: precision9
        case 10: precision10
        case 11: precision11
        case 12: precision12
        case 13: precision13
        case 14: precision14
        case 15: precision15
        case 16: precision16
        case 17: precision17
        case 18: precision18
        case 19: precision19
        case 20: precision20
        default: precision21
        }
    }
}
