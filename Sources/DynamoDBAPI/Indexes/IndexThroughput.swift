import Model
import Values

/// What a global index is paid for, which must go with how its table is paid for.
enum IndexThroughput {
    /// Checks the members of a new index.
    ///
    /// - Parameter isOnDemand: whether its table is.
    static func check(
        _ request: RequestReader, of index: Text, isOnDemand: Bool
    ) throws(WireError) {
        if isOnDemand, request.has(.provisionedThroughput) {
            throw .invalidParameter(
                "ProvisionedThroughput should not be specified for index: \(index) "
                    + "when BillingMode is PAY_PER_REQUEST")
        }
        if !isOnDemand, !request.has(.provisionedThroughput) {
            throw .invalidParameter("ProvisionedThroughput is not specified for index: \(index)")
        }
        let onDemand = request.structure(.onDemandThroughput)
        for parameter in [Parameter.maxReadRequestUnits, .maxWriteRequestUnits] {
            guard let units = onDemand?.integer(parameter) else { continue }
            if !isOnDemand {
                throw .invalidParameter(
                    "\(parameter.name) for OnDemandThroughput for index: \(index) cannot be "
                        + "specified when table BillingMode is PROVISIONED.")
            }
            if units < 1 {
                throw .invalidParameter(
                    "Requested \(parameter.name) for OnDemandThroughput for index : \(index) "
                        + "is outside of valid range")
            }
        }
    }
}
