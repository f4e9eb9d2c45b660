package import API

extension Dispatcher {
    /// Every operation that is served, by the target that asks for it.
    static let operations = TargetTable([
        PutItem.self, GetItem.self, UpdateItem.self, DeleteItem.self,
        Query.self, Scan.self, BatchGetItem.self, BatchWriteItem.self,
        TransactWriteItems.self, TransactGetItems.self,
        ExecuteStatement.self, BatchExecuteStatement.self, ExecuteTransaction.self,
        CreateTable.self, DescribeTable.self, ListTables.self, UpdateTable.self,
        DeleteTable.self, UpdateTimeToLive.self, DescribeTimeToLive.self,
        TagResource.self, UntagResource.self, ListTagsOfResource.self,
        DescribeLimits.self, DescribeEndpoints.self,
        DescribeContinuousBackups.self, UpdateContinuousBackups.self,
        DescribeContributorInsights.self, UpdateContributorInsights.self,
        ListContributorInsights.self,
        DescribeKinesisStreamingDestination.self, EnableKinesisStreamingDestination.self,
        DisableKinesisStreamingDestination.self, UpdateKinesisStreamingDestination.self,
        GetResourcePolicy.self, PutResourcePolicy.self, DeleteResourcePolicy.self,
        ListBackups.self, DescribeBackup.self, DeleteBackup.self,
        ListExports.self, DescribeExport.self, ListImports.self, DescribeImport.self,
        ListGlobalTables.self, DescribeGlobalTable.self, DescribeGlobalTableSettings.self,
        DescribeTableReplicaAutoScaling.self,
        ListStreams.self, DescribeStream.self, GetShardIterator.self, GetRecords.self,
    ])

    /// What must be known of the operation that a request's target names, before its body is there;
    /// `nil` for a target that names none.
    package static func traits(ofTarget target: String) -> OperationTraits? {
        operations[target]?.traits
    }

    /// The same by the operation's name, whatever stands before it in the target.
    package static func traits(ofOperation name: String) -> OperationTraits? {
        traits(ofTarget: "\(ServiceName.tables).\(name)")
            ?? traits(ofTarget: "\(ServiceName.streams).\(name)")
    }

    /// The target of so many bytes that `isWritten` finds in a request, so that no text need be made
    /// of it; `nil` when none of an operation is there.
    package static func target(
        ofBytes count: Int, _ isWritten: (String) -> Bool
    ) -> String? {
        for entry in operations.entries(ofBytes: count) where isWritten(entry.target) {
            return entry.target
        }
        return nil
    }

    /// Every target that names an operation.
    package static var targets: [String] { operations.all.map(\.target) }
}
