import DynamoDBAPI
import Testing

@Suite("Tags") struct TagOperationsTests {
    private let arn = TableRequests.arn("simple")

    private func tag(_ api: APIHarness, _ tags: [(String, String)]) async -> Answer {
        let list = tags.map { #"{"Key":"\#($0)","Value":"\#($1)"}"# }.joined(separator: ",")
        return await api.call("TagResource", #"{"ResourceArn":"\#(arn)","Tags":[\#(list)]}"#)
    }

    private func tags(_ api: APIHarness) async -> String {
        await api.call("ListTagsOfResource", #"{"ResourceArn":"\#(arn)"}"#).body
    }

    @Test func `tags are added, replaced, listed and taken away`() async throws {
        try await withAPI { api in
            #expect(await tags(api) == #"{"Tags":[]}"#)
            let added = await tag(api, [("b", "2"), ("a", ""), (" ", "9")])
            #expect(added.status == 200)
            #expect(added.body.isEmpty)
            _ = await tag(api, [("b", "3")])
            #expect(
                await tags(api)
                    == #"{"Tags":[{"Key":" ","Value":"9"},{"Key":"a","Value":""},"#
                    + #"{"Key":"b","Value":"3"}]}"#)
            let removed = await api.call(
                "UntagResource", #"{"ResourceArn":"\#(arn)","TagKeys":["a"," ","unknown"]}"#)
            #expect(removed.status == 200)
            #expect(removed.body.isEmpty)
            #expect(await tags(api) == #"{"Tags":[{"Key":"b","Value":"3"}]}"#)
        }
    }

    @Test func `a token that was never handed out is refused`() async throws {
        try await withAPI { api in
            let answer = await api.call(
                "ListTagsOfResource", #"{"ResourceArn":"\#(arn)","NextToken":"abc"}"#)
            #expect(
                answer.isValidation(
                    "One or more parameter values were invalid: Invalid NextToken"))
        }
    }

    @Test func `a table is made with its tags, or not at all`() async throws {
        try await withAPI { api in
            _ = await api.create("tagged", #""Tags":[{"Key":"team","Value":"x y"}]"#)
            let listed = await api.call(
                "ListTagsOfResource", #"{"ResourceArn":"\#(TableRequests.arn("tagged"))"}"#)
            #expect(listed.body == #"{"Tags":[{"Key":"team","Value":"x y"}]}"#)
            let many = (0..<51).map { #"{"Key":"\#($0)","Value":""}"# }.joined(separator: ",")
            let refused = await api.create("overtagged", #""Tags":[\#(many)]"#)
            #expect(refused.error == "ValidationException")
            #expect(await api.describe("overtagged").error == "ResourceNotFoundException")
        }
    }

    @Test func `fifty tags are the most a table has`() async throws {
        try await withAPI { api in
            #expect(await tag(api, (0..<30).map { ("\($0)", "") }).status == 200)
            #expect(await tag(api, (20..<50).map { ("\($0)", "") }).status == 200)
            let refused = await tag(api, [("50", "")])
            #expect(refused.error == "ValidationException")
            let tooMany = "Number of Tags exceed the current limit for the provided ResourceArn"
            #expect(refused.isValidation(tooMany))
            let keys = (0..<51).map { "\"\($0)\"" }.joined(separator: ",")
            let untagged = await api.call(
                "UntagResource", #"{"ResourceArn":"\#(arn)","TagKeys":[\#(keys)]}"#)
            #expect(untagged.isValidation(tooMany))
            #expect(await tag(api, [("49", "new")]).status == 200)
        }
    }

    @Test func `keys and values are of letters of any script, digits, blanks and a few signs`()
        async throws
    {
        try await withAPI { api in
            let long = String(repeating: "א", count: 128)
            for (key, value) in [
                ("законные буквы", "Ѯ"), ("a_b.c:d/e=f+g-h@i", "+-=._:/@"), (long, long + long),
            ] {
                #expect(await tag(api, [(key, value)]).status == 200, "\(key)")
            }
            for key in ["hi!", "->>;-)])", "a,b", "😀", "", long + "x"] {
                let answer = await tag(api, [(key, "ok")])
                let words = "The Tag Key provided is invalid, Key: \(key)"
                #expect(answer.isValidation(words), "\(answer)")
            }
            for value in ["d%g", long + long + "x"] {
                let answer = await tag(api, [("ok", value)])
                let words = "The Tag Value provided is invalid, Value: \(value)"
                #expect(answer.isValidation(words), "\(answer)")
            }
            let theirs = await tag(api, [("good", "1"), ("AWS:x", "ok")])
            #expect(theirs.isValidation("Tag Key cannot be prefixed with aws:, Key: AWS:x"))
            let twice = await tag(api, [("k", "1"), ("k", "2")])
            #expect(
                twice.isValidation(
                    "Duplicate Tag Keys provided as input: Duplicate Tag Key found k"))
            #expect(await !tags(api).contains("good"))
        }
    }

    @Test func `a missing key, value or list is refused`() async throws {
        try await withAPI { api in
            for (operation, members, words) in [
                ("TagResource", "", "Value null at 'tags'"),
                ("TagResource", #","Tags":[]"#, "Atleast one Tag needs to be provided as Input."),
                (
                    "TagResource", #","Tags":[{"Key":"a"}]"#,
                    "The Tag Value provided is invalid, Value: null"
                ),
                (
                    "TagResource", #","Tags":[{"Value":"a"}]"#,
                    "The Tag Key provided is invalid, Key: null"
                ),
                ("UntagResource", #","TagKeys":[""]"#, "The Tag Key provided is invalid, Key: "),
                (
                    "UntagResource", #","TagKeys":["aws:x"]"#,
                    "Tag Key cannot be prefixed with aws:, Key: aws:x"
                ),
                ("UntagResource", "", "Value null at 'tagKeys'"),
                (
                    "UntagResource", #","TagKeys":[]"#,
                    "Atleast one Tag Key needs to be provided as Input."
                ),
            ] {
                let answer = await api.call(operation, #"{"ResourceArn":"\#(arn)"\#(members)}"#)
                #expect(answer.error == "ValidationException", "\(answer)")
                #expect(answer.message?.contains(words) == true, "\(answer)")
            }
        }
    }

    @Test(arguments: ["TagResource", "UntagResource", "ListTagsOfResource"])
    func `the ARN must be that of a table of ours`(operation: String) async throws {
        let rest = #""Tags":[{"Key":"a","Value":"b"}],"TagKeys":["a"]"#
        let cases: [(String, String, String)] = [
            (
                "I_do_not_exist", "ValidationException",
                "One or more parameter values were invalid: ARNs must start with 'arn:': I_do_not"
            ),
            (" ", "ValidationException", "ARNs must start with 'arn:'"),
            (
                TableRequests.arn("simple/backup/01"), "ValidationException",
                "Provided Arn is not a DynamoDB resource arn: "
            ),
            ("arn:not/a/good/format", "ValidationException", "Invalid TableArn"),
            (
                "arn:aws:s3:us-east-1:123456789012:table/simple", "ValidationException",
                "Invalid ResourceArn provided as input"
            ),
            (
                TableRequests.arn("ab"), "ValidationException",
                "Invalid TableArn: Invalid ResourceArn provided as input"
            ),
            (
                TableRequests.arn("simple/index/gsi"), "ValidationException",
                "Invalid resource arn provided, only table or stream is accepted."
            ),
            (
                TableRequests.arn("simple", account: "000000000000"), "AccessDeniedException",
                "is not authorized to perform: dynamodb:\(operation) on resource"
            ),
            (
                TableRequests.arn("simplex"), "ResourceNotFoundException",
                "Requested resource not found"
            ),
        ]
        try await withAPI { api in
            for (arn, error, words) in cases {
                let answer = await api.call(operation, #"{"ResourceArn":"\#(arn)",\#(rest)}"#)
                #expect(answer.error == error, "\(arn): \(answer)")
                #expect(answer.message?.contains(words) == true, "\(answer)")
            }
            #expect(await api.call(operation, "{\(rest)}").isValidation("Invalid TableArn"))
        }
    }
}
