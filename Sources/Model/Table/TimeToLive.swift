package import Values

/// When a table's items end: the attribute that holds an item's last second, and whether reads hide
/// an item from then on.
package struct TimeToLive: Hashable, Sendable {
    /// Whether reads see an item between its end and its deletion.
    package enum Mode: UInt8, Sendable {
        /// An item past its second is absent for every read, condition and update.
        case exact = 0
        /// An item past its second stays until the TTL sweeper deletes it, as on AWS.
        case lazy = 1
    }

    package var attribute: Text
    package var mode: Mode

    package init(attribute: Text, mode: Mode = .exact) {
        self.attribute = attribute
        self.mode = mode
    }

    /// The last second of an item, or `nil` when it has no end.
    ///
    /// Only a top-level number counts; fractions are cut off.
    package func lastSecond(of image: ItemImage) -> Int64? {
        image.number(of: attribute).flatMap(\.wholeSeconds)
    }

    /// What a value of the attribute says; `nil` when it is no end.
    package static func lastSecond(_ value: Value?) -> Int64? {
        guard case .number(let number) = value else { return nil }
        return number.wholeSeconds
    }

    /// Whether `item` has ended at `time`: its second lies before the clock's, but not by more than
    /// `Limits.expiryAgeSecondsMax` (such values are mistakes, says AWS, and never expire).
    package func hasEnded(_ item: ItemImage, at time: Timestamp) -> Bool {
        guard let last = lastSecond(of: item) else { return false }
        return TimeToLive.hasEnded(lastSecond: last, at: time)
    }

    package static func hasEnded(lastSecond: Int64, at time: Timestamp) -> Bool {
        let now = time.seconds
        return lastSecond < now && lastSecond >= now - Limits.expiryAgeSecondsMax
    }
}

extension Number {
    /// The integer part when it fits 64 bits; a time beyond that never comes.
    fileprivate var wholeSeconds: Int64? {
        if let exact = int64 { return exact }
        let digits = text.prefix { $0 != "." }
        guard let whole = Int64(digits) else { return nil }
        // A negative fraction such as -0.5 lies before second 0.
        guard digits.first == "-" else { return whole }
        let below = whole.subtractingReportingOverflow(1)
        return below.overflow ? nil : below.partialValue
    }
}
