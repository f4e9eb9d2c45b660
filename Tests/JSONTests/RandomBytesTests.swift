import JSON
import Platform
import Testing

@Suite("Random bytes") struct RandomBytesTests {
    /// Touches everything a caller could ask of a node, so that a wrong token would trap.
    private func readAll(_ node: JSONNode) -> Int {
        var sum = node.count + node.byteRange.count + (node.string?.utf8.count ?? 0)
        sum += node.numberText?.utf8.count ?? 0
        sum += node.base64?.count ?? 0
        for element in node.elements { sum += readAll(element) }
        for (name, value) in node.members { sum += name.utf8.count + readAll(value) }
        return sum
    }

    private func copy(_ node: JSONNode, to writer: inout JSONWriter) {
        switch node.kind {
        case .null: writer.null()
        case .boolean: writer.boolean(node.boolean ?? false)
        case .number: writer.number(text: node.numberText ?? "")
        case .string: writer.string(node.string ?? "")
        case .array:
            writer.beginArray()
            for element in node.elements { copy(element, to: &writer) }
            writer.endArray()
        case .object:
            writer.beginObject()
            for (name, value) in node.members {
                writer.name(name)
                copy(value, to: &writer)
            }
            writer.endObject()
        }
    }

    private func rewritten(_ bytes: [UInt8]) throws -> [UInt8] {
        var writer = JSONWriter()
        copy(try JSONDocument(parsing: bytes).root, to: &writer)
        return writer.bytes
    }

    private static let samples = [
        #"{"TableName":"music","Item":{"artist":{"S":"Bob"},"n":{"N":"-1.5e3"},"b":{"B":"AQI="}}}"#,
        #"[[],{},"",0,-0.0e+10,true,false,null,"\u00e9\ud83d\ude00\n",{"a":{"a":[{"a":1}]}}]"#,
        "{\"é\u{20AC}😀\":[1,2,3,{\"k1\":1,\"k2\":2,\"k3\":3,\"k4\":4,\"k5\":5,\"k6\":6,"
            + "\"k7\":7,\"k8\":8,\"k9\":9,\"k\\u0031\\u0030\":10}]}",
    ].map { Array($0.utf8) }

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func `mutated texts are read or refused, never a trap`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = Self.samples[Int.random(in: 0..<Self.samples.count, using: &random)]
            for _ in 0...Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes[place] = bytes.randomElement(using: &random) ?? 0
                case 2: bytes.remove(at: place)
                case 3: bytes.insert(bytes[bytes.count - 1 - place], at: place)
                default: bytes.removeLast(bytes.count - place)
                }
            }
            guard let document = document(in: bytes) else { continue }
            accepted += 1
            #expect(readAll(document.root) >= 0, "seed \(seed), bytes \(bytes)")
            let once = try rewritten(bytes)
            #expect(try rewritten(once) == once, "seed \(seed), bytes \(bytes)")
        }
        #expect(accepted > 1000)
    }

    @Test func `bytes without any plan are read or refused, never a trap`() {
        var random = SplitMix64(seed: 99)
        let letters = Array(#"{}[]:,"\utfn0123e.-+ a"#.utf8) + [0xC3, 0xA9, 0xED, 0xF0, 0x80, 0]
        for _ in 0..<50_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in
                letters[Int.random(in: 0..<letters.count, using: &random)]
            }
            guard let document = document(in: bytes) else { continue }
            #expect(readAll(document.root) >= 0)
        }
    }

    @Test func `every beginning of a good text is refused as cut off`() {
        for sample in Self.samples {
            for length in 0..<sample.count {
                guard let found = problem(in: sample.prefix(length)) else {
                    Issue.record("accepted a text cut at \(length)")
                    continue
                }
                switch found.problem {
                case .truncated, .invalidUTF8: break
                default: Issue.record("cut at \(length): \(found)")
                }
            }
        }
    }

    @Test func `random strings and bytes survive writing and reading`() throws {
        var random = SplitMix64(seed: 5)
        for _ in 0..<2_000 {
            var text = ""
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                let code = UInt32.random(
                    in: 0...(Bool.random(using: &random) ? 0x7F : 0x10FFFF), using: &random)
                if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
            }
            let data = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            var writer = JSONWriter()
            writer.beginObject()
            writer.name(text)
            writer.string(text)
            writer.name(text + "B")
            writer.base64(data)
            writer.endObject()
            let root = try JSONDocument(parsing: writer.bytes).root
            #expect(
                root.members.map { Array($0.name.utf8) }
                    == [Array(text.utf8), Array((text + "B").utf8)])
            #expect(
                root.memberNodes.map(\.value.textBytes).first??.elementsEqual(text.utf8) == true)
            #expect(root[text + "B"]?.base64 == data)
        }
    }
}
