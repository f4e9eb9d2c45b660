import Log
import Testing

@Suite("Damage") struct DamageTests {
    /// A log of five groups and the offsets where its frames begin, the end included.
    private func makeLog(
        _ preallocation: LogOptions.Preallocation
    ) throws -> (directory: MemoryDirectory, groups: [[[UInt8]]], offsets: [Int]) {
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options(preallocation: preallocation))
        let groups: [[[UInt8]]] = (UInt8(1)...5).map { number in
            [[number], [UInt8](repeating: 0xA0 + number, count: 9), [number, number]]
        }
        var offsets: [Int] = []
        for group in groups {
            offsets.append(try LogInspection(directory).segments[0].usedBytes)
            try log.append(group)
        }
        offsets.append(try LogInspection(directory).segments[0].usedBytes)
        return (directory, groups, offsets)
    }

    /// Opens the damaged log, expects the first `count` groups, and that appending and opening
    /// again work.
    private func expectGroups(
        _ count: Int, of groups: [[[UInt8]]], in directory: MemoryDirectory, isTorn: Bool
    ) throws {
        let inspected = try LogInspection(directory)
        #expect(inspected.isSound)
        #expect((inspected.tornTail != nil) == isTorn)
        let log = try FileLog.open(in: directory, options: options())
        #expect((log.tornTail != nil) == isTorn)
        #expect(log.tornTail == inspected.tornTail)
        let kept = Array(groups[..<count].joined())
        #expect(try payloads(of: log) == kept)
        #expect(try FileLog.open(in: directory, options: options()).tornTail == nil)
        #expect(try log.append([[99]]) == UInt64(kept.count + 1))
        let reopened = try FileLog.open(in: directory, options: options())
        #expect(reopened.tornTail == nil)
        #expect(try payloads(of: reopened) == kept + [[99]])
    }

    @Test(arguments: [LogOptions.Preallocation.zeros, .none])
    func `a file that ends anywhere in its last frames loses only what is cut`(
        preallocation: LogOptions.Preallocation
    ) throws {
        let (directory, groups, offsets) = try makeLog(preallocation)
        for end in offsets[3]...offsets[5] {
            let cut = directory.copy()
            cut.damage(firstSegment) { $0.removeSubrange(end...) }
            let whole = offsets.lastIndex { $0 <= end } ?? 0
            // Padding at the end of a frame is part of it.
            try expectGroups(whole, of: groups, in: cut, isTorn: end > offsets[whole])
        }
    }

    @Test func `bytes that were never written at the end lose only the last frames`() throws {
        let (directory, groups, offsets) = try makeLog(.zeros)
        for end in offsets[3]...offsets[5] {
            let cut = directory.copy()
            var changed = true
            cut.damage(firstSegment) { bytes in
                let before = bytes
                for index in end..<bytes.count { bytes[index] = 0 }
                changed = bytes != before
            }
            let whole = changed ? offsets.lastIndex { $0 <= end } ?? 0 : 5
            // The last payload's padding is zero as written, so the frame may be whole a few bytes
            // early.
            let log = try LogInspection(cut)
            let found = log.segments[0].frames
            #expect(found == whole || (!changed && found == 5))
            try expectGroups(found, of: groups, in: cut, isTorn: log.tornTail != nil)
        }
    }

    @Test func `a flipped byte in a middle frame refuses to start and says where`() throws {
        let (directory, _, offsets) = try makeLog(.zeros)
        for index in offsets[2]..<offsets[3] {
            let damaged = directory.copy()
            damaged.damage(firstSegment) { $0[index] ^= 0x40 }
            let error = #expect(throws: LogError.self) {
                try FileLog.open(in: damaged, options: options())
            }
            guard case .corrupt(firstSegment, let offset, _) = error else {
                Issue.record("byte \(index): \(String(describing: error))")
                continue
            }
            #expect(offset == offsets[2])
            #expect(try LogInspection(damaged).segments[0].problem == error)
        }
    }

    @Test func `a flipped byte in the last frame cuts that frame off`() throws {
        let (directory, groups, offsets) = try makeLog(.zeros)
        for index in offsets[4]..<offsets[5] {
            let damaged = directory.copy()
            damaged.damage(firstSegment) { $0[index] ^= 0x40 }
            try expectGroups(4, of: groups, in: damaged, isTorn: true)
        }
    }

    @Test func `garbage behind the last frame is cut off`() throws {
        let (directory, groups, offsets) = try makeLog(.zeros)
        for place in [offsets[5], offsets[5] + 3, offsets[5] + 100, 4095] {
            let damaged = directory.copy()
            damaged.damage(firstSegment) { $0[place] = 1 }
            try expectGroups(5, of: groups, in: damaged, isTorn: true)
        }
    }

    @Test func `a flipped byte in the segment's header refuses to start`() throws {
        let (directory, _, _) = try makeLog(.zeros)
        for index in 0..<32 {
            let damaged = directory.copy()
            damaged.damage(firstSegment) { $0[index] ^= 1 }
            #expect(throws: LogError.self) { try FileLog.open(in: damaged, options: options()) }
            #expect(try !LogInspection(damaged).isSound)
        }
    }

    @Test func `a payload that imitates a frame is not taken for one`() throws {
        // The file of another log, whose frames are good and lie on multiples of eight, as one
        // payload.
        let other = MemoryDirectory()
        var otherOptions = options(preallocation: .none)
        otherOptions.makeSalt = { 42 }
        otherOptions.firstPosition = 1000
        let otherLog = try FileLog.open(in: other, options: otherOptions)
        try otherLog.append([[1]])
        let imitation = other.bytes(of: other.names()[0])
        let directory = MemoryDirectory()
        let log = try FileLog.open(in: directory, options: options())
        try log.append([[1]])
        let start = try LogInspection(directory).segments[0].usedBytes
        try log.append([[0, 0, 0, 0] + imitation])
        directory.damage(firstSegment) { $0[start] ^= 1 }
        try expectGroups(1, of: [[[1]]], in: directory, isTorn: true)
    }

    @Test func `any damage in an earlier segment is found when it is read`() throws {
        let directory = MemoryDirectory()
        let small = options(segmentBytes: 256)
        let log = try FileLog.open(in: directory, options: small)
        for number in UInt8(1)...20 { try log.append([[UInt8](repeating: number, count: 30)]) }
        let name = directory.names()[1]
        for index in 0..<directory.bytes(of: name).count {
            let damaged = directory.copy()
            damaged.damage(name) { $0[index] ^= 0x10 }
            let opened = try FileLog.open(in: damaged, options: small)
            let error = #expect(throws: LogError.self) { try payloads(of: opened) }
            guard case .corrupt(name, _, _) = error else {
                Issue.record("byte \(index): \(String(describing: error))")
                continue
            }
            #expect(try !LogInspection(damaged).isSound)
        }
        let shortened = directory.copy()
        shortened.damage(name) { $0.removeLast(8) }
        let opened = try FileLog.open(in: shortened, options: small)
        #expect(throws: LogError.self) { try payloads(of: opened) }
    }

    @Test func `a missing segment is found when it is read`() throws {
        let directory = MemoryDirectory()
        let small = options(segmentBytes: 256)
        let log = try FileLog.open(in: directory, options: small)
        for number in UInt8(1)...20 { try log.append([[UInt8](repeating: number, count: 30)]) }
        try directory.remove(directory.names()[1])
        let opened = try FileLog.open(in: directory, options: small)
        #expect(throws: LogError.self) { try payloads(of: opened) }
        #expect(try !LogInspection(directory).isSound)
    }

    @Test func `an inspection counts and changes nothing`() throws {
        let (directory, _, offsets) = try makeLog(.zeros)
        directory.damage(firstSegment) { $0[offsets[4] + 50] ^= 1 }
        let before = directory.bytes(of: firstSegment)
        let inspection = try LogInspection(directory)
        #expect(directory.bytes(of: firstSegment) == before)
        #expect(inspection.segments.count == 1)
        #expect(inspection.segments[0].frames == 4)
        #expect(inspection.segments[0].endPosition == 13)
        #expect(inspection.segments[0].usedBytes == offsets[4])
        #expect(inspection.segments[0].fileBytes == 4096)
        #expect(inspection.tornTail?.offset == offsets[4])
    }
}
