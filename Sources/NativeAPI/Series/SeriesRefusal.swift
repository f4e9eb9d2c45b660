import Sketches
import Values

/// Why a stored bucket cannot be added to an answer.
enum SeriesRefusal: Hashable, Sendable {
    case notANumber(Text)
    /// With what is wrong about its bytes, when it has bytes.
    case notASketch(Text, SketchError?)
    case sumTooLarge(Text)
    /// A prefix has found an attribute that is called like a point's time.
    case reservedName
    case tooManyBuckets
    case tooManyValues

    /// The refusal as a problem; the bucket is the one that was read last.
    func error(series: Text, sortKey: Span<UInt8>) -> NativeError {
        let sortKey = Text(utf8: sortKey) ?? ""
        let bucket = "bucket \(sortKey) of series \(series)"
        switch self {
        case .notANumber(let name):
            return .notAnAggregate("\(name) is no number in \(bucket), so it cannot be summed.")
        case .notASketch(let name, nil):
            return .notAnAggregate("\(name) is not binary in \(bucket), so it is no sketch.")
        case .notASketch(let name, let reason?):
            return .notAnAggregate("\(name) is no sketch in \(bucket): \(reason).")
        case .sumTooLarge(let name):
            return .sumTooLarge(name)
        case .reservedName:
            return .invalid(
                field: "sum",
                "Parameter sum has a prefix that fits \(SeriesAnswer.timeName) in \(bucket), "
                    + "which is what a point calls its time.")
        case .tooManyBuckets:
            return .tooManyBuckets(max: NativeLimits.bucketsPerAnswerMax)
        case .tooManyValues:
            return .invalid(
                field: "sum",
                "Parameter sum has prefixes that fit so many attributes that the answer would "
                    + "have more than \(NativeLimits.foundValuesPerAnswerMax) sums; ask for "
                    + "longer steps, a shorter window or fewer attributes.")
        }
    }
}

extension NativeError {
    /// A sum that no number can hold.
    static func sumTooLarge(_ name: Text) -> NativeError {
        .notAnAggregate(
            "The sum of \(name) over the window needs more than "
                + "\(ValueLimits.numberDigitsMax) digits."
        )
    }
}
