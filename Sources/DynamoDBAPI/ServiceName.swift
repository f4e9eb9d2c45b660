/// The names of the services, which stand before an operation's name in the target that asks for it.
enum ServiceName {
    static var tables: String { "DynamoDB_20120810" }
    static var streams: String { "DynamoDBStreams_20120810" }
}
