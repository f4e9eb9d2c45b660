import ArgumentParser

struct Prepare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the bench's table and touch every item once.")

    @OptionGroup var load: LoadOptions

    func run() async throws {
        var one = load
        one.connections = 1
        one.depth = 1
        one.threads = 1
        let made = try await Load(options: one, workload: .createTable, requests: 1)
            .run(warmUpSeconds: 0, seconds: 0) {}
        if let refusal = made.firstRefusal, !refusal.contains("ResourceInUseException") {
            print(refusal)
            throw ExitCode(1)
        }
        var all = load
        all.threads = 1
        let outcome = try await Load(options: all, workload: .update, requests: load.items)
            .run(warmUpSeconds: 0, seconds: 0) {}
        if let refusal = outcome.firstRefusal {
            print(refusal)
            throw ExitCode(1)
        }
        print("\(outcome.answers) items are there")
    }
}
