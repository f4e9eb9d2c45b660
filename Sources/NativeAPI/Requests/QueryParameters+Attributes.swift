import API
import Values

extension QueryParameters {
    /// A list of attributes separated by commas; the empty text is an empty list.
    func attributes(_ name: String) throws(NativeError) -> [Text]? {
        guard let text = self[name] else { return nil }
        if text.isEmpty { return [] }
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { Text(String($0)) }
        guard names.count <= NativeLimits.attributesPerListMax else {
            throw .invalid(
                field: name,
                "Parameter \(name) has \(names.count) attributes; "
                    + "\(NativeLimits.attributesPerListMax) are allowed.")
        }
        guard names.allSatisfy({ !$0.isEmpty }), Set(names).count == names.count else {
            throw .invalid(
                field: name,
                "Parameter \(name) must be attributes separated by commas, each once.")
        }
        return names
    }
}
