import Foundation

/// What Python/compare.py is asked to do.
struct PythonOrders: Encodable {
    struct Build: Encodable {
        let precision: Int
        let type: String
        let stream: Stream
    }

    struct Unite: Encodable {
        let precision: Int
        let type: String
        let images: [Data]
    }

    var build: [Build] = []
    var read: [Data] = []
    var unite: [Unite] = []
}

/// What it answers, in the same order.
struct PythonAnswers: Decodable {
    struct Sketch: Decodable {
        let precision: Int
        let type: String
        let compact: Data
        let updatable: Data
        let figures: Figures
    }

    let built: [Sketch]
    let read: [Sketch]
    let united: [Sketch]
}

enum PythonLibrary {
    struct Failure: Error {
        let status: Int32
    }

    static var executable: String? {
        ProcessInfo.processInfo.environment["QUIPU_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
    }

    static var seed: UInt64 {
        ProcessInfo.processInfo.environment["QUIPU_SEED"].flatMap(UInt64.init) ?? 20_261_123
    }

    /// Runs the script on the orders in a folder of its own.
    static func carryOut(_ orders: PythonOrders) throws -> PythonAnswers {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "quipu-sketches-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do {
                try FileManager.default.removeItem(at: folder)
            } catch {
                print("\(folder.path()) is left behind: \(error)")
            }
        }
        let question = folder.appending(path: "orders.json")
        let answer = folder.appending(path: "answers.json")
        try JSONEncoder().encode(orders).write(to: question)

        let process = Process()
        process.executableURL = URL(filePath: executable ?? "python3")
        process.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "Python/compare.py").path(),
            question.path(), answer.path(),
        ]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(status: process.terminationStatus)
        }
        return try JSONDecoder().decode(PythonAnswers.self, from: Data(contentsOf: answer))
    }
}
