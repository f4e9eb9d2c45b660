/// Environment variables that look like settings and are none.
package enum UnknownVariables {
    /// Those that other commands, the tests and the tools read.
    private static let others: Set = [
        "QUIPU_CONFIG", "QUIPU_SERVER", "QUIPU_BINARY", "QUIPU_PYTHON", "QUIPU_INSTRUCTIONS",
        "QUIPU_TESTS", "QUIPU_ENDPOINT", "QUIPU_FIGURES", "QUIPU_KILLS", "QUIPU_SEED",
        "QUIPU_CUTS", "QUIPU_FUZZ",
        // A server may be started by a handler, or by a test of one.
        "QUIPU_HANDLER", "QUIPU_PROCESS", "QUIPU_TEST_SECRET",
    ]

    /// A warning for each, in the order of their names.
    package static func warnings(in environment: [String: String]) -> [String] {
        let variables = Setting.allCases.map(\.variable)
        let known = others.union(variables)
        return environment.keys.sorted().filter { name in
            name.hasPrefix("QUIPU_") && !known.contains(name)
        }.map { name in
            "The environment variable \(name) is no setting and changes nothing; "
                + "the nearest one is \(NearestName.of(name, among: variables))."
        }
    }
}
