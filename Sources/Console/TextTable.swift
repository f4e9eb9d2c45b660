/// Lines up rows of text: numbers to the right, names to the left.
package struct TextTable {
    package let titles: [String]
    /// The columns that stand to the left.
    package let names: Set<Int>
    private var rows: [[String]] = []

    package init(titles: [String], names: Set<Int>) {
        self.titles = titles
        self.names = names
    }

    package mutating func add(_ row: [String]) {
        rows.append(row)
    }

    package var lines: [String] {
        let all = [titles] + rows
        let widths = titles.indices.map { column in
            all.map { $0[column].count }.max() ?? 0
        }
        return all.map { row in
            let cells = row.indices.map { column in
                let gap = String(repeating: " ", count: widths[column] - row[column].count)
                return names.contains(column) ? row[column] + gap : gap + row[column]
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
