import API
import Values

/// Switches point-in-time recovery off, which it is anyway.
///
/// Switching it on is refused: a table that was said to be recoverable would be trusted to be.
struct UpdateContinuousBackups: TableOperation {
    static let traits = OperationTraits("UpdateContinuousBackups", .changeTables)

    static let fields = FieldRules([
        .nameOfTable,
        Field(
            .pointInTimeRecoverySpecification,
            .structure(
                [
                    Field(.pointInTimeRecoveryEnabled, .boolean, .required),
                    Field(.recoveryPeriodInDays, .integer, .range(1...35)),
                ], type: "PointInTimeRecoverySpecification"),
            .required),
    ])

    private let name: Text
    private let isEnabled: Bool

    init(
        _ request: RequestReader, naming name: Text, in context: DynamoDBContext
    ) throws(WireError) {
        let specification = request.structure(.pointInTimeRecoverySpecification)
        isEnabled = specification?.boolean(.pointInTimeRecoveryEnabled) ?? false
        if !isEnabled, specification?.has(.recoveryPeriodInDays) ?? false {
            throw .validation(
                "Invalid Request: Cannot specify RecoveryPeriodInDays when disabling "
                    + "point-in-time recovery.")
        }
        self.name = name
    }

    func plan(in context: DynamoDBContext) throws(WireError) -> Plan {
        let answer = try ContinuousBackups.answer(about: name, in: context)
        if isEnabled {
            throw .unsupported(
                "PointInTimeRecoverySpecification with PointInTimeRecoveryEnabled true is")
        }
        return answer
    }
}
