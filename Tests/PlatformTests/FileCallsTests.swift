import Foundation
import Platform
import Testing

@Suite("File calls") struct FileCallsTests {
    @Test func `two names of one file have one identity, and a file in its place another`() throws {
        let directory = "/tmp/quipu-platform-\(UInt64.random(in: .min ... .max))"
        try FileCalls.makeDirectory(directory)
        let path = directory + "/file"
        try Data("abc".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.linkItem(atPath: path, toPath: directory + "/link")
        let status = try #require(try FileCalls.status(ofFile: path))
        #expect(status.kind == .regular)
        #expect(status.bytes == 3)
        #expect(status.links == 2)
        #expect(try FileCalls.status(ofFile: directory + "/link")?.identity == status.identity)
        #expect(try FileCalls.status(ofFile: directory)?.kind == .directory)
        try Data("abcd".utf8).write(to: URL(fileURLWithPath: directory + "/new"))
        try FileCalls.rename(directory + "/new", to: path)
        let replaced = try #require(try FileCalls.status(ofFile: path))
        #expect(!replaced.isSameFile(as: status))
        #expect(try FileCalls.status(ofFile: directory + "/none") == nil)
        for name in try FileCalls.names(inDirectory: directory) {
            try FileCalls.remove(directory + "/" + name)
        }
        try FileCalls.removeDirectory(directory)
    }
}
