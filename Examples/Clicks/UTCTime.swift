import ArgumentParser
import Model

/// An instant to the second, written as RFC 3339 in UTC: `2026-11-22T20:41:07Z`.
///
/// Read in any offset.
struct UTCTime: Hashable, ExpressibleByArgument, CustomStringConvertible {
    let secondsSince1970: Int64

    init(secondsSince1970: Int64) {
        self.secondsSince1970 = secondsSince1970
    }

    init?(argument: String) {
        guard let time = Instant.parse(argument), time.microseconds % 1_000_000 == 0 else {
            return nil
        }
        secondsSince1970 = time.seconds
    }

    var description: String { Instant.text(second: secondsSince1970) }
}
