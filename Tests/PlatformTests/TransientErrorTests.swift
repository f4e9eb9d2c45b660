import Platform
import Testing

@Suite("Calls that ask for another try") struct TransientErrorTests {
    private func failure(_ code: Int32) -> FileError {
        FileError(operation: "sync", code: code, message: "try again", isDiskFull: false)
    }

    private static let interrupted: Int32 = 4
    private static let again: Int32 = 11
    private static let broken: Int32 = 5

    @Test func `an interrupted call is repeated at once`() throws {
        var calls = 0
        let answer = try TransientErrors.retrying(pause: { _ in Issue.record("paused") }) {
            () throws(FileError) in
            calls += 1
            if calls < 100 { throw failure(TransientErrorTests.interrupted) }
            return "done"
        }
        #expect(answer == "done")
        #expect(calls == 100)
    }

    @Test func `a call that the system has no room for is repeated after growing pauses`() throws {
        var pauses: [UInt32] = []
        var calls = 0
        try TransientErrors.retrying(pause: { pauses.append($0) }) { () throws(FileError) in
            calls += 1
            if calls < 10 { throw failure(TransientErrorTests.again) }
        }
        #expect(pauses == [1000, 2000, 4000, 8000, 16000, 32000, 64000, 64000, 64000])
    }

    @Test func `a system that never has room is believed in the end`() {
        var calls = 0
        let thrown = #expect(throws: FileError.self) {
            try TransientErrors.retrying(pause: { _ in }) { () throws(FileError) in
                calls += 1
                throw failure(TransientErrorTests.again)
            }
        }
        #expect(thrown?.code == TransientErrorTests.again)
        #expect(calls == 21)
    }

    @Test func `any other failure is told at once`() {
        var calls = 0
        #expect(throws: failure(TransientErrorTests.broken)) {
            try TransientErrors.retrying { () throws(FileError) in
                calls += 1
                throw failure(TransientErrorTests.broken)
            }
        }
        #expect(calls == 1)
    }
}
