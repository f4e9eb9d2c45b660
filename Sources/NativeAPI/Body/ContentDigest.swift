import JSON
import Platform
import Sketches
import Values

/// A digest of what JSON says, by which a batch that is sent again is known.
///
/// It is the same however the batch is written: the order of members, blanks, escapes, the form of
/// a number (`1.0` is `1`), one JSON value or lines. It does not depend on the table or the time,
/// as what a batch writes does: a batch that is sent again a week later is still the same.
enum ContentDigest {
    /// Members whose arrays are sets: in which order a sender names visitors or series means nothing.
    ///
    /// One that is named once more makes other content all the same, as a batch that is sent again
    /// names it as often as before.
    private static let setNames = JSONNames(["series", "observe", "remove"])

    private enum Seed {
        static let literal: UInt64 = 1
        static let number: UInt64 = 2
        static let text: UInt64 = 3
        static let array: UInt64 = 4
        static let object: UInt64 = 5
    }

    /// The digest of a batch.
    ///
    /// - Parameters:
    ///   - elementName: what the batch calls its elements, as it decides what they mean.
    ///   - isOrdered: whether their order means something.
    static func digest(
        ofBatch elements: JSONElements, elementName: String, isOrdered: Bool
    ) -> UInt64 {
        var sum = MurmurHash3.hash(Array(elementName.utf8), seed: 0).0
        for element in elements {
            let next = digest(of: element)
            sum = isOrdered ? hash(next, sum) : sum &+ hash(next, Seed.array)
        }
        return sum
    }

    /// The digest of one element of a batch.
    static func digest(of element: JSONNode) -> UInt64 {
        element.withWalk { walk, position in
            guard walk.kind(at: position) == .object else {
                return digest(at: position, in: walk, arraysAreSets: false)
            }
            return digest(ofMembersAt: position, in: walk) { name in
                if let name = walk.unescaped(at: name) {
                    return setNames.index(of: name.span) != nil
                }
                return setNames.index(of: walk.text(at: name)) != nil
            }
        }
    }

    /// The digest of bytes that are no JSON.
    static func digest(ofBytes bytes: ArraySlice<UInt8>) -> UInt64 {
        MurmurHash3.hash(Array(bytes), seed: Seed.text).1
    }

    /// Sixteen hexadecimal digits.
    static func text(_ digest: UInt64) -> String {
        let digits = String(digest, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func digest(
        at position: Int, in walk: borrowing JSONWalk, arraysAreSets: Bool
    ) -> UInt64 {
        switch walk.kind(at: position) {
        case .null: return hash(2, Seed.literal)
        case .boolean: return hash(walk.isTrue(at: position) ? 1 : 0, Seed.literal)
        case .number: return digest(ofNumber: walk.text(at: position))
        case .string: return digest(ofTextAt: position, in: walk, Seed.text)
        case .array:
            var sum = Seed.array
            var element = position + 1
            for _ in 0..<walk.count(at: position) {
                let next = digest(at: element, in: walk, arraysAreSets: arraysAreSets)
                sum = arraysAreSets ? sum &+ hash(next, Seed.array) : hash(next, sum)
                element = walk.next(after: element)
            }
            return hash(sum, Seed.array)
        case .object:
            return digest(ofMembersAt: position, in: walk) { _ in arraysAreSets }
        }
    }

    private static func digest(
        ofMembersAt position: Int, in walk: borrowing JSONWalk,
        _ arraysAreSets: (_ name: Int) -> Bool
    ) -> UInt64 {
        var sum = Seed.object
        var name = position + 1
        for _ in 0..<walk.count(at: position) {
            let value = digest(at: name + 1, in: walk, arraysAreSets: arraysAreSets(name))
            sum &+= hash(value, digest(ofTextAt: name, in: walk, Seed.object))
            name = walk.next(after: name + 1)
        }
        return hash(sum, Seed.object)
    }

    private static func digest(
        ofTextAt position: Int, in walk: borrowing JSONWalk, _ seed: UInt64
    ) -> UInt64 {
        if let text = walk.unescaped(at: position) { return MurmurHash3.hash(text, seed: seed).0 }
        return MurmurHash3.hash(walk.text(at: position), seed: seed).0
    }

    private static func digest(ofNumber text: Span<UInt8>) -> UInt64 {
        if let short = JSONNode.shortInteger(text) {
            return hash(UInt64(bitPattern: short), Seed.number)
        }
        do throws(NumberError) {
            let number = try Number(parsing: text)
            if let integer = number.int64 {
                return hash(UInt64(bitPattern: integer), Seed.number)
            }
            return MurmurHash3.hash(Array(number.text.utf8), seed: Seed.number).0
        } catch {
            return MurmurHash3.hash(text, seed: Seed.number).1
        }
    }

    private static func hash(_ word: UInt64, _ seed: UInt64) -> UInt64 {
        MurmurHash3.hash(word: word, seed: seed).0
    }
}
