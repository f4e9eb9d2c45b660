import Values

/// DynamoDB's bounds on expressions, and our own on how deep the parser may recurse.
package enum ExpressionLimits {
    /// The raw text, before anything is parsed.
    package static let bytesMax = 4096

    /// Texts of up to this many bytes are kept after they were parsed, this many of each kind of
    /// expression, twice; longer ones are parsed as often as they come.
    ///
    /// What a text says may take thirty times its bytes: some 10 MiB in all, for texts that are made to.
    package static let keptBytesMax = 512
    package static let keptCountMax = 64

    /// Comparisons, BETWEEN, IN, AND, OR and NOT; in updates + and - and function calls.
    package static let operatorsMax = 300

    /// Values listed after one IN.
    package static let operandsOfInMax = 100

    /// Elements of a document path, the attribute's name included.
    package static let pathElementsMax = ValueLimits.pathElementsMax

    /// The size of an item.
    package static let itemBytesMax = ValueLimits.itemBytesMax

    /// Lists and maps within each other in an item.
    package static let itemDepthMax = ValueLimits.depthMax

    /// List positions are 32-bit numbers.
    package static let listIndexMax = Int(Int32.max)

    /// Placeholder with its sigil, in bytes.
    package static let placeholderBytesMax = 255

    /// An attribute's name, in bytes.
    package static let nameBytesMax = ValueLimits.attributeNameBytesMax

    /// Parentheses and calls within each other.
    ///
    /// Parentheses that are not redundant need an operator each, so a legal expression never gets
    /// here.
    package static let nestingMax = operatorsMax + 8

    /// Nodes within each other in a decoded tree; a parsed one is never deeper.
    package static let treeDepthMax = nestingMax + 8
}
