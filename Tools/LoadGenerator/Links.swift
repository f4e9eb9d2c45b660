import ArgumentParser
import Foundation
import Platform

/// How requests are spread over the links.
enum Links: String, ExpressibleByArgument, CaseIterable {
    /// All are asked for equally often.
    case uniform
    /// One link is a quarter of all, as in a real hour of clicks; of the rest, the link of rank k
    /// is asked for about as often as 1/k says.
    case zipf

    private static let hotShare = 0.25
    /// A prime that divides no number of items a bench would have: neighbours in rank must not be
    /// neighbours in the table.
    static let stride = 7_368_787

    /// A source of numbers of links, from 0 up to but not with `items`.
    func numbers(of items: Int) -> () -> Int {
        var random = SplitMix64(seed: UInt64.random(in: .min ... .max))
        switch self {
        case .uniform: return { Int(random.next() % UInt64(items)) }
        case .zipf:
            let logarithm = log(Double(items))
            return {
                let share = Double(random.next() >> 11) * 0x1p-53
                guard share >= Links.hotShare else { return 0 }
                // The inverse of the sum of 1/k, which grows like the logarithm.
                let rank = exp((share - Links.hotShare) / (1 - Links.hotShare) * logarithm)
                return min(Int(rank), items - 1) * Links.stride % items
            }
        }
    }
}
