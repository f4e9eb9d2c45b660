/// What the headers of a request say about where it ends, and about what comes after it.
///
/// Anything that two servers could read in two ways is refused, so that a client cannot hide a
/// second request from a proxy in front of this server (request smuggling).
struct FramingFields: Equatable {
    private var length: Int?
    private var isChunked = false
    private var hasOtherCodings = false
    private var asksToClose = false
    private var asksToKeep = false

    mutating func noteLength(_ value: Span<UInt8>) throws(ReadingError) {
        guard length == nil, !value.isEmpty else { throw .malformed }
        var number = 0
        for index in value.indices {
            let digit = Int(value[index]) - 0x30
            let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isStillTooLarge) = tens.addingReportingOverflow(digit)
            guard (0...9).contains(digit), !isTooLarge, !isStillTooLarge else { throw .malformed }
            number = sum
        }
        length = number
    }

    /// The only coding known here is `chunked`, which must be the last of them, and there once.
    mutating func noteCoding(_ value: Span<UInt8>) throws(ReadingError) {
        if !isChunked, !hasOtherCodings, value.isEqualIgnoringCase("chunked") {
            isChunked = true
            return
        }
        var start = 0
        while start <= value.count {
            let rest = value.extracting(droppingFirst: start)
            let end = start + (rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count)
            let coding = value.extracting(value.trimmingBlanks(start..<end))
            guard !isChunked, !coding.isEmpty else { throw .malformed }
            for index in coding.indices where !coding[index].isTokenCharacter { throw .malformed }
            if coding.isEqualIgnoringCase("chunked") {
                isChunked = true
            } else {
                hasOtherCodings = true
            }
            start = end + 1
        }
    }

    /// Several of them count as one list.
    mutating func noteConnection(_ value: Span<UInt8>) {
        var start = 0
        while start <= value.count {
            let rest = value.extracting(droppingFirst: start)
            let end = start + (rest.firstIndex(of: UInt8(ascii: ",")) ?? rest.count)
            let option = value.extracting(value.trimmingBlanks(start..<end))
            if option.isEqualIgnoringCase("close") { asksToClose = true }
            if option.isEqualIgnoringCase("keep-alive") { asksToKeep = true }
            start = end + 1
        }
    }

    /// Refuses a trailer that says anew where the request ends.
    static func checkTrailer(_ name: Span<UInt8>) throws(ReadingError) {
        if name.isEqualIgnoringCase("transfer-encoding")
            || name.isEqualIgnoringCase("content-length")
        {
            throw .malformed
        }
    }

    func framing(isHTTP10: Bool) throws(ReadingError) -> BodyFraming {
        guard isChunked else {
            // The end of a body in another coding cannot be found.
            if hasOtherCodings { throw .malformed }
            return .length(length ?? 0)
        }
        // HTTP/1.0 does not know chunks, and both together is what smugglers send.
        if isHTTP10 || length != nil { throw .malformed }
        if hasOtherCodings { throw .unknownCoding }
        return .chunked
    }

    func isKeptAlive(isHTTP10: Bool) -> Bool {
        !asksToClose && (!isHTTP10 || asksToKeep)
    }
}
