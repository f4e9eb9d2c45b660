import API
import Model
import StreamRecords
import Values

extension DynamoDBContext {
    /// The stream that the request's StreamArn names, or the error of requests that name none.
    func stream(in request: RequestReader) throws(WireError) -> ChangeStream {
        let text = request.string(.streamArn) ?? ""
        guard let arn = StreamARN(text) else { throw .invalidStreamARN }
        guard let stream = settings.aws.stream(arn, in: store) else { throw .streamNotFound(text) }
        return stream
    }
}
