/// DynamoDB's bounds on expressions, and our own on how deep the parser may recurse.
package enum ExpressionLimits {
    /// The raw text, before anything is parsed.
    static let bytesMax = 4096

    /// Comparisons, BETWEEN, IN, AND, OR and NOT; in updates + and - and function calls.
    static let operatorsMax = 300

    /// Values listed after one IN.
    static let operandsOfInMax = 100

    /// Elements of a document path, the attribute's name included.
    static let pathElementsMax = 32

    /// The size of an item.
    package static let itemBytesMax = 409_600

    /// Lists and maps within each other in an item.
    package static let itemDepthMax = 32

    /// List positions are 32-bit numbers.
    static let listIndexMax = Int(Int32.max)

    /// Placeholder with its sigil, in bytes.
    static let placeholderBytesMax = 255

    /// An attribute's name, in bytes.
    static let nameBytesMax = 65_535

    /// Parentheses and calls within each other.
    ///
    /// Parentheses that are not redundant need an operator each, so a legal expression never gets
    /// here.
    static let nestingMax = operatorsMax + 8

    /// Nodes within each other in a decoded tree; a parsed one is never deeper.
    static let treeDepthMax = nestingMax + 8
}
