import Sketches
import Synchronization
import Values

/// A decoded sketch in the place of its bytes.
///
/// However many updates of a decoded item change a sketch, it is decoded once and encoded once.
final class DeferredSketch: DeferredBytes {
    let sketch: HLLSketch
    let count: Int
    private let encoded: Mutex<[UInt8]?>

    /// A sketch that nobody has encoded yet.
    init(_ sketch: HLLSketch) {
        self.sketch = sketch
        count = sketch.encodedCount
        encoded = Mutex(nil)
    }

    /// A sketch as it was decoded from `bytes`; they stay what they were, whoever wrote them.
    init(decoding bytes: [UInt8]) throws(SketchError) {
        sketch = try HLLSketch(decoding: bytes)
        count = bytes.count
        encoded = Mutex(bytes)
    }

    /// Equal bytes give equal estimates, and whoever lets somebody new in changes the estimate.
    func differs(from other: any DeferredBytes) -> Bool {
        guard let other = other as? DeferredSketch else { return false }
        return sketch.estimate != other.sketch.estimate
    }

    var bytes: [UInt8] {
        encoded.withLock { known in
            if let known { return known }
            let bytes = sketch.encode()
            known = bytes
            return bytes
        }
    }
}
