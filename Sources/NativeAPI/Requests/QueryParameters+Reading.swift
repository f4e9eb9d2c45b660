import API

extension QueryParameters {
    /// Reads the query of a request, which may have none.
    init(of request: Request) throws(NativeError) {
        guard let query = request.query else {
            self.init()
            return
        }
        do throws(QueryParameters.Problem) {
            try self.init(query, countMax: NativeLimits.parametersMax)
        } catch {
            switch error {
            case .encoding(let problem, let name):
                let subject = name.map { "parameter \($0)" } ?? "a parameter's name"
                throw .invalid(field: name ?? "query", problem.detail(of: subject))
            case .tooMany:
                throw .invalid(
                    field: "query",
                    "There are more than \(NativeLimits.parametersMax) parameters.")
            }
        }
    }

    /// Rejects a parameter that the call does not know, more often than not a slip, and one that is
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
                throw QueryParameters.repeated(entry.name)
            }
            given |= bit
        }
    }

    /// Rejects parameters that are repeated, of a call that allows that in other requests only.
    func refuseRepetition(of names: [String]) throws(NativeError) {
        for name in names where entries.count(where: { $0.name == name }) > 1 {
            throw QueryParameters.repeated(name)
        }
    }

    private static func repeated(_ name: String) -> NativeError {
        .invalid(field: name, "Parameter \(name) is given more than once.")
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
