import Mutations
import Values

/// The parameters that CreateTable and UpdateTable share, apart from billing.
enum TableOptions {
    /// Enters deletion protection, class and encryption where the request names them.
    static func enter(_ request: RequestReader, in settings: inout TableSettings) {
        if let isProtected = request.boolean("DeletionProtectionEnabled") {
            settings.deletionProtection = isProtected
        }
        if let tableClass = request.text("TableClass") { settings.tableClass = tableClass }
        if let encryption = request.structure("SSESpecification") {
            // AES256 is what AWS does without being asked, and does not describe.
            let isEnabled = encryption.boolean("Enabled") ?? false
            let type = encryption.text("SSEType") ?? "KMS"
            settings.encryption =
                isEnabled && type == "KMS"
                ? TableSettings.Encryption(type: type, keyID: encryption.text("KMSMasterKeyId"))
                : nil
        }
    }
}

extension Field {
    static let encryptionSpecification = Field(
        "SSESpecification",
        .structure([
            Field("Enabled", .boolean),
            Field("SSEType", .string, .oneOf(["AES256", "KMS"])),
            Field("KMSMasterKeyId", .string, .length(1...2048)),
        ]))
    static let tableClass = Field(
        "TableClass", .string, .oneOf(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]))
    static let deletionProtection = Field("DeletionProtectionEnabled", .boolean)
    static let attributeDefinition = Shape.structure([
        Field("AttributeName", .string, .required, .length(1...255)),
        Field("AttributeType", .string, .required, .oneOf(["B", "N", "S"])),
    ])
}
