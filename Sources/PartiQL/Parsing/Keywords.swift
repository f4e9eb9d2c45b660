/// Words of PartiQL that are no names unless they stand in double quotes.
///
/// Fewer than PartiQL reserves: those of the statements that DynamoDB has, and those that its parser is
/// known to complain about. Other words are taken as names.
enum Keywords {
    static func contains(_ word: String) -> Bool { words.contains(word.uppercased()) }

    private static let words: Set<String> = [
        "ALL", "AND", "AS", "ASC", "BETWEEN", "BY", "CASE", "CROSS", "DELETE", "DESC", "DISTINCT",
        "EXCEPT", "EXISTS", "FALSE", "FROM", "FULL", "GROUP", "HAVING", "IN", "INNER", "INSERT",
        "INTERSECT", "INTO", "IS", "JOIN", "LEFT", "LIKE", "LIMIT", "MISSING", "NATURAL", "NOT",
        "NULL", "ON", "OR", "ORDER", "OUTER", "PIVOT", "REMOVE", "RETURNING", "RIGHT", "SELECT",
        "SET", "TRUE", "UNION", "UNPIVOT", "UPDATE", "VALUES", "WHERE",
    ]

    /// Those that are operators, or end an operand.
    static let operators: Set<String> = ["IS", "LIKE", "IN", "BETWEEN", "AND", "OR"]
}
