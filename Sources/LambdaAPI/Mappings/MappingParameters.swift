import HandlerModel
import JSON
import Model
import Values

/// The parameters that creating and updating a mapping share; `nil` for one that was not given.
///
/// Ranges are those of the service's model. What it says of queues, Kafka and the like means
/// nothing for a stream of DynamoDB and is refused, as having no effect would be worse.
struct MappingParameters {
    private let isEnabled: Bool?
    private let batchSize: Int?
    private let filters: [Text]?
    private let batchWindowSeconds: Int?
    private let lanes: Int?
    private let destination: FailureDestination??
    private let maximumAgeSeconds: Int?
    private let bisects: Bool?
    private let retriesMax: Int?
    private let windowSeconds: Int?
    private let responseTypes: [String]?

    private static let foreign = [
        "Topics", "Queues", "SourceAccessConfigurations", "SelfManagedEventSource",
        "AmazonManagedKafkaEventSourceConfig", "SelfManagedKafkaEventSourceConfig",
        "ScalingConfig", "DocumentDBEventSourceConfig", "KMSKeyArn", "MetricsConfig",
        "LoggingConfig", "ProvisionedPollerConfig",
    ]
    private static let ageSeconds =
        Int(
            HandlerLimits.maximumAgeSeconds.lowerBound)...Int(
            HandlerLimits.maximumAgeSeconds.upperBound)
    /// In ages and retries: without a bound.
    private static let unbounded = -1

    init(_ reader: inout ParameterReader) throws(LambdaError) {
        for name in MappingParameters.foreign where reader.node(name) != nil {
            throw .invalidParameter(
                "Unsupported \(name) parameter for given event source mapping type.")
        }
        isEnabled = try reader.boolean("Enabled")
        batchSize = try reader.integer("BatchSize", in: HandlerLimits.batchSize)
        batchWindowSeconds = try reader.integer(
            "MaximumBatchingWindowInSeconds",
            in: 0...Int(HandlerLimits.batchWindowSeconds.upperBound))
        lanes = try reader.integer("ParallelizationFactor", in: HandlerLimits.lanes)
        maximumAgeSeconds = try reader.integer(
            "MaximumRecordAgeInSeconds",
            in: MappingParameters.unbounded...MappingParameters.ageSeconds.upperBound)
        bisects = try reader.boolean("BisectBatchOnFunctionError")
        retriesMax = try reader.integer(
            "MaximumRetryAttempts",
            in: MappingParameters.unbounded...HandlerLimits.retries.upperBound)
        windowSeconds = try reader.integer(
            "TumblingWindowInSeconds", in: 0...Int(HandlerLimits.windowSeconds.upperBound))
        responseTypes = try MappingParameters.responseTypes(&reader)
        filters = try MappingParameters.filters(&reader)
        destination = try MappingParameters.destination(reader)
        try reader.finish()
        if let maximumAgeSeconds, maximumAgeSeconds != MappingParameters.unbounded,
            !MappingParameters.ageSeconds.contains(maximumAgeSeconds)
        {
            throw .invalidParameter(
                "MaximumRecordAgeInSeconds must be -1, or from "
                    + "\(MappingParameters.ageSeconds.lowerBound) to "
                    + "\(MappingParameters.ageSeconds.upperBound).")
        }
    }

    /// Changes what was given, and leaves the rest.
    func apply(to definition: inout HandlerDefinition) throws(LambdaError) {
        if let isEnabled { definition.isPaused = !isEnabled }
        if let batchSize { definition.batchSize = batchSize }
        if let filters { definition.filters = filters }
        if let batchWindowSeconds { definition.batchWindowSeconds = batchWindowSeconds }
        if let lanes { definition.lanes = lanes }
        if let destination { definition.onFailure = destination }
        if let maximumAgeSeconds {
            definition.maximumAgeSeconds =
                maximumAgeSeconds == MappingParameters.unbounded ? nil : Int64(maximumAgeSeconds)
        }
        if let bisects { definition.bisects = bisects }
        if let retriesMax {
            definition.retriesMax =
                retriesMax == MappingParameters.unbounded ? nil : retriesMax
        }
        if let windowSeconds { definition.windowSeconds = windowSeconds }
        if let responseTypes { definition.reportsFailures = !responseTypes.isEmpty }
        guard definition.windowSeconds == 0 || definition.lanes == 1 else {
            throw .invalidParameter(
                "ParallelizationFactor must be 1 with TumblingWindowInSeconds: the state of a "
                    + "window is one per shard.")
        }
    }

