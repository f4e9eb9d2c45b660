import API
import NativeAPI
import Platform

extension FuzzTarget {
    /// Path and query of a request.
    ///
    /// They are decoded as the rules say, or refused when those refuse them; and written anew with
    /// every byte percent-encoded they are the same, for the routes too.
    package static let target = FuzzTarget(
        "target",
        sound: [
            "/v1/tables/clicks/items?pk=a+b%2Bc/%C3%A9&sk=%25%26=%23",
            "/%76%31/tables/%63licks/items?pk=a%20b%2bc%2f%c3%a9&%73k=%25%26%3D%23&",
            "/v1/tables/clicks/items?prefix=&limit=1&reverse=true&cursor=AQ", "/v1/tables?limit=2",
            "/v1/tables/clicks", "/v1/%68andlers/a%2Fb", "/v1/handlers", "/v1//+?a=b&a=b&=&c",
            "/v1/tables/clicks/series?pk=a&from=2026-11-23&to=2026-11-24&granularity=day",
            "/v1/tables/clicks/sources/edge-1", "/1/2/3/4/5/6/7/8/9/",
        ].map { Array($0.utf8) },
        malformed: ["x/y?%", "?%C3", "/%zz"].map { Array($0.utf8) }
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        let mark = text.utf8.firstIndex(of: UInt8(ascii: "?"))
        let query = mark.map { text[text.utf8.index(after: $0)...] } ?? ""
        let path = text[..<(mark ?? text.endIndex)]
        if let problem = pathProblem(path) ?? queryProblem(query) { return .wrong(problem) }
        let isSound =
            PercentOracle.segments(of: path) != nil && PercentOracle.parameters(of: query) != nil
        return isSound ? .taken : .refused
    }

    private static func pathProblem(_ path: Substring) -> String? {
        guard let segments = PercentOracle.segments(of: path) else {
            return difference(of: path, from: []) == refused
                ? nil : "a path is taken that must be refused"
        }
        let encoded = segments.map { "/" + PercentOracle.encoded($0) }.joined()[...]
        for spelling in [path, encoded] {
            if let difference = difference(of: spelling, from: segments) { return difference }
        }
        if NativeDispatcher.servesHandlers(path) != NativeDispatcher.servesHandlers(encoded) {
            return "only one spelling of the path is about handlers"
        }
        let names = [path, encoded].map {
            NativeDispatcher.traits(method: "GET", path: $0)?.name
        }
        return names[0] == names[1] ? nil : "another spelling of the path reaches another call"
    }

    private static let refused = "a path is refused"

    /// What is wrong with how `path` is read that has these segments.
    private static func difference(of path: Substring, from segments: [[UInt8]]) -> String? {
        do throws(PercentCoding.Problem) {
            let read = try RequestPath(path)
            guard read.count == segments.count else { return "it has other segments" }
            // A path that has more than fit is on no route.
            for (index, segment) in segments.prefix(8).enumerated()
            where !read.isSegment(index, segment) {
                return "segment \(index) is another one"
            }
            return nil
        } catch {
            return refused
        }
    }

    private static func queryProblem(_ query: Substring) -> String? {
        guard let expected = PercentOracle.parameters(of: query) else {
            return (try? QueryParameters(query)) == nil
                ? nil : "a query is taken that must be refused"
        }
        guard let read = try? QueryParameters(query) else { return "a sound query is refused" }
        let found = read.entries.map { [Array($0.name.utf8), Array($0.value.utf8)] }
        guard found == expected else { return "it has other parameters" }
        guard let again = try? QueryParameters(PercentEncoding.query(read.entries).dropFirst())
        else { return "what it read cannot be written" }
        return again.entries.elementsEqual(read.entries, by: ==)
            ? nil : "written anew it has other parameters"
    }
}

/// Percent-encoding, written down a second time.
private enum PercentOracle {
    /// `nil` when they cannot be decoded.
    static func segments(of path: Substring) -> [[UInt8]]? {
        let parts = path.utf8.split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var segments: [[UInt8]] = []
        // What stands before the first slash is no segment.
        for part in parts.dropFirst() {
            guard let segment = decoded(Array(part), plusIsBlank: false) else { return nil }
            segments.append(segment)
        }
        return segments
    }

    /// Name and value of each; `nil` when they cannot be decoded.
    static func parameters(of query: Substring) -> [[[UInt8]]]? {
        var parameters: [[[UInt8]]] = []
        for part in query.utf8.split(separator: UInt8(ascii: "&")) {
            let name = Array(part.prefix { $0 != UInt8(ascii: "=") })
            let value = Array(part.dropFirst(name.count + 1))
            guard let name = decoded(name, plusIsBlank: true),
                let value = decoded(value, plusIsBlank: true)
            else { return nil }
            parameters.append([name, value])
        }
        return parameters
    }

    /// With every byte encoded.
    static func encoded(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16)
            return "%" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }

    private static func decoded(_ bytes: [UInt8], plusIsBlank: Bool) -> [UInt8]? {
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                let digits = bytes[index...].prefix(2).map { Character(UnicodeScalar($0)) }
                guard digits.count == 2, digits[0].isASCII, digits[1].isASCII,
                    let high = digits[0].hexDigitValue, let low = digits[1].hexDigitValue
                else { return nil }
                decoded.append(UInt8(high * 16 + low))
                index += 2
            } else if byte == UInt8(ascii: "+"), plusIsBlank {
                decoded.append(UInt8(ascii: " "))
            } else if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "#") {
                decoded.append(byte)
            } else {
                return nil
            }
        }
        return String(validating: decoded, as: UTF8.self) == nil ? nil : decoded
    }
}
