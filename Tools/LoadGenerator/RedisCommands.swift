/// Commands in RESP that are sent together.
struct RedisCommands: Sendable {
    private(set) var template = RequestTemplate()
    private(set) var count = 0

    mutating func append(_ arguments: RequestTemplate...) {
        append(arguments)
    }

    mutating func append(_ arguments: [RequestTemplate]) {
        template.append("*\(arguments.count)\r\n")
        for argument in arguments {
            template.append("$\(argument.bytes.count)\r\n")
            template.append(contentsOf: argument)
            template.append("\r\n")
        }
        count += 1
    }

    /// A bucket of a series: a field of the series' hash, and a sketch of its own.
    ///
    /// - Parameter again: the series for the second command, when its name draws a number.
    mutating func record(
        _ visitors: [RequestTemplate], in bucket: RequestTemplate, of series: RequestTemplate,
        again: RequestTemplate? = nil
    ) {
        append("HINCRBY", series, bucket, RequestTemplate(stringLiteral: String(visitors.count)))
        append(["PFADD", "\(again ?? series):\(bucket)"] + visitors)
    }
}
