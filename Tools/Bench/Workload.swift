import ArgumentParser

/// What a bench asks for, as bytes that differ only in the item's number.
enum Workload: String, ExpressibleByArgument, CaseIterable {
    case update, get, createTable

    static let table = "bench"
    /// Digits of an item's number, so that all requests of a workload are equally long.
    static let numberDigits = 9

    private var target: String {
        switch self {
        case .update: "UpdateItem"
        case .get: "GetItem"
        case .createTable: "CreateTable"
        }
    }

    private var body: String {
        let number = String(repeating: "0", count: Workload.numberDigits)
        let key = #""Key":{"pk":{"S":"L#\#(number)"},"sk":{"S":"A#"}}"#
        switch self {
        case .update:
            return #"{"TableName":"\#(Workload.table)",\#(key),"UpdateExpression":"ADD c :n","#
                + #""ExpressionAttributeValues":{":n":{"N":"1"}}}"#
        case .get:
            return #"{"TableName":"\#(Workload.table)",\#(key)}"#
        case .createTable:
            return #"{"TableName":"\#(Workload.table)","BillingMode":"PAY_PER_REQUEST","#
                + #""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},"#
                + #"{"AttributeName":"sk","AttributeType":"S"}],"#
                + #""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},"#
                + #"{"AttributeName":"sk","KeyType":"RANGE"}]}"#
        }
    }

    /// The request for item 0, and where the digits of its number stand.
    ///
    /// - Parameter likeSDK: whether it has the headers that an AWS SDK sends, some 600 bytes.
    func template(host: String, likeSDK: Bool) -> (bytes: [UInt8], numberOffset: Int) {
        var lines = [
            "POST / HTTP/1.1", "Host: \(host)", "X-Amz-Target: DynamoDB_20120810.\(target)",
            "Content-Type: application/x-amz-json-1.0", "Content-Length: \(body.utf8.count)",
        ]
        if likeSDK {
            lines += [
                "User-Agent: Boto3/1.43.11 md/Botocore#1.43.11 ua/2.1 os/linux#6.1 md/arch#x86_64",
                "X-Amz-Date: 20261123T000000Z", "Accept-Encoding: identity",
                "Authorization: AWS4-HMAC-SHA256 Credential=bench/20261123/us-east-1/dynamodb/"
                    + "aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, "
                    + "Signature=" + String(repeating: "0", count: 64),
                "amz-sdk-invocation-id: 00000000-0000-0000-0000-000000000000",
                "amz-sdk-request: attempt=1",
            ]
        }
        let text = lines.joined(separator: "\r\n") + "\r\n\r\n" + body
        let bytes = Array(text.utf8)
        let mark = Array("L#0".utf8)
        let offset = bytes.indices.last { bytes[$0...].starts(with: mark) }
        return (bytes, offset.map { $0 + 2 } ?? 0)
    }
}
