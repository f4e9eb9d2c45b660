import API

extension Dispatcher {
    /// Every operation that is served, by the target that asks for it.
    static let operations: [String: any Operation.Type] = {
        let all: [any Operation.Type] = [
            PutItem.self, GetItem.self, UpdateItem.self, DeleteItem.self,
            Query.self, Scan.self, BatchGetItem.self, BatchWriteItem.self,
            TransactWriteItems.self, TransactGetItems.self,
            CreateTable.self, DescribeTable.self, ListTables.self, UpdateTable.self,
            DeleteTable.self, UpdateTimeToLive.self, DescribeTimeToLive.self,
            TagResource.self, UntagResource.self, ListTagsOfResource.self,
            DescribeLimits.self, DescribeEndpoints.self,
            DescribeContinuousBackups.self, DescribeKinesisStreamingDestination.self,
            DescribeContributorInsights.self, GetResourcePolicy.self, DeleteResourcePolicy.self,
            ListBackups.self, ListContributorInsights.self, ListExports.self, ListImports.self,
            ListGlobalTables.self,
            ListStreams.self, DescribeStream.self, GetShardIterator.self, GetRecords.self,
        ]
        return Dictionary(
            uniqueKeysWithValues: all.map { ("\($0.service).\($0.traits.name)", $0) })
    }()
}
