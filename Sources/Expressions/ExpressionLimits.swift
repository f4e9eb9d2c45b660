import Values

/// DynamoDB's bounds on expressions, and our own on how deep the parser may recurse.
///
/// An expression beyond one is rejected before it is looked at further: a ValidationException in
/// DynamoDB's API, a problem of the kind `invalid-request` (400) in ours.
package enum ExpressionLimits {
    /// Bytes of the raw text, before anything is parsed.
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

    /// Tests of a key condition on an index: one for each attribute that its key can have.
    package static let keyTestsOfIndexMax = 8

    /// Elements of a document path, the attribute's name included.
    package static let pathElementsMax = ValueLimits.pathElementsMax

    /// Bytes of an item.
    package static let itemBytesMax = ValueLimits.itemBytesMax

    /// Bytes by which an update may let an item grow on its way, before the item is judged as a whole:
    /// more than any item has, so that what is refused here is refused anyway.
    ///
    /// An update of a few kilobytes can copy one large value to a thousand attributes.
    static let updateGrowthBytesMax = 4 * itemBytesMax

    /// Lists and maps within each other in an item.
    package static let itemDepthMax = ValueLimits.depthMax

    /// Bytes of an id after ONCE, besides its type.
    package static let onceIDBytes = 1...256

    /// List positions are 32-bit numbers.
    package static let listIndexMax = Int(Int32.max)

    /// Bytes of a placeholder with its sigil.
    package static let placeholderBytesMax = 255

    /// Bytes of an attribute's name.
    package static let nameBytesMax = ValueLimits.attributeNameBytesMax

    /// Parentheses and calls within each other.
    ///
    /// Parentheses that are not redundant need an operator each, so a legal expression never gets
    /// here.
    package static let nestingMax = operatorsMax + 8

    /// Texts of one kind that are found without hashing, as they were used last.
    static let recentTextsMax = 4

    /// Nodes within each other in a decoded tree; a parsed one is never deeper.
    package static let treeDepthMax = nestingMax + 8
}
