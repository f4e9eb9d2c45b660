import Model
import Values

/// The GlobalTableName of a request: a table with replicas in other regions, of which there is none.
enum GlobalTableName {
    static let field = Field(
        .globalTableName, .string, .required, .tableNamePattern(orARN: false, emptyPasses: true))

    /// That there is no such table, or what is wrong with the name.
    static func notFound(_ request: RequestReader, as sentence: String) -> WireError {
        let name = request.text(.globalTableName) ?? ""
        let bytes = TableName.bytes
        guard bytes.contains(name.utf8Count) else {
            return .validation(
                "TableName must be at least \(bytes.lowerBound) characters long and at most "
                    + "\(bytes.upperBound) characters long")
        }
        return .notFound(.globalTable, "\(sentence)\(absence(of: name.string))")
    }

    static func absence(of name: String) -> String {
        "Global table with name: '\(name)' does not exist."
    }
}
