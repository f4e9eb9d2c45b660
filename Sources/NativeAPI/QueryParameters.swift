/// The parameters behind the `?` of a request, each at most once.
struct QueryParameters: Sendable {
    private var entries: [(name: String, value: String)] = []

    init(_ query: ArraySlice<UInt8>) throws(NativeError) {
        for part in query.split(separator: UInt8(ascii: "&")) {
            let nameEnd = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let name = try QueryParameters.decode(part[..<nameEnd], "a parameter's name", "query")
            let value = try QueryParameters.decode(
                part[nameEnd...].dropFirst(), "parameter \(name)", name)
            guard self[name] == nil else {
                throw .invalid(field: name, "Parameter \(name) is given more than once.")
            }
            guard entries.count < NativeLimits.parametersMax else {
                throw .invalid(
                    field: "query",
                    "There are more than \(NativeLimits.parametersMax) parameters.")
            }
            entries.append((name, value))
        }
    }

    private static func decode(
        _ bytes: ArraySlice<UInt8>, _ subject: String, _ field: String
    ) throws(NativeError) -> String {
        do {
            return try PercentCoding.decode(bytes, plusIsBlank: true)
        } catch {
            throw .invalid(field: field, error.detail(of: subject))
        }
    }

    subscript(name: String) -> String? {
        entries.first { $0.name == name }?.value
    }

    /// Refuses a parameter that the call does not know: more often than not it is a slip.
    func check(against known: [String]) throws(NativeError) {
        for entry in entries where !known.contains(entry.name) {
            let names = known.isEmpty ? "none" : known.joined(separator: ", ")
            throw .invalid(
                field: entry.name,
                "This call has no parameter \(entry.name); it takes \(names).")
        }
    }

    /// A number written in digits alone.
    func wholeNumber(
        _ name: String, in bounds: ClosedRange<Int>
    ) throws(NativeError) -> Int? {
        guard let text = self[name] else { return nil }
        let isPlain = text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard isPlain, let number = Int(text), bounds.contains(number) else {
            throw .invalid(
                field: name,
                "Parameter \(name) must be a whole number from \(bounds.lowerBound) to "
                    + "\(bounds.upperBound).")
        }
        return number
    }

    func boolean(_ name: String) throws(NativeError) -> Bool? {
        switch self[name] {
        case nil: return nil
        case "true": return true
        case "false": return false
        default:
            throw .invalid(field: name, "Parameter \(name) must be true or false.")
        }
    }
}
