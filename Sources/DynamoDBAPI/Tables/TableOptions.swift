import Model
import Values

/// The parameters that CreateTable and UpdateTable share, apart from billing.
enum TableOptions {
    /// Enters deletion protection and class where the request names them.
    ///
    /// Encryption is refused: the data lies on the disk as it is, and a table that claimed
    /// otherwise would be trusted with what must not lie there.
    static func enter(
        _ request: RequestReader, in settings: inout TableSettings
    ) throws(WireError) {
        if let isProtected = request.boolean(.deletionProtectionEnabled) {
            settings.deletionProtection = isProtected
        }
        if let tableClass = request.text(.tableClass) { settings.tableClass = tableClass }
        if let encryption = request.structure(.sseSpecification) {
            let asksForMore = [Parameter.sseType, .kmsMasterKeyId].contains(where: encryption.has)
            if encryption.boolean(.enabled) ?? asksForMore {
                throw .unsupported("SSESpecification with Enabled true is")
            }
            settings.encryption = nil
        }
    }
}

extension Field {
    static let encryptionSpecification = Field(
        .sseSpecification,
        .structure(
            [
                Field(.enabled, .boolean),
                Field(.sseType, .string, .oneOf(["AES256", "KMS"])),
                Field(.kmsMasterKeyId, .string, .length(1...2048)),
            ], type: "SSESpecification"))
    static let tableClass = Field(
        .tableClass, .string, .oneOf(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]))
    static let deletionProtection = Field(.deletionProtectionEnabled, .boolean)
    static let attributeDefinition = Shape.structure(
        [
            Field(.attributeName, .string, .required, .length(1...ValueLimits.keyNameBytesMax)),
            Field(.attributeType, .string, .required, .oneOf(["B", "N", "S"])),
        ], type: "AttributeDefinition")
    static let keySchema = Shape.list(
        .structure(
            [
                Field(
                    .attributeName, .string, .required, .length(1...ValueLimits.keyNameBytesMax)),
                Field(.keyType, .string, .required, .oneOf(["HASH", "RANGE"])),
            ], type: "KeySchemaElement"))
}
