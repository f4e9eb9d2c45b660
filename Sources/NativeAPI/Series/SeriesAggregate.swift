import Sketches
import Values

/// What one point, or a whole window, adds up to.
struct SeriesAggregate: Sendable {
    /// Named counters in the order of the selection; `nil` where no bucket has one.
    private(set) var counters: [Number?]
    /// Counters found by prefix, by their number in `AttributeNames`.
    private(set) var found: [Int: Number] = [:]
    /// Sketches in the order of the selection; `nil` where no bucket has one.
    private(set) var sketches: [HLLUnion?]

    init(_ selection: AttributeSelection) {
        counters = Array(repeating: nil, count: selection.counters.count)
        sketches = Array(repeating: nil, count: selection.sketches.count)
    }

    /// Whether no bucket had anything to add.
    var isEmpty: Bool {
        found.isEmpty && counters.allSatisfy { $0 == nil } && sketches.allSatisfy { $0 == nil }
    }

    mutating func add(_ number: Number, toCounter place: Int) throws(NumberError) {
        counters[place] = try counters[place]?.adding(number) ?? number
    }

    mutating func add(_ number: Number, toFound name: Int) throws(NumberError) {
        found[name] = try found[name]?.adding(number) ?? number
    }

    /// Adds a sketch as it is stored.
    mutating func merge(
        decoding bytes: Span<UInt8>, intoSketch place: Int, precisionMax: Int
    ) throws(SketchError) {
        if sketches[place] == nil { sketches[place] = HLLUnion(precisionMax: precisionMax) }
        try sketches[place]?.merge(decoding: bytes)
    }

    mutating func merge(_ union: HLLUnion, intoSketch place: Int) {
        let sketch = union.result()
        if sketches[place] == nil { sketches[place] = HLLUnion(precisionMax: sketch.precision) }
        sketches[place]?.merge(sketch)
    }
}
