import Model
import Values

/// What a global index is paid for, which must go with how its table is paid for.
extension IndexThroughput {
    /// What CreateTable asks for.
    ///
    /// - Parameters:
    ///   - request: the members of the index.
    ///   - isOnDemand: whether its table is.
    init(
        ofNewTable request: RequestReader, index: Text, isOnDemand: Bool
    ) throws(WireError) {
        try self.init(
            request, of: index, isOnDemand: isOnDemand,
            excess: "ProvisionedThroughput should not be specified for index: \(index)",
            lack: "ProvisionedThroughput is not specified for index: \(index)")
    }

    /// What UpdateTable asks for of an index that it adds; AWS has other words for it.
    init(
        ofAddedIndex request: RequestReader, index: Text, isOnDemand: Bool
    ) throws(WireError) {
        try self.init(
            request, of: index, isOnDemand: isOnDemand,
            excess: "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified "
                + "for index: \(index)",
            lack: "Both ReadCapacityUnits and WriteCapacityUnits must be specified "
                + "for index: \(index)")
    }

    /// - Parameters:
    ///   - excess: what is said of a provisioned throughput that may not be there, up to the reason.
    ///   - lack: what is said where there is none and must be.
    private init(
        _ request: RequestReader, of index: Text, isOnDemand: Bool, excess: String, lack: String
    ) throws(WireError) {
        let parameters = ThroughputParameters(request, of: .index(index))
        if isOnDemand, parameters.provisioned != nil {
            throw .invalidParameter("\(excess) when BillingMode is PAY_PER_REQUEST")
        }
        if !isOnDemand, parameters.provisioned == nil { throw .invalidParameter(lack) }
        try parameters.checkBounds()
        self.init(provisioned: parameters.provisioned)
        if provisioned == nil {
            try parameters.enterCeilings(in: &self, leastUnits: 1)
        } else {
            try parameters.refuseCeilings("when table BillingMode is PROVISIONED.")
        }
        try parameters.warm.begin(&self)
    }

    /// Enters what UpdateTable asks for of an index that is there.
    mutating func change(
        by request: RequestReader, of index: Text, isOnDemand: Bool
    ) throws(WireError) {
        let parameters = ThroughputParameters(request, of: .index(index))
        try parameters.checkBounds()
        if isOnDemand, parameters.provisioned != nil {
            throw .invalidParameter(
                "The only Updates for index: \(index) when TableThroughputMode is "
                    + "PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput")
        }
        let before = provisioned
        switchMode(isOnDemand: isOnDemand, to: parameters.provisioned)
        if isOnDemand {
            try parameters.enterCeilings(
                in: &self, leastUnits: ThroughputParameters.noCeiling)
        } else {
            try parameters.refuseCeilings("when the table BillingMode is PROVISIONED")
            if provisioned == nil { throw IndexThroughput.missing(of: index) }
        }
        try parameters.warm.change(&self)
        if let before, parameters.provisioned == before, parameters.warm.isEmpty {
            throw BillingParameters.unchanged(
                before, of: "the index \(index)", at: "index \(index)")
        }
    }

    /// Follows the table when how it is paid for changes; what belongs to the other way is dropped.
    ///
    /// - Parameter asked: the provisioned throughput that the request has for the index.
    mutating func switchMode(
        isOnDemand: Bool, to asked: TableSettings.ProvisionedThroughput? = nil
    ) {
        let reached = warmThroughput
        if isOnDemand {
            provisioned = nil
        } else {
            provisioned = asked ?? provisioned
            onDemand = nil
        }
        keepWarm(reached)
    }

    /// An index of a provisioned table lacks a throughput of its own.
    static func missing(of index: Text) -> WireError {
        .invalidParameter("ProvisionedThroughput must be specified for index: \(index)")
    }
}
