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
