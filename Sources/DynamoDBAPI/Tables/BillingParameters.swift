import Commands
import Model

/// How a table is paid for: parameters without effect here, but held to AWS's rules and kept,
/// because infrastructure tools compare what they asked for with what they get.
struct BillingParameters {
    private let mode: String?
    private let throughput: ThroughputParameters

    init(_ request: RequestReader) {
        // Two names of one thing; the older one decides.
        mode = request.string(.billingMode) ?? request.string(.tableThroughputMode)
        throughput = ThroughputParameters(request, of: .table)
    }

    /// Whether AWS refuses this request when it changes nothing.
    var mustChange: Bool { provisioned != nil }

    private var provisioned: TableSettings.ProvisionedThroughput? { throughput.provisioned }

    func checkBounds() throws(WireError) {
        try throughput.checkBounds()
    }

    /// Enters what CreateTable asks for.
    func begin(_ settings: inout TableSettings) throws(WireError) {
        if mode == "PAY_PER_REQUEST" {
            try refuseProvisionedThroughput()
            try throughput.enterCeilings(in: &settings, leastUnits: 1)
            return try throughput.warm.begin(&settings)
        }
        guard let provisioned else {
            throw .invalidParameter(
                "ReadCapacityUnits and WriteCapacityUnits must both be specified "
                    + "when BillingMode is PROVISIONED")
        }
        try throughput.refuseCeilings("when table BillingMode is PROVISIONED.")
        settings.provisioned = provisioned
        try throughput.warm.begin(&settings)
    }

    /// Enters what UpdateTable asks for into the settings there are.
    func change(_ settings: inout TableSettings) throws(WireError) {
        let reached = settings.warmThroughput
        try changeMode(of: &settings)
        settings.keepWarm(reached)
        try throughput.warm.change(&settings)
    }

    private func changeMode(of settings: inout TableSettings) throws(WireError) {
        let isProvisioned = mode.map { $0 == "PROVISIONED" } ?? (settings.provisioned != nil)
        guard isProvisioned else {
            try refuseProvisionedThroughput()
            settings.provisioned = nil
            return try throughput.enterCeilings(
                in: &settings, leastUnits: ThroughputParameters.noCeiling)
        }
        if mode != nil && provisioned == nil {
            throw .invalidParameter(
                "ProvisionedThroughput must be specified when BillingMode is PROVISIONED")
        }
        try throughput.refuseCeilings("when the table BillingMode is PROVISIONED")
        if let provisioned { settings.provisioned = provisioned }
        settings.onDemand = nil
    }

    /// What AWS says to a provisioned throughput that is already there.
    ///
    /// - Parameters:
    ///   - subject: "the table", or which index.
    ///   - place: the same where the units are named.
    static func unchanged(
        _ current: TableSettings.ProvisionedThroughput, of subject: String = "the table",
        at place: String = "the table"
    ) -> WireError {
        .validation(
            "The provisioned throughput for \(subject) will not change. "
                + "The requested value equals the current value. "
                + "Current ReadCapacityUnits provisioned for \(place): \(current.readUnits). "
                + "Requested ReadCapacityUnits: \(current.readUnits). "
                + "Current WriteCapacityUnits provisioned for \(place): \(current.writeUnits). "
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
