import Platform

/// The names of the headers that an application reads beside HTTP's own.
///
/// Asked about every header of every request, so a name is compared by its words of eight bytes, and
/// most names are passed by their length alone.
final class OwnHeaders: Sendable {
    /// A name without capital letters, as the words at its beginning, behind it and at its end: all of
    /// a name of 8 to 24 bytes, whose words may overlap.
    private struct Folded: Sendable {
        var count = 0
        var first: UInt64 = 0
        var second: UInt64 = 0
        var last: UInt64 = 0

        init() {}

        init(_ name: Span<UInt8>) {
            count = name.count
            first = name.word(at: 0) | OwnHeaders.caseBits
            second = name.word(at: min(8, count - 8)) | OwnHeaders.caseBits
            last = name.word(at: count - 8) | OwnHeaders.caseBits
        }

        func isEqual(_ name: Span<UInt8>) -> Bool {
            name.count == count
                && name.word(at: 0) | OwnHeaders.caseBits == first
                && name.word(at: count - 8) | OwnHeaders.caseBits == last
                && (count <= 16 || name.word(at: 8) | OwnHeaders.caseBits == second)
        }
    }

    /// Of characters that names are made of only a letter and its capital differ in this bit alone.
    private static var caseBits: UInt64 { 0x2020_2020_2020_2020 }

    private let names: InlineArray<4, Folded>
    /// A bit for each length that a name has.
    private let lengths: UInt32

    /// - Parameter names: of 8 to 24 bytes, for the application's own places.
    init(_ names: KeyValuePairs<HTTPFields.Name, String>) {
        var folded = InlineArray<4, Folded>(repeating: Folded())
        var lengths: UInt32 = 0
        for (field, name) in names {
            let place = field.rawValue - HTTPFields.Name.application1.rawValue
            precondition(folded.indices.contains(place), "The place is not the application's.")
            let bytes = name.utf8.span
            precondition((8...24).contains(bytes.count), "A name has 8 to 24 bytes.")
            folded[place] = Folded(bytes)
            lengths |= 1 << UInt32(bytes.count)
        }
        self.names = folded
        self.lengths = lengths
    }

    /// The place of a name, made of token characters, among the names; `nil` when it is none of them.
    func place(of name: Span<UInt8>) -> Int? {
        guard name.count < 32, lengths >> UInt32(name.count) & 1 == 1 else { return nil }
        for place in names.indices where names[place].isEqual(name) { return place }
        return nil
    }
}
