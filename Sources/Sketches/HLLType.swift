/// How a dense sketch packs its registers when written.
///
/// The three forms hold the same registers and give the same estimates; only their size differs.
/// A sketch keeps its type from the first value on, also while it is too small to need registers.
package enum HLLType: UInt8, Hashable, Sendable, CaseIterable {
    /// Four bits a register, relative to the smallest register; the few that do not fit are listed
    /// behind them. About half the size of `.hll8`: what this store writes by default.
    case hll4 = 0
    /// Six bits a register.
    case hll6 = 1
    /// Eight bits a register.
    case hll8 = 2
}
