import Synchronization
import Testing
import Values

/// Counts how often it was asked for its bytes.
private final class CountedBytes: DeferredBytes {
    private let content: [UInt8]
    private let asked = Mutex(0)

    init(_ content: [UInt8]) {
        self.content = content
    }

    var bytes: [UInt8] {
        asked.withLock { $0 += 1 }
        return content
    }

    var count: Int { content.count }

    /// As if the last byte were always known.
    func differs(from other: any DeferredBytes) -> Bool {
        (other as? CountedBytes)?.content.last != content.last
    }

    var timesAsked: Int { asked.withLock(\.self) }
}

@Suite("Binary") struct BinaryTests {
    @Test func `order is that of unsigned bytes, a prefix first`() {
        let ascending = [[], [0], [0, 0], [1], [127], [128], [128, 1], [255]].map(Binary.init)
        #expect(ascending.reversed().sorted() == ascending)
    }

    @Test func `deferred bytes are the value that plain ones are`() {
        let plain = Binary([1, 2, 3])
        let deferred = Binary(deferred: CountedBytes([1, 2, 3]))
        #expect(deferred == plain)
        #expect(plain == deferred)
        #expect(deferred == Binary(deferred: CountedBytes([1, 2, 3])))
        #expect(deferred != Binary([1, 2, 4]))
        #expect(Set([plain, deferred]).count == 1)
        #expect(deferred < Binary([1, 3]))
        #expect(Binary([1, 2]) < deferred)
        #expect(deferred.bytes == [1, 2, 3])
    }

    @Test func `a value keeps what defers its bytes`() {
        let source = CountedBytes([1])
        #expect(Binary(deferred: source).deferred === source)
        #expect(Binary([1]).deferred == nil)
    }

    @Test func `sizes and comparisons that need no bytes ask for none`() {
        let source = CountedBytes([1, 2, 3])
        let value = Value.binary(Binary(deferred: source))
        let item: Item = ["u": value]
        #expect(value.size == 3)
        #expect(item.size == 4)
        #expect(value == .binary(Binary(deferred: source)))
        #expect(value != .binary(Binary([1])))
        #expect(!Binary(deferred: source).isEmpty)
        #expect(source.timesAsked == 0)
    }

    @Test func `an item with deferred bytes has the disk form of one with plain bytes`() throws {
        let source = CountedBytes([9, 8])
        let bytes = ItemCodec.encode(["u": .binary(Binary(deferred: source))])
        #expect(bytes == ItemCodec.encode(["u": .binary(Binary([9, 8]))]))
        #expect(source.timesAsked == 1)
        #expect(try ItemCodec.decode(bytes)["u"] == .binary(Binary([9, 8])))
    }

    @Test func `a value takes no more room than a number needs`() {
        #expect(MemoryLayout<Value>.size == 19)
        #expect(MemoryLayout<Value>.stride == 24)
    }

    @Test func `what is known to differ is told apart without making bytes`() {
        let first = CountedBytes([1, 2])
        let second = CountedBytes([1, 3])
        #expect(Binary(deferred: first) != Binary(deferred: second))
        #expect(first.timesAsked + second.timesAsked == 0)
        #expect(Binary(deferred: first) != Binary(deferred: CountedBytes([9, 2])))
        #expect(Binary(deferred: first) == Binary(deferred: CountedBytes([1, 2])))
    }
}