    private static func responseTypes(
        _ reader: inout ParameterReader
    ) throws(LambdaError) -> [String]? {
        guard let nodes = try reader.list("FunctionResponseTypes") else { return nil }
        let words = nodes.map { $0.string ?? "" }
        let found = "[\(words.joined(separator: ", "))]"
        if words.count > 1 {
            reader.breaks(
                "FunctionResponseTypes", found,
                "Member must have length less than or equal to 1")
        }
        if words.contains(where: { $0 != MappingDescription.reportsFailures }) {
            reader.breaks(
                "FunctionResponseTypes", found,
                "Member must satisfy enum value set: [\(MappingDescription.reportsFailures)]")
        }
        return words
    }

    private static func filters(_ reader: inout ParameterReader) throws(LambdaError) -> [Text]? {
        guard let criteria = try reader.object("FilterCriteria") else { return nil }
        let invalid = LambdaError.invalidParameter("Invalid filter pattern definition.")
        var patterns: [Text] = []
        for (index, filter) in try (criteria.list("Filters") ?? []).enumerated() {
            guard filter.kind == .object, let pattern = filter["Pattern"]?.string else {
                throw invalid
            }
            if pattern.unicodeScalars.count > HandlerLimits.patternCharactersMax {
                reader.breaks(
                    "FilterCriteria.filters.\(index + 1).member.pattern", pattern,
                    "Member must have length less than or equal to "
                        + "\(HandlerLimits.patternCharactersMax)")
            }
            guard isObject(pattern) else { throw invalid }
            patterns.append(Text(pattern))
        }
        guard patterns.count <= HandlerLimits.filtersMax else {
            throw .invalidParameter(
                "FilterCriteria has \(patterns.count) filters; \(HandlerLimits.filtersMax) are "
                    + "allowed.")
        }
        return patterns
    }

    /// Whether a pattern is a JSON object, which must be known before it is kept.
    ///
    /// Whether it is a filter pattern is checked by the runner of handlers.
    private static func isObject(_ pattern: String) -> Bool {
        do throws(JSONError) {
            let document = try JSONDocument(
                parsing: Array(pattern.utf8), allowsDuplicateNames: true)
            return document.root.kind == .object
        } catch {
            return false
        }
    }

    /// `nil` when it was not given, `.some(nil)` when there is to be none.
    private static func destination(
        _ reader: ParameterReader
    ) throws(LambdaError) -> FailureDestination?? {
        guard let config = try reader.object("DestinationConfig") else { return nil }
        if let success = try config.object("OnSuccess"), success.node("Destination") != nil {
            throw .invalidParameter(
                "Unsupported DestinationConfig parameter for given event source mapping type.")
        }
        guard let failure = try config.object("OnFailure"),
            var text = try failure.string("Destination"), !text.isEmpty
        else { return .some(nil) }
        guard !text.utf8.starts(with: "arn:".utf8), !text.utf8.starts(with: "kafka:".utf8) else {
            throw .invalidParameter(
                "Destination \(text) is not on this server. Use file:NAME, table:NAME, or a URL "
                    + "that begins with http:// or https://.")
        }
        for scheme in ["file:", "table:"] where text.utf8.starts(with: "\(scheme)//".utf8) {
            text = scheme + text.dropFirst(scheme.count + 2)
        }
        do throws(HandlerProblem) {
            return try FailureDestination(parsing: Text(text))
        } catch {
            throw .invalidParameter("Destination \(error.message).")
        }
    }
}
