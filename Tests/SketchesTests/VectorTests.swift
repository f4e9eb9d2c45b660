import Foundation
import Sketches
import Testing

/// The public libraries' own images, estimates and bounds, both ways.
@Suite("Images of other libraries") struct VectorTests {
    private static func vectors() -> VectorFile {
        switch VectorFile.shared {
        case .success(let file): file
        case .failure(let error): preconditionFailure("The vectors cannot be read: \(error)")
        }
    }

    @Test(arguments: vectors().sketches)
    func `the same items give the same estimate and bounds`(vector: SketchVector) throws {
        let own = vector.inputs.sketch(precision: vector.lg_k, type: HLLType(name: vector.type))
        #expect(Figures(own.estimation) == vector.figures)
        let read = try HLLSketch(decoding: vector.bytes_base64)
        #expect(Figures(read.estimation) == vector.figures)
        #expect(read.precision == vector.lg_k)
        #expect(read.type == HLLType(name: vector.type))
    }

    @Test(arguments: vectors().sketches)
    func `the same items give the same bytes`(vector: SketchVector) throws {
        let own = vector.inputs.sketch(precision: vector.lg_k, type: HLLType(name: vector.type))
        let image = own.encode()
        #expect(try HLLSketch(decoding: vector.bytes_base64).encode() == image)
        if let updatable = vector.updatable_base64 {
            #expect(try HLLSketch(decoding: updatable).encode() == image)
        }
        if vector.mode.hasPrefix("LIST") || vector.mode.contains("aux=0") {
            #expect(image == [UInt8](vector.bytes_base64))
        } else {
            // Only the order of coupons or exceptions may differ.
            #expect(image.count == vector.bytes_base64.count)
            #expect(words(image) == words([UInt8](vector.bytes_base64)))
        }
    }

    @Test(arguments: vectors().unions)
    func `a union of the same sketches gives the same answer`(vector: UnionVector) throws {
        var union = HLLUnion(precisionMax: vector.union_lg_max_k)
        for source in [vector.A, vector.B] {
            let sketch = source.inputs.sketch(
                precision: source.lg_k, type: HLLType(name: source.type))
            // Through bytes, as it would come out of the store.
            union.merge(try HLLSketch(decoding: sketch.encode()))
        }
        let result = union.result(type: HLLType(name: vector.result_type))
        #expect(result.precision == vector.result_lg_k)
        let java = try HLLSketch(decoding: vector.java_compact_base64)
        #expect(java.content == result.content)
        if vector.recommended != "java" {
            #expect(try HLLSketch(decoding: vector.bytes_base64).content == result.content)
        }
        let expected = Figures(
            estimate: vector.java_estimate, bounds: vector.java_bounds_l1_l2_l3_u1_u2_u3)
        #expect(Figures(java.estimation).isClose(to: expected, within: 1e-13))
        // A running estimate depends a little on the order in which a set's coupons are fed on,
        // and ours is another: sorted.
        let tolerance = feedsSetToRegisters(vector) ? 0.005 : 1e-13
        #expect(Figures(result.estimation).isClose(to: expected, within: tolerance))
    }

    @Test(arguments: vectors().conversions)
    func `registers of any value are read from each type and written as each`(
        vector: ConversionVector
    ) throws {
        let images = [
            vector.hll8_base64, vector.hll6_cpp_base64, vector.hll4_cpp_base64,
            vector.hll4_cpp_updatable_base64, vector.hll4_java_base64,
        ]
        for image in images {
            var sketch = try HLLSketch(decoding: image)
            #expect(Figures(sketch.estimation).isClose(to: vector.figures, within: 1e-13))
            sketch.type = .hll8
            #expect(sketch.encode() == [UInt8](vector.hll8_base64))
            sketch.type = .hll6
            #expect(sketch.encode() == [UInt8](vector.hll6_cpp_base64))
            sketch.type = .hll4
            #expect(words(sketch.encode()) == words([UInt8](vector.hll4_cpp_base64)))
        }
    }

    /// The 32-bit words of an image in no particular order, without the size of a table that
    /// only other libraries keep.
    private func words(_ image: [UInt8]) -> [UInt32] {
        var image = image
        image[4] = 0
        let words = stride(from: 0, to: image.count - 3, by: 4).map { start in
            image[start..<start + 4].reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        }
        return words.sorted()
    }

    private func feedsSetToRegisters(_ vector: UnionVector) -> Bool {
        let counts = [vector.A, vector.B].map { Int($0.inputs.to - $0.inputs.from) }
        return !vector.out_of_order && counts.max() ?? 0 > 24
    }
}
