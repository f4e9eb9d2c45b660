/// Messages to PostgreSQL: a type, the length with itself in four bytes, and what they say.
enum PostgreSQLMessages {
    /// The first message, the only one without a type.
    static func startup(user: String, database: String) -> [UInt8] {
        var body = number(3 << 16)
        for text in ["user", user, "database", database] { body += terminated(text) }
        body.append(0)
        return number(body.count + 4) + body
    }

    /// Statements that need no preparation, separated by semicolons.
    static func query(_ statements: String) -> [UInt8] {
        message("Q", terminated(statements))
    }

    /// Prepares the one statement that a connection uses, and asks for the result.
    static func parse(_ statement: String) -> [UInt8] {
        message("P", terminated("") + terminated(statement) + [0, 0]) + message("S", [])
    }

    /// Runs that statement in a transaction of its own.
    static func execute(_ parameters: [RequestTemplate]) -> RequestTemplate {
        // No portal's name, no statement's name; all in text format.
        var body = RequestTemplate()
        body.append(bytes: [0, 0, 0, 0] + number(parameters.count).suffix(2))
        for parameter in parameters {
            body.append(bytes: number(parameter.bytes.count))
            body.append(contentsOf: parameter)
        }
        body.append(bytes: [0, 0])
        var request: RequestTemplate = "B"
        request.append(bytes: number(body.bytes.count + 4))
        request.append(contentsOf: body)
        request.append(bytes: message("E", [0] + number(0)) + message("S", []))
        return request
    }

    private static func message(_ type: Character, _ body: [UInt8]) -> [UInt8] {
        String(type).utf8 + number(body.count + 4) + body
    }

    private static func terminated(_ text: String) -> [UInt8] {
        text.utf8 + [0]
    }

    private static func number(_ number: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
