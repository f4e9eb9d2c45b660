import API

/// Which mapping or function a request is about, and its query parameters.
struct LambdaTarget {
    enum Resource: Hashable {
        case mappings
        /// Of that UUID.
        case mapping(String)
        case functions
        /// A function by its name or ARN, and what is asked of it: `configuration`, `invocations`.
        case function(String, part: String?)
    }

    let resource: Resource
    private var parameters: [(name: String, value: String)] = []

    /// Reads path and query; a slash at the end of the path means nothing.
    init(_ request: Request) throws(LambdaError) {
        let path = Array(request.path.utf8)[...]
        let query = request.query.map { Array($0.utf8)[...] } ?? []
        if let rest = LambdaTarget.components(of: path, below: LambdaDispatcher.path) {
            guard rest.count <= 1 else { throw .unknownOperation }
            resource =
                try rest.first.map { component throws(LambdaError) in
                    .mapping(try LambdaTarget.decode(component, plusIsBlank: false))
                } ?? .mappings
        } else if let rest = LambdaTarget.components(
            of: path, below: LambdaDispatcher.functionsPath)
        {
            guard rest.count <= 2 else { throw .unknownOperation }
            guard let name = rest.first else {
                resource = .functions
                try readParameters(query)
                return
            }
            resource = .function(
                try LambdaTarget.decode(name, plusIsBlank: false),
                part: rest.count == 2 ? String(decoding: rest[1], as: UTF8.self) : nil)
        } else {
            throw .unknownOperation
        }
        try readParameters(query)
    }

    /// The parameter's value; `nil` when it was not given or is empty.
    subscript(name: String) -> String? {
        parameters.first { $0.name == name && !$0.value.isEmpty }?.value
    }

    private mutating func readParameters(_ query: ArraySlice<UInt8>) throws(LambdaError) {
        for part in query.split(separator: UInt8(ascii: "&")) {
            let nameEnd = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            parameters.append(
                (
                    try LambdaTarget.decode(part[..<nameEnd], plusIsBlank: true),
                    try LambdaTarget.decode(part[nameEnd...].dropFirst(), plusIsBlank: true)
                ))
        }
    }

    /// What lies behind a path, between slashes; `nil` for another path.
    private static func components(
        of path: ArraySlice<UInt8>, below root: String
    ) -> [ArraySlice<UInt8>]? {
        guard path.starts(with: root.utf8) else { return nil }
        var rest = path.dropFirst(root.utf8.count)
        guard rest.isEmpty || rest.first == UInt8(ascii: "/") else { return nil }
        rest = rest.dropFirst()
        if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        guard !rest.isEmpty else { return [] }
        return rest.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
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
