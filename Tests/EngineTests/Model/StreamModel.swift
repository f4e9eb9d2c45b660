import Commands
import Engine
import Expressions
import Model
import Sketches
import Values

/// A table's stream as a list for each key.
struct StreamModel {
    struct Record: Hashable {
        var kind: ChangeRecord.Kind
        var isExpiry: Bool
        var old: Item?
        var new: Item?
        /// The time of the command, in seconds.
        var second: Int64

        init(_ record: ChangeRecord) {
            kind = record.kind
            isExpiry = record.isExpiry
            old = record.old
            new = record.new
            second = record.time.seconds
        }

        fileprivate init(
            _ kind: ChangeRecord.Kind, isExpiry: Bool, old: Item?, new: Item?, second: Int64
        ) {
            self.kind = kind
            self.isExpiry = isExpiry
            self.old = old
            self.new = new
            self.second = second
        }
    }

    static let retentionSeconds: Int64 = 86_400

    let view: StreamView
    private(set) var records: [Key: [Record]] = [:]

    init(view: StreamView) {
        self.view = view
    }

    /// Notes that `new` takes the place of `stored`; `isVisible` says whether the write found that.
    mutating func note(
        _ key: Key, stored: Item?, isVisible: Bool, new: Item?, schema: KeySchema, second: Int64,
        isExpiry: Bool = false
    ) {
        func add(_ old: Item?, _ new: Item?, isExpiry: Bool) {
            guard old != new else { return }
            let told = told(old, new, schema)
            records[key, default: []].append(
                Record(
                    old == nil ? .insert : new == nil ? .remove : .modify, isExpiry: isExpiry,
                    old: told.old, new: told.new, second: second))
        }
        if !isVisible { add(stored, nil, isExpiry: true) }
        add(isVisible ? stored : nil, new, isExpiry: isExpiry)
    }

    mutating func trim(at now: Int64) {
        records = records.compactMapValues { list in
            let kept = list.filter { $0.second >= now - StreamModel.retentionSeconds }
            return kept.isEmpty ? nil : kept
        }
    }

    private func told(
        _ old: Item?, _ new: Item?, _ schema: KeySchema
    ) -> (old: Item?, new: Item?) {
        switch view {
        case .keysOnly: (nil, nil)
        case .newImage: (nil, new)
        case .oldImage: (old, nil)
        case .newAndOldImages: (old, new)
        case .changes: (changed(old, against: new, schema), changed(new, against: old, schema))
        }
    }

    /// What of `item` is not the same in `other`.
    private func changed(_ item: Item?, against other: Item?, _ schema: KeySchema) -> Item? {
        guard let item else { return nil }
        var changed = Item()
        for entry in item.entries where entry.value != other?[entry.name] {
            if schema.isKeyAttribute(entry.name) { continue }
            guard let sketch = entry.value.sketch else {
                changed[entry.name] = entry.value
                continue
            }
            do {
                changed[Text("estimate(\(entry.name))")] = .number(
                    try Number(parsing: sketch.estimate.description))
            } catch {
                changed[entry.name] = .string("an estimate that is no number: \(error)")
            }
        }
        return changed
    }
}
