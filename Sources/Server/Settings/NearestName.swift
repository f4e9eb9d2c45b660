/// Finds the existing name that is closest to one that does not exist, such as a misspelt variable.
package enum NearestName {
    /// The one of `names`, which are not empty, that takes the fewest changes of single letters;
    /// capitals and signs between words do not count.
    package static func of(_ wrong: String, among names: [String]) -> String {
        let letters = letters(of: wrong)
        let nearest = names.min {
            distance(letters, Self.letters(of: $0)) < distance(letters, Self.letters(of: $1))
        }
        return nearest ?? ""
    }

    private static func letters(of name: String) -> [UInt8] {
        name.lowercased().utf8.filter { !"-_. ".utf8.contains($0) }.prefix(100).map { $0 }
    }

    /// Levenshtein's.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let changed = diagonal + (letter == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
            }
        }
        return row[right.count]
    }
}
