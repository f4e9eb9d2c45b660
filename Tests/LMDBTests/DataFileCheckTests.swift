import Foundation
import LMDB
import Testing

@Suite("Checking a data file without LMDB") struct DataFileCheckTests {
    @Test func `whatever LMDB has written is sound`() throws {
        var random = SystemRandomNumberGenerator()
        try withDirectory { path in
            var options = EnvironmentOptions(mapBytes: 64 << 20)
            options.noSync = true
            let environment = try Environment(path: path, options: options)
            let databases = [
                try open("items", in: environment), try open("others", in: environment),
            ]
            for _ in 1...40 {
                var transaction = try environment.beginWrite()
                for _ in 1...60 {
                    let database = try #require(databases.randomElement(using: &random))
                    let key = (0..<Int.random(in: 1...200, using: &random)).map { _ in
                        UInt8.random(in: 0...3, using: &random)
                    }
                    let bytes = Int.random(in: 0...30, using: &random) == 0 ? 30_000 : 300
                    if Bool.random(using: &random) {
                        let count = Int.random(in: 0...bytes, using: &random)
                        try transaction.put(
                            [UInt8](repeating: 7, count: count), for: key, in: database)
                    } else {
                        try transaction.delete(key, in: database)
                    }
                }
                if Int.random(in: 0...9, using: &random) == 0 {
                    try transaction.empty(databases[0])
                }
                try transaction.commit()
                try environment.sync()
                #expect(try DataFileCheck.problems(ofFile: path + "/data.mdb") == [])
            }
        }
    }

    @Test func `no flipped bit in a meta page ends the check or takes its memory`() throws {
        try withDirectory { path in
            let environment = try Environment(
                path: path, options: EnvironmentOptions(mapBytes: 64 << 20))
            let items = try open("items", in: environment)
            for number in UInt8(1)...3 {
                var transaction = try environment.beginWrite()
                for key in UInt8(0)...40 {
                    let bytes = key == number ? 9000 : 200
                    try transaction.put([UInt8](repeating: 7, count: bytes), for: [key], in: items)
                }
                try transaction.commit()
            }
            let good = try Data(contentsOf: URL(fileURLWithPath: path + "/data.mdb"))
            let damaged = path + "/damaged"
            // Until the end of what a meta page holds.
            for (page, byte) in [0, 1].flatMap({ page in (0..<152).map { (page, $0) } }) {
                for bit in 0..<8 {
                    var bytes = good
                    bytes[bytes.startIndex + page * 4096 + byte] ^= 1 << bit
                    try bytes.write(to: URL(fileURLWithPath: damaged))
                    let problems = try DataFileCheck.problems(ofFile: damaged)
                    #expect(problems.count <= LMDBLimits.reportedProblemsMax + 1)
                }
            }
            let before = try peakBytes()
            var bytes = good
            // The last page, in both: a bitmap for that many pages would take 64 GiB.
            for page in 0...1 { bytes[bytes.startIndex + page * 4096 + 140] ^= 0x80 }
            try bytes.write(to: URL(fileURLWithPath: damaged))
            _ = try DataFileCheck.problems(ofFile: damaged)
            #expect(try peakBytes() - before < 64 << 20)
        }
    }

    /// The most address space that this process has had.
    private func peakBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmPeak:") })
        return try #require(Int(line.split(whereSeparator: { !$0.isNumber })[0])) * 1024
    }

    @Test func `a file that is none is told by its first bytes`() throws {
        try withDirectory { path in
            let file = path + "/data.mdb"
            for bytes in [[], [UInt8](repeating: 0, count: 9000), Array("hello".utf8)] {
                try Data(bytes).write(to: URL(fileURLWithPath: file))
                let problems = try DataFileCheck.problems(ofFile: file)
                #expect(problems.count == 1)
                #expect(problems.first?.contains("page 0") == true)
            }
            #expect(throws: LMDBError.self) {
                try DataFileCheck.problems(ofFile: path + "/none")
            }
        }
    }
}
