import Testing

@Suite("Layers") struct LayerRuleTests {
    @Test func `HTTP knows no API`() throws {
        #expect(LayerRules.apisInHTTP(in: try SourceTree("Sources")) == [])
    }

    @Test(arguments: ["X-Amz-Target", "// as DynamoDB has it", "POST /v1/", "LambdaError"])
    func `a planted name of an API in HTTP is found`(word: String) {
        let text = "let a = \"\(word)\""
        let tree = SourceTree(planted: [
            "Sources/HTTP/A.swift": text, "Sources/Server/A.swift": text,
        ])
        #expect(LayerRules.apisInHTTP(in: tree).map { $0.prefix(22) } == ["Sources/HTTP/A.swift:1"])
    }

    // MARK: Work

    @Test func `every task has a parent, but for those that are known`() throws {
        let found = Set(LayerRules.tasksWithoutParent(in: try SourceTree("Sources", "Examples")))
        for file in found.subtracting(LayerRules.knownTasks).sorted() {
            Issue.record("\(file) begins a task that nobody waits for: use a group or TaskNursery")
        }
        for file in LayerRules.knownTasks.subtracting(found).sorted() {
            Issue.record("\(file) begins none any more: strike it off the list of known tasks")
        }
    }

    @Test func `what blocks runs on named threads`() throws {
        #expect(LayerRules.foreignThreads(in: try SourceTree("Sources", "Examples")) == [])
    }

    @Test(arguments: [
        "Task { work() }", "let task = Task {", "Task<Value, Never> { await body() }",
        "Task.detached { work() }", "Task(priority: .high) { work() }",
    ])
    func `a planted task without a parent is found`(line: String) {
        let tree = SourceTree(planted: ["Sources/A/A.swift": line])
        #expect(LayerRules.tasksWithoutParent(in: tree) == ["Sources/A/A.swift"])
    }

    @Test(arguments: [
        "group.addTask { work() }", "await withTaskGroup(of: Void.self) { group in", "// Task {",
        "final class NurseryTask<Value: Sendable>: Sendable {", "extension Task where A == B {",
        "if Task.isCancelled { return }",
    ])
    func `what only looks like one is not`(line: String) {
        let tree = SourceTree(planted: ["Sources/A/A.swift": line])
        #expect(LayerRules.tasksWithoutParent(in: tree) == [])
    }

    @Test func `a planted call on threads of others is found`() {
        let tree = SourceTree(planted: ["Sources/A/A.swift": "DispatchQueue.global().async {"])
        #expect(LayerRules.foreignThreads(in: tree).count == 1)
    }
}
