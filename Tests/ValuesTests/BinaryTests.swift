import Testing
import Values

@Suite("Binary") struct BinaryTests {
    @Test func `order is that of unsigned bytes, a prefix first`() {
        let ascending = [[], [0], [0, 0], [1], [127], [128], [128, 1], [255]].map(Binary.init)
        #expect(ascending.reversed().sorted() == ascending)
    }

    @Test func `a value takes no more room than a number needs`() {
        #expect(MemoryLayout<Value>.size == 19)
        #expect(MemoryLayout<Value>.stride == 24)
    }
}
