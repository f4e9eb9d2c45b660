/// The parameters behind the `?` of a request, in their order.
package struct QueryParameters: Sendable {
    /// Why a query cannot be read.
    package enum Problem: Error {
        /// The name of a parameter, or the value of the one that is named, is badly encoded.
        case encoding(PercentCoding.Problem, of: String?)
        /// There are more than may be.
        case tooMany
    }

    package private(set) var entries: [(name: String, value: String)] = []

    package init() {}

    /// Reads what stands behind the `?`.
    package init(_ query: Substring, countMax: Int = .max) throws(Problem) {
        let query = Array(query.utf8)[...]
        var start = query.startIndex
        while start < query.endIndex {
            let end = query[start...].firstIndex(of: UInt8(ascii: "&")) ?? query.endIndex
            let part = query[start..<end]
            start = end + 1
            if part.isEmpty { continue }
            let nameEnd = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let name = try QueryParameters.decode(part[..<nameEnd], of: nil)
            let value = try QueryParameters.decode(part[nameEnd...].dropFirst(), of: name)
            guard entries.count < countMax else { throw .tooMany }
            entries.append((name, value))
        }
    }

    /// - Parameter name: of the parameter whose value is decoded; `nil` for a name itself.
    private static func decode(
        _ bytes: ArraySlice<UInt8>, of name: String?
    ) throws(Problem) -> String {
        do throws(PercentCoding.Problem) {
            return try PercentCoding.decode(bytes, plusIsBlank: true)
        } catch {
            throw .encoding(error, of: name)
        }
    }

    /// The first value of that name.
    package subscript(name: String) -> String? {
        entries.first { $0.name == name }?.value
    }

    /// All values of a parameter that may be repeated.
    package func all(_ name: String) -> [String] {
        entries.filter { $0.name == name }.map(\.value)
    }
}
