import API

/// `GET /2015-03-31/event-source-mappings/{UUID}`: describes one mapping.
enum GetMapping {
    static func plan(
        _ identifier: String, in context: LambdaContext
    ) throws(LambdaError) -> Plan {
        .respond(
            MappingDescription(handler: try context.mapping(identifier), context: context)
                .response())
    }
}
