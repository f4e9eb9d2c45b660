import API

/// The parameters behind the `?` of a request, in their order.
struct QueryParameters: Sendable {
    private var entries: [(name: String, value: String)] = []

    init() {}

    /// - Parameter query: what stands behind the `?`.
    init(_ query: ArraySlice<UInt8>) throws(NativeError) {
        var start = query.startIndex
        while start < query.endIndex {
            let end = query[start...].firstIndex(of: UInt8(ascii: "&")) ?? query.endIndex
            let part = query[start..<end]
            start = end + 1
            if part.isEmpty { continue }
            let nameEnd = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let name = try QueryParameters.decode(part[..<nameEnd], of: nil)
            let value = try QueryParameters.decode(part[nameEnd...].dropFirst(), of: name)
            guard entries.count < NativeLimits.parametersMax else {
                throw .invalid(
                    field: "query",
                    "There are more than \(NativeLimits.parametersMax) parameters.")
            }
            entries.append((name, value))
        }
    }

    /// - Parameter name: of the parameter whose value is decoded; `nil` for a name itself.
    private static func decode(
        _ bytes: ArraySlice<UInt8>, of name: String?
    ) throws(NativeError) -> String {
        do {
            return try PercentCoding.decode(bytes, plusIsBlank: true)
        } catch {
            let subject = name.map { "parameter \($0)" } ?? "a parameter's name"
            throw .invalid(field: name ?? "query", error.detail(of: subject))
        }
    }

    subscript(name: String) -> String? {
        entries.first { $0.name == name }?.value
    }

    /// All values of a parameter that may be repeated.
    func all(_ name: String) -> [String] {
        entries.filter { $0.name == name }.map(\.value)
    }

    /// Refuses a parameter that the call does not know, more often than not a slip, and one that is
    /// repeated without leave.
    func check(against known: [String], repeatable: [String]) throws(NativeError) {
        // A bit for each known parameter that was given.
        var given: UInt64 = 0
        for entry in entries {
            guard let place = known.firstIndex(of: entry.name) else {
                let names = known.isEmpty ? "none" : known.joined(separator: ", ")
                throw .invalid(
                    field: entry.name,
                    "This call has no parameter \(entry.name); it takes \(names).")
            }
            let bit: UInt64 = 1 << UInt64(place)
            guard given & bit == 0 || repeatable.contains(entry.name) else {
                throw .invalid(
                    field: entry.name, "Parameter \(entry.name) is given more than once.")
            }
            given |= bit
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
