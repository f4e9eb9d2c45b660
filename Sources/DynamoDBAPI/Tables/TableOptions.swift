import Model
import Values

/// The parameters that CreateTable and UpdateTable share, apart from billing.
enum TableOptions {
    /// Enters deletion protection and class where the request names them.
    ///
    /// Encryption is refused: the data lies on the disk as it is, and a table that told otherwise
    /// would be trusted with what must not lie there.
    static func enter(
        _ request: RequestReader, in settings: inout TableSettings
    ) throws(WireError) {
        if let isProtected = request.boolean("DeletionProtectionEnabled") {
            settings.deletionProtection = isProtected
        }
        if let tableClass = request.text("TableClass") { settings.tableClass = tableClass }
        if let encryption = request.structure("SSESpecification") {
            let asksForMore = ["SSEType", "KMSMasterKeyId"].contains(where: encryption.has)
            if encryption.boolean("Enabled") ?? asksForMore {
                throw .unsupported("SSESpecification with Enabled true is")
            }
            settings.encryption = nil
        }
    }
}

extension Field {
    static let encryptionSpecification = Field(
        "SSESpecification",
        .structure(
            [
                Field("Enabled", .boolean),
                Field("SSEType", .string, .oneOf(["AES256", "KMS"])),
                Field("KMSMasterKeyId", .string, .length(1...2048)),
            ], type: "SSESpecification"))
    static let tableClass = Field(
        "TableClass", .string, .oneOf(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]))
    static let deletionProtection = Field("DeletionProtectionEnabled", .boolean)
    static let attributeDefinition = Shape.structure(
        [
            Field("AttributeName", .string, .required, .length(1...ValueLimits.keyNameBytesMax)),
            Field("AttributeType", .string, .required, .oneOf(["B", "N", "S"])),
        ], type: "AttributeDefinition")
    static let keySchema = Shape.list(
        .structure(
            [
                Field(
                    "AttributeName", .string, .required, .length(1...ValueLimits.keyNameBytesMax)),
                Field("KeyType", .string, .required, .oneOf(["HASH", "RANGE"])),
            ], type: "KeySchemaElement"))
}

/// Indexes are refused, but for members of wrong kinds, which are told before.
extension Field {
    static let localSecondaryIndexes = Field(
        "LocalSecondaryIndexes", .list(.structure(indexMembers, type: "LocalSecondaryIndex")))
    static let globalSecondaryIndexes = Field(
        "GlobalSecondaryIndexes",
        .list(.structure(globalIndexMembers, type: "GlobalSecondaryIndex")))
    static let globalIndexMembers =
        indexMembers + [.provisionedThroughput, .onDemandThroughput, .warmThroughput]

    private static let indexMembers = [
        Field("IndexName", .string),
        Field("KeySchema", keySchema),
        Field(
            "Projection",
            .structure(
                [
                    Field("ProjectionType", .string), Field("NonKeyAttributes", .list(.string)),
                ], type: "Projection")),
    ]
}
