import Sketches
import Values

/// The sketch of these texts, in their order.
func sketch(of visitors: String..., precision: Int = 12) -> HLLSketch {
    var sketch = HLLSketch(precision: precision)
    for visitor in visitors { sketch.update(visitor) }
    return sketch
}

/// The sketch of the integers in a range, in their order.
func sketch(of visitors: Range<Int64>, precision: Int = 12, type: HLLType = .hll4) -> HLLSketch {
    var sketch = HLLSketch(precision: precision, type: type)
    for visitor in visitors { sketch.update(visitor) }
    return sketch
}

/// Whether the value is that sketch, to the byte; a failure prints a word instead of kilobytes.
func isSame(_ value: Value?, _ sketch: HLLSketch) -> Bool {
    value == Value(bytesOf: sketch)
}

extension Value {
    /// A sketch as it comes from a client or from the disk.
    init(bytesOf sketch: HLLSketch) {
        self = .binary(Binary(sketch.encode()))
    }
}
