import Values

/// The attributes that prefixes have found so far, each with a number that stands for it.
///
/// Items give their names in order and again and again the same, so looking one up compares bytes
/// a few times and makes no text.
struct AttributeNames: Sendable {
    /// In ascending order.
    private var known: [(name: [UInt8], number: Int)] = []
    /// By number.
    private(set) var texts: [Text] = []

    /// The number of the name on which a walk stands.
    mutating func number(of attributes: borrowing AttributeWalk) throws(CodecError) -> Int {
        var low = 0
        var high = known.count
        while low < high {
            let middle = (low + high) / 2
            switch attributes.compareName(with: known[middle].name) {
            case 0: return known[middle].number
            case 1: low = middle + 1
            default: high = middle
            }
        }
        let name = attributes.bytes.extracting(attributes.nameBytes)
        guard let text = Text(utf8: name) else { throw .invalid("UTF-8") }
        known.insert((text.bytes, texts.count), at: low)
        texts.append(text)
        return texts.count - 1
    }

    /// All numbers in the order of their names.
    var numbersByName: [Int] { known.map(\.number) }
}
