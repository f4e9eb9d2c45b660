import Foundation
import Sketches
import Testing

/// Images and estimates that the public libraries produced, and the inputs that they had.
struct VectorFile: Decodable {
    let sketches: [SketchVector]
    let unions: [UnionVector]
    let conversions: [ConversionVector]

    static let shared: Result<VectorFile, any Error> = Result {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Vectors/hll-vectors.json"))
        return try JSONDecoder().decode(VectorFile.self, from: data)
    }
}

struct Stream: Codable {
    let kind: String
    let prefix: String
    let from: Int64
    let to: Int64

    /// A sketch that saw all items one by one.
    func sketch(precision: Int, type: HLLType) -> HLLSketch {
        var sketch = HLLSketch(precision: precision, type: type)
        feed { sketch.update(coupon: $0) }
        return sketch
    }

    func feed(_ take: (Coupon) -> Void) {
        for number in from..<to {
            switch kind {
            case "string": if let coupon = Coupon(of: prefix + String(number)) { take(coupon) }
            case "double": take(Coupon(of: Double(number) + 0.5))
            default: take(Coupon(of: number))
            }
        }
    }
}

/// An estimate with the bounds at one, two and three standard deviations.
struct Figures: Codable, Equatable {
    let estimate: Double
    let lower1: Double
    let lower2: Double
    let lower3: Double
    let upper1: Double
    let upper2: Double
    let upper3: Double

    init(_ estimation: HLLEstimation) {
        estimate = estimation.estimate
        lower1 = estimation.lowerBound(.one)
        lower2 = estimation.lowerBound(.two)
        lower3 = estimation.lowerBound(.three)
        upper1 = estimation.upperBound(.one)
        upper2 = estimation.upperBound(.two)
        upper3 = estimation.upperBound(.three)
    }

    init(estimate: Double, bounds: [Double]) {
        self.estimate = estimate
        lower1 = bounds[0]
        lower2 = bounds[1]
        lower3 = bounds[2]
        upper1 = bounds[3]
        upper2 = bounds[4]
        upper3 = bounds[5]
    }

    private var all: [Double] { [estimate, lower1, lower2, lower3, upper1, upper2, upper3] }

    func isClose(to other: Figures, within tolerance: Double) -> Bool {
        zip(all, other.all).allSatisfy { abs($0 - $1) <= tolerance * max(abs($0), abs($1)) }
    }
}

struct SketchVector: Decodable, CustomTestStringConvertible {
    let description: String
    let lg_k: Int
    let type: String
    let mode: String
    let inputs: Stream
    let bytes_base64: Data
    let updatable_base64: Data?
    let figures: Figures

    var testDescription: String { description }

    private enum Key: String, CodingKey {
        case description, lg_k, type, mode, inputs, bytes_base64, updatable_base64
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        description = try container.decode(String.self, forKey: .description)
        lg_k = try container.decode(Int.self, forKey: .lg_k)
        type = try container.decode(String.self, forKey: .type)
        mode = try container.decode(String.self, forKey: .mode)
        inputs = try container.decode(Stream.self, forKey: .inputs)
        bytes_base64 = try container.decode(Data.self, forKey: .bytes_base64)
        updatable_base64 = try container.decodeIfPresent(Data.self, forKey: .updatable_base64)
        figures = try Figures(from: decoder)
    }
}

struct UnionVector: Decodable, CustomTestStringConvertible {
    struct Source: Decodable {
        let lg_k: Int
        let type: String
        let inputs: Stream
    }

    let description: String
    let union_lg_max_k: Int
    let result_type: String
    let A: Source
    let B: Source
    let result_lg_k: Int
    let out_of_order: Bool
    let bytes_base64: Data
    let java_compact_base64: Data
    let java_estimate: Double
    let java_bounds_l1_l2_l3_u1_u2_u3: [Double]
    let recommended: String

    var testDescription: String { description }
}

struct ConversionVector: Decodable, CustomTestStringConvertible {
    let description: String
    let hll8_base64: Data
    let hll4_cpp_base64: Data
    let hll4_cpp_updatable_base64: Data
    let hll4_java_base64: Data
    let hll6_cpp_base64: Data
    let figures: Figures

    var testDescription: String { description }

    private enum Key: String, CodingKey {
        case description, hll8_base64, hll4_cpp_base64, hll4_cpp_updatable_base64
        case hll4_java_base64, hll6_cpp_base64
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        description = try container.decode(String.self, forKey: .description)
        hll8_base64 = try container.decode(Data.self, forKey: .hll8_base64)
        hll4_cpp_base64 = try container.decode(Data.self, forKey: .hll4_cpp_base64)
        hll4_cpp_updatable_base64 = try container.decode(
            Data.self, forKey: .hll4_cpp_updatable_base64)
        hll4_java_base64 = try container.decode(Data.self, forKey: .hll4_java_base64)
        hll6_cpp_base64 = try container.decode(Data.self, forKey: .hll6_cpp_base64)
        figures = try Figures(from: decoder)
    }
}

extension HLLType {
    init(name: String) {
        self = name == "HLL_8" ? .hll8 : name == "HLL_6" ? .hll6 : .hll4
    }

    var name: String {
        switch self {
        case .hll4: "HLL_4"
        case .hll6: "HLL_6"
        case .hll8: "HLL_8"
        }
    }
}

extension HLLSketch {
    init(decoding data: Data) throws {
        try self.init(decoding: [UInt8](data))
    }

    /// The image without what depends on the order of items: the running estimate and the flag
    /// that says whether there is one.
    var content: [UInt8] {
        var bytes = encode()
        guard bytes[0] == 10 else { return bytes }
        bytes[5] = 0
        bytes.replaceSubrange(8..<16, with: repeatElement(0, count: 8))
        return bytes
    }
}
