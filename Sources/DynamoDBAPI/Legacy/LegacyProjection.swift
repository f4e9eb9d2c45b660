import Expressions
import JSON
import StreamRecords
import Values

/// Reads AttributesToGet: whole attributes, named as they are.
enum LegacyProjection {
    /// The projection; `nil` when the parameter was not given.
    static func read(_ request: RequestReader) throws(WireError) -> Projection? {
        guard let node = request[.attributesToGet] else { return nil }
        try LegacyMap.check(node.count, of: .attributesToGet)
        var names: Set<Text> = []
        var paths: [AttributePath] = []
        for element in node.elements {
            let name = Text(element.string ?? "")
            try ValueJSON.check(attributeName: name)
            guard names.insert(name).inserted else {
                throw .invalidParameter("Duplicate value in attribute name: \(name)")
            }
            paths.append(AttributePath(root: name))
        }
        return Projection(paths: paths)
    }
}
