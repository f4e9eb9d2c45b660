import Handlers
import Model
import Testing

@Suite("Batch building") struct BatchBuilderTests {
    private func record(_ number: UInt64, bytes: Int) -> BatchRecord {
        BatchRecord(
            sequence: SequenceNumber(rawValue: number), time: Timestamp(seconds: 0),
            json: [UInt8](repeating: 0x20, count: bytes))
    }

    private func adds(_ number: UInt64, _ bytes: Int, to batch: inout BatchBuilder) -> Bool {
        batch.add(record(number, bytes: bytes))
    }

    @Test func `a batch takes as many records as it may`() {
        var batch = BatchBuilder(countMax: 2)
        #expect(batch.isEmpty)
        #expect(adds(1, 10, to: &batch))
        #expect(!batch.isFull)
        #expect(adds(2, 10, to: &batch))
        #expect(batch.isFull)
        #expect(!adds(3, 10, to: &batch))
        #expect(batch.records.map(\.sequence.rawValue) == [1, 2])
    }

    @Test func `an event stays below six mebibytes`() {
        var batch = BatchBuilder(countMax: 10_000, reservedBytes: 1 << 20)
        var count = 0
        while batch.add(record(UInt64(count), bytes: 100_000)) { count += 1 }
        #expect(count == (5 << 20) / 100_001)
    }

    @Test func `the first record always has room`() {
        var batch = BatchBuilder(countMax: 10)
        #expect(adds(1, 7 << 20, to: &batch))
        #expect(!adds(2, 1, to: &batch))
        #expect(batch.isFull)
    }
}
