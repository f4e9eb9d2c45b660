import Console
import JSON
import Platform

/// What a server says of a table, for people.
struct TableReport {
    let description: JSONNode

    init(_ description: JSONNode) {
        self.description = description
    }

    private func text(_ name: String) -> String { description[name]?.string ?? "" }

    private var items: String { Readable.count(description["itemCount"]?.integer ?? 0) }

    private var size: String { Readable.bytes(Int(clamping: description["bytes"]?.integer ?? 0)) }

    private var key: String {
        ["partition", "sort"].compactMap { part in
            guard let attribute = description["key"]?[part], let name = attribute["name"]?.string
            else { return nil }
            return "\(name) (\(attribute["type"]?.string ?? "?"))"
        }.joined(separator: ", ")
    }

    private var stream: String {
        description["stream"]?["view"]?.string ?? "none"
    }

    /// A line for each table, below their titles.
    static func lines(_ reports: [TableReport]) -> [String] {
        var table = TextTable(
            titles: ["table", "items", "size", "stream", "key"], names: [0, 3, 4])
        for report in reports {
            table.add([report.text("name"), report.items, report.size, report.stream, report.key])
        }
        return table.lines
    }

    /// Everything about one table, a fact a line.
    var details: [String] {
        var facts = [
            ("table", text("name")), ("made", text("createdAt")), ("key", key), ("items", items),
            ("size", size), ("stream", stream),
        ]
        if let attribute = description["timeToLive"]?["attribute"]?.string {
            let mode = description["timeToLive"]?["mode"]?.string ?? ""
            facts.append(("time to live", "\(attribute), \(mode)"))
        }
        if let series = description["series"] {
            facts.append(("counters", names(series["counters"])))
            facts.append(("sketches", names(series["sketches"])))
            for granularity in series["granularities"].map({ Array($0.elements) }) ?? [] {
                facts.append(("granularity", words(granularity)))
            }
        }
        for index in description["indexes"].map({ Array($0.elements) }) ?? [] {
            facts.append(("index", words(ofIndex: index)))
        }
        if description["strict"]?.boolean == true { facts.append(("strict", "yes")) }
        if description["deletionProtection"]?.boolean == true {
            facts.append(("protected", "from deletion"))
        }
        let width = (facts.map(\.0.count).max() ?? 0) + 2
        return facts.map { name, fact in
            name + String(repeating: " ", count: width - name.count) + fact
        }
    }

    private func names(_ array: JSONNode?) -> String {
        let names = array?.elements.compactMap(\.string) ?? []
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    private func words(_ granularity: JSONNode) -> String {
        let name = granularity["name"]?.string ?? ""
        let kept = granularity["retention"]?.string.map { "kept \($0)" } ?? "kept for ever"
        return "\(name) (\(granularity["prefix"]?.string ?? "")), \(kept)"
    }

    private func words(ofIndex index: JSONNode) -> String {
        let key = ["partition", "sort"].flatMap { part in
            index["key"]?[part]?.elements.compactMap { $0["name"]?.string } ?? []
        }
        let name = index["name"]?.string ?? ""
        let items = Readable.count(index["itemCount"]?.integer ?? 0)
        let state = index["status"]?.string == "active" ? "" : ", being created"
        return "\(name) (\(key.joined(separator: ", "))), \(items) items\(state)"
    }
}
