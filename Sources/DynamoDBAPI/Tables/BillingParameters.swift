import Commands
import Model

/// How a table is paid for: parameters without effect here, but held to AWS's rules and kept,
/// because infrastructure tools compare what they asked for with what they get.
struct BillingParameters {
    /// Stands for "no ceiling" in a table's on-demand settings, as it does in UpdateTable.
    static let noCeiling: Int64 = -1

    private let mode: String?
    private let provisioned: TableSettings.ProvisionedThroughput?
    private let ceilings: [(parameter: Parameter, units: Int64)]
    private let warm: WarmParameters

    init(_ request: RequestReader) {
        // Two names of one thing; the older one decides.
        mode = request.string(.billingMode) ?? request.string(.tableThroughputMode)
        provisioned = request.structure(.provisionedThroughput).map { throughput in
            TableSettings.ProvisionedThroughput(
                readUnits: throughput.integer(.readCapacityUnits) ?? 0,
                writeUnits: throughput.integer(.writeCapacityUnits) ?? 0)
        }
        let onDemand = request.structure(.onDemandThroughput)
        ceilings = [Parameter.maxReadRequestUnits, .maxWriteRequestUnits].compactMap { parameter in
            onDemand?.integer(parameter).map { (parameter, $0) }
        }
        warm = WarmParameters(request)
    }

    var isEmpty: Bool {
        mode == nil && provisioned == nil && ceilings.isEmpty && warm.isEmpty
    }

    /// Whether AWS refuses this request when it changes nothing.
    var mustChange: Bool { provisioned != nil }

    func checkBounds() throws(WireError) {
        try warm.checkBounds(DynamoDBLimits.capacityUnitsMax)
        guard let provisioned else { return }
        let units = [
            (Parameter.readCapacityUnits, provisioned.readUnits),
            (Parameter.writeCapacityUnits, provisioned.writeUnits),
        ]
        for (parameter, units) in units where units > DynamoDBLimits.capacityUnitsMax {
            throw .validation("Given value \(units) for \(parameter.name) is out of bounds")
        }
    }

    /// Enters what CreateTable asks for.
    func begin(_ settings: inout TableSettings) throws(WireError) {
        if mode == "PAY_PER_REQUEST" {
            try refuseProvisionedThroughput()
            try enterCeilings(in: &settings, leastUnits: 1)
            return try warm.begin(&settings)
        }
        guard let provisioned else {
            throw .invalidParameter(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified "
                    + "when BillingMode is PROVISIONED")
        }
        if let first = ceilings.first {
            throw .invalidParameter(
                "\(first.parameter.name) for OnDemandThroughput cannot be specified "
                    + "when table BillingMode is PROVISIONED.")
        }
        settings.provisioned = provisioned
        try warm.begin(&settings)
    }

    /// Enters what UpdateTable asks for into the settings there are.
    func change(_ settings: inout TableSettings) throws(WireError) {
        let reached = settings.warmThroughput
        try changeMode(of: &settings)
        settings.keepWarm(reached)
        try warm.change(&settings)
    }

    private func changeMode(of settings: inout TableSettings) throws(WireError) {
        let isProvisioned = mode.map { $0 == "PROVISIONED" } ?? (settings.provisioned != nil)
        guard isProvisioned else {
            try refuseProvisionedThroughput()
            settings.provisioned = nil
            return try enterCeilings(in: &settings, leastUnits: Self.noCeiling)
        }
        if mode != nil && provisioned == nil {
            throw .invalidParameter(
                "ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
        }
        if let first = ceilings.first {
            throw .invalidParameter(
                "\(first.parameter.name) for OnDemandThroughput cannot be specified "
                    + "when the table BillingMode is PROVISIONED")
        }
        if let provisioned { settings.provisioned = provisioned }
        settings.onDemand = nil
    }

    /// What AWS says to a provisioned throughput that is already there.
    static func unchanged(_ current: TableSettings.ProvisionedThroughput) -> WireError {
        .validation(
            "The provisioned throughput for the table will not change. "
                + "The requested value equals the current value. "
                + "Current ReadCapacityUnits provisioned for the table: \(current.readUnits). "
                + "Requested ReadCapacityUnits: \(current.readUnits). "
                + "Current WriteCapacityUnits provisioned for the table: \(current.writeUnits). "
                + "Requested WriteCapacityUnits: \(current.writeUnits). "
                + "Refer to the Amazon DynamoDB Developer Guide for current limits "
                + "and how to request higher limits.")
    }

    private func refuseProvisionedThroughput() throws(WireError) {
        if provisioned == nil { return }
        throw .invalidParameter(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
                + "when BillingMode is PAY_PER_REQUEST")
    }

    private func enterCeilings(
        in settings: inout TableSettings, leastUnits: Int64
    ) throws(WireError) {
        var entered =
            settings.onDemand
            ?? TableSettings.OnDemandThroughput(
                maxReadUnits: Self.noCeiling, maxWriteUnits: Self.noCeiling)
        for (parameter, units) in ceilings {
            guard units >= leastUnits, units != 0 else {
                throw .invalidParameter(
                    "Requested \(parameter.name) for OnDemandThroughput for table "
                        + "is outside of valid range")
            }
            if parameter === Parameter.maxReadRequestUnits {
                entered.maxReadUnits = units
            } else {
                entered.maxWriteUnits = units
            }
        }
        let isEmpty =
            entered.maxReadUnits == Self.noCeiling && entered.maxWriteUnits == Self.noCeiling
        settings.onDemand = isEmpty ? nil : entered
    }
}

extension Field {
    static let billingMode = Field(
        .billingMode, .string, .oneOf(["PROVISIONED", "PAY_PER_REQUEST"]))
    /// What AWS calls the billing mode since 2026; both names are taken.
    static let tableThroughputMode = Field(
        .tableThroughputMode, .string, .oneOf(["PROVISIONED", "PAY_PER_REQUEST"]))
    static let provisionedThroughput = Field(
        .provisionedThroughput,
        .structure(
            [
                Field(.writeCapacityUnits, .long, .required, .range(1...Int64.max)),
                Field(.readCapacityUnits, .long, .required, .range(1...Int64.max)),
            ], type: "ProvisionedThroughput"))
    static let onDemandThroughput = Field(
        .onDemandThroughput,
        .structure(
            [Field(.maxReadRequestUnits, .long), Field(.maxWriteRequestUnits, .long)],
            type: "OnDemandThroughput"))
    static let warmThroughput = Field(
        .warmThroughput,
        .structure(
            [Field(.readUnitsPerSecond, .long), Field(.writeUnitsPerSecond, .long)],
            type: "WarmThroughput"))
}
