import NativeAPI

/// Which mappings a request is about, and its query parameters.
struct LambdaTarget {
    /// The UUID in the path; `nil` for all mappings.
    let identifier: String?
    private var parameters: [(name: String, value: String)] = []

    /// Reads `/2015-03-31/event-source-mappings[/UUID][?query]`; a slash at the end means nothing.
    init(_ target: String) throws(LambdaError) {
        let bytes = Array(target.utf8)
        let pathEnd = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
        guard bytes[..<pathEnd].starts(with: LambdaDispatcher.path.utf8) else {
            throw .unknownOperation
        }
        var rest = bytes[..<pathEnd].dropFirst(LambdaDispatcher.path.utf8.count)
        guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { throw .unknownOperation }
        rest = rest.dropFirst()
        if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        guard !rest.contains(UInt8(ascii: "/")) else { throw .unknownOperation }
        identifier = rest.isEmpty ? nil : try LambdaTarget.decode(rest, plusIsBlank: false)
        for part in bytes[pathEnd...].dropFirst().split(separator: UInt8(ascii: "&")) {
            let nameEnd = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            parameters.append(
                (
                    try LambdaTarget.decode(part[..<nameEnd], plusIsBlank: true),
                    try LambdaTarget.decode(part[nameEnd...].dropFirst(), plusIsBlank: true)
                ))
        }
    }

    /// The parameter's value; `nil` when it was not given or is empty.
    subscript(name: String) -> String? {
        parameters.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    private static func decode(
        _ bytes: ArraySlice<UInt8>, plusIsBlank: Bool
    ) throws(LambdaError) -> String {
        do throws(PercentCoding.Problem) {
            return try PercentCoding.decode(bytes, plusIsBlank: plusIsBlank)
        } catch {
            throw .serialization(error.detail(of: "the URL"))
        }
    }
}
