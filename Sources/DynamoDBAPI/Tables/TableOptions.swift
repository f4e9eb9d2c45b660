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
        if let tableClass = request.text(.tableClass) {
            guard tableClasses.contains(tableClass) else {
                throw .validation(
                    "Invalid table-class parameter provided. Please try again with a valid "
                        + "table-class value: \(KeyDefinitions.list(tableClasses)).")
            }
            // AWS shows no class of a table that never had another than this one.
            if tableClass != TableSettings.standardClass || settings.tableClass != nil {
                settings.tableClass = tableClass
            }
        }
        if let encryption = request.structure(.sseSpecification) {
            try checkForm(of: encryption)
            let asksForMore = [Parameter.sseType, .kmsMasterKeyId].contains(where: encryption.has)
            if encryption.boolean(.enabled) ?? asksForMore {
                throw .unsupported("SSESpecification with Enabled true is")
            }
            settings.encryption = nil
        }
    }

    private static let tableClasses = [
        TableSettings.standardClass, "STANDARD_INFREQUENT_ACCESS",
    ]

    /// Refuses what could not be asked for at AWS either, in its words.
    private static func checkForm(of encryption: RequestReader) throws(WireError) {
        let more = [Parameter.sseType, .kmsMasterKeyId]
        if encryption.boolean(.enabled) == false, let given = more.first(where: encryption.has) {
            throw .invalidParameter("\(given.name) can not be specified if Enabled is false")
        }
        let type = encryption.string(.sseType)
        if type == "AES256" { throw .invalidParameter("SSEType AES256 is not supported") }
        if encryption.has(.kmsMasterKeyId), type == nil {
            throw .invalidParameter("SSEType KMS is required if KMSMasterKeyId is specified")
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
    static let tableClass = Field(.tableClass, .string)
    static let deletionProtection = Field(.deletionProtectionEnabled, .boolean)
    static let attributeDefinition = Shape.structure(
        [
            Field(.attributeType, .string, .required, .oneOf(["B", "N", "S"])),
            Field(.attributeName, .string, .required, .length(1...ValueLimits.keyNameBytesMax)),
        ], type: "AttributeDefinition")
    static let keySchema = Shape.list(
        .structure(
            [
                Field(
                    .attributeName, .string, .required, .length(1...ValueLimits.keyNameBytesMax)),
                Field(.keyType, .string, .required, .oneOf(["HASH", "RANGE"])),
            ], type: "KeySchemaElement"))
}
