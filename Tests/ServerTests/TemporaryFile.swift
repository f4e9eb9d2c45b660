import Foundation

/// Gives `body` the path of a file with this text, and removes it afterwards.
func withTemporaryFile(_ text: String, _ body: (String) async throws -> Void) async throws {
    let file = FileManager.default.temporaryDirectory
        .appending(path: "quipu-test-\(UUID().uuidString).json")
    try Data(text.utf8).write(to: file)
    do {
        try await body(file.path)
    } catch {
        try FileManager.default.removeItem(at: file)
        throw error
    }
    try FileManager.default.removeItem(at: file)
}
