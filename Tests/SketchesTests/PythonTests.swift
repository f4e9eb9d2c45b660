import Foundation
import Platform
import Sketches
import Testing

/// Our sketches against those of the PyPI package `datasketches`, both ways.
///
/// Runs when `QUIPU_PYTHON` names a Python that has the package; otherwise it is reported as
/// skipped. `QUIPU_SEED` chooses other streams.
@Suite(
    "The Python library's sketches",
    .enabled(
        if: PythonLibrary.executable != nil,
        "QUIPU_PYTHON must name a Python that has the package datasketches"))
struct PythonTests {
    private static let itemCountMax: Int64 = 1_000_000

    /// Every precision and type, at and around each change of mode and at random sizes.
    @Test(arguments: HLLSketch.precisions)
    func `sketches of the same items agree`(precision: Int) throws {
        var random = SplitMix64(seed: PythonLibrary.seed &+ UInt64(precision))
        var orders = PythonOrders()
        for type in HLLType.allCases {
            for size in sizes(precision: precision, type: type, &random) {
                let from = Int64.random(in: -size...1 << 40, using: &random)
                let kind = ["int64", "string", "double"].randomElement(using: &random) ?? "int64"
                orders.build.append(
                    PythonOrders.Build(
                        precision: precision, type: type.name,
                        stream: Stream(kind: kind, prefix: "v-", from: from, to: from + size)))
            }
        }
        let own = orders.build.map { order in
            order.stream.sketch(precision: order.precision, type: HLLType(name: order.type))
        }
        orders.read = own.map { Data($0.encode()) }
        let answers = try PythonLibrary.carryOut(orders)

        for (index, order) in orders.build.enumerated() {
            let items = "\(order), seed \(PythonLibrary.seed)"
            for answer in [answers.built[index], answers.read[index]] {
                #expect(answer.figures == Figures(own[index].estimation), "\(items)")
                #expect(answer.precision == precision && answer.type == order.type, "\(items)")
                for image in [answer.compact, answer.updatable] {
                    let read = try HLLSketch(decoding: image)
                    let isSame = read.encode() == own[index].encode()
                    #expect(isSame, "\(items)")
                    #expect(read.estimation == own[index].estimation, "\(items)")
                }
            }
        }
    }

    @Test(arguments: 1...8)
    func `unions of the same sketches agree`(part: UInt64) throws {
        var random = SplitMix64(seed: PythonLibrary.seed &+ 1000 &+ part)
        var orders = PythonOrders()
        var results: [(result: HLLSketch, isFedToRegisters: Bool)] = []
        for _ in 0..<50 {
            let precisionMax = Int.random(in: HLLSketch.precisions, using: &random)
            let type = HLLType.allCases.randomElement(using: &random) ?? .hll4
            let sources = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                source(precisionMax: precisionMax, &random)
            }
            orders.unite.append(
                PythonOrders.Unite(
                    precision: precisionMax, type: type.name,
                    images: sources.map { Data($0.encode()) }))
            var union = HLLUnion(precisionMax: precisionMax)
            for source in sources { union.merge(source) }
            let modes = Set(sources.map { $0.encode()[0] })
            results.append((union.result(type: type), modes.count > 1 || !modes.contains(10)))
        }
        let answers = try PythonLibrary.carryOut(orders)
        for (index, (result, isFedToRegisters)) in results.enumerated() {
            let answer = answers.united[index]
            let read = try HLLSketch(decoding: answer.compact)
            let isSame = read.content.sorted() == result.content.sorted()
            let sources = "union \(index), part \(part), seed \(PythonLibrary.seed)"
            #expect(isSame, "\(sources)")
            #expect(read.precision == result.precision && read.type == result.type, "\(sources)")
            // Where a set's coupons went on to registers, the running estimate has noise from
            // the order of feeding.
            let isDense = result.encode()[0] == 10
            let isInOrder = result.encode()[5] & 0x10 == 0
            let tolerance =
                isDense && isInOrder && isFedToRegisters
                ? 2 / Double(1 << result.precision).squareRoot() : 1e-12
            let figures = Figures(result.estimation)
            #expect(figures.isClose(to: answer.figures, within: tolerance), "\(sources)")
        }
    }

    private func sizes(
        precision: Int, type: HLLType, _ random: inout SplitMix64
    ) -> [Int64] {
        let arrayCount: Int64 = precision < 8 ? 8 : 3 << (Int64(precision) - 5) + 1
        func anySize() -> Int64 {
            Int64(pow(Double(Self.itemCountMax), Double.random(in: 0...1, using: &random)))
        }
        var sizes: [Int64] = [0, Int64.random(in: 1...7, using: &random), 8, anySize(), anySize()]
        // Above that the sorted set before the registers is slow to fill, so one type will do.
        if precision <= 18 || type == .hll4 {
            sizes += [arrayCount - 1, arrayCount, arrayCount + 1]
        }
        if type == .hll4, precision % 4 == 0 { sizes.append(Self.itemCountMax) }
        return sizes
    }

    private func source(precisionMax: Int, _ random: inout SplitMix64) -> HLLSketch {
        let from = Int64.random(in: 0..<30_000, using: &random)
        let size = Int64(pow(60_000, Double.random(in: 0...1, using: &random)))
        let type = HLLType.allCases.randomElement(using: &random) ?? .hll4
        // Sketches of registers beyond the union's precision are left out: the Python library
        // loses them (HLLUnion does not, see VectorTests).
        return Stream(kind: "int64", prefix: "", from: from, to: from + size)
            .sketch(precision: Int.random(in: 4...precisionMax, using: &random), type: type)
    }
}
