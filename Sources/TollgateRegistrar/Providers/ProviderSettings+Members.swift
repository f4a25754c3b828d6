internal import TollgateCatalogue

/// The form in which settings are kept, and in which configurations have them.
extension ProviderSettings {
    /// The members, without those that have their defaults.
    package var members: [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        members["allow_http"] = connection.allowsHTTP ? .bool(true) : nil
        members["use_proxy"] = connection.usesProxy ? .bool(true) : nil
        members["ca_file"] = connection.tls.authorityFile.map(JSONValue.string)
        members["client_certificate_file"] = connection.tls.clientCertificateFile.map(JSONValue.string)
        members["client_key_file"] = connection.tls.clientKeyFile.map(JSONValue.string)
        members["insecure_skip_verify"] = connection.tls.skipsVerification ? .bool(true) : nil
        members["software_id"] = softwareID.map(JSONValue.string)
        members["software_statement"] = softwareStatement.map(JSONValue.string)
        members["renew_secret_method"] = secretRotation.map { .string($0.method) }
        members["renew_secret_endpoint"] = secretRotation.map { .string($0.urlTemplate) }
        members["renew_secrets"] = renewsSecrets ? .bool(true) : nil
        members["management"] = management.map { .string($0.rawValue) }
        members["management_username"] = managementCredentials.map { .string($0.username) }
        members["management_password"] = managementCredentials.map { .string($0.password.reveal()) }
        members["metadata"] = metadata == MetadataAdjustments() ? nil : .object(metadata.members)
        members["trusted_origins"] = trustedOrigins.isEmpty ? nil : .strings(trustedOrigins)
        return members
    }

    /// Settings with these members; those that are missing have their defaults.
    ///
    /// - Parameter members: The members, as `members` gives them.
    /// - Throws: `DocumentError` for the first member, by name, that is unknown or has another form.
    package init(members: [String: JSONValue]) throws(DocumentError) {
        self.init()
        var method = "POST"
        var (username, password) = (String?.none, String?.none)
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "allow_http": connection.allowsHTTP = try Self.bool(value, name)
            case "use_proxy": connection.usesProxy = try Self.bool(value, name)
            case "ca_file": connection.tls.authorityFile = try Self.text(value, name)
            case "client_certificate_file": connection.tls.clientCertificateFile = try Self.text(value, name)
            case "client_key_file": connection.tls.clientKeyFile = try Self.text(value, name)
            case "insecure_skip_verify": connection.tls.skipsVerification = try Self.bool(value, name)
            case "software_id": softwareID = try Self.text(value, name)
            case "software_statement": softwareStatement = try Self.text(value, name)
            case "renew_secret_method": method = try Self.text(value, name)
            case "renew_secret_endpoint": secretRotation = RotationRequest(urlTemplate: try Self.text(value, name))
            case "renew_secrets": renewsSecrets = try Self.bool(value, name)
            case "management": management = try Self.management(value, name)
            case "management_username": username = try Self.text(value, name)
            case "management_password": password = try Self.text(value, name)
            case "metadata": metadata = try Self.adjustments(value, name)
            case "trusted_origins": trustedOrigins = try Self.texts(value, name)
            default: throw DocumentError("there is no setting `\(Redactor.clean(name))` of a provider")
            }
        }
        secretRotation?.method = method.uppercased()
        if username != nil || password != nil {
            // What is missing is found when the settings are checked.
            managementCredentials = ManagementCredentials(
                username: username ?? "", password: Secret(password ?? ""))
        }
    }

    private static func management(
        _ value: JSONValue, _ name: String
    ) throws(DocumentError) -> ClientManagement {
        guard let management = value.string.flatMap(ClientManagement.init) else {
            let names = ClientManagement.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid(name, "one of " + names)
        }
        return management
    }

    private static func adjustments(
        _ value: JSONValue, _ name: String
    ) throws(DocumentError) -> MetadataAdjustments {
        let expected = "an object with `omit`, a list of members, and `set`, members with their values"
        guard let members = value.object, members.keys.allSatisfy({ ["omit", "set"].contains($0) }) else {
            throw invalid(name, expected)
        }
        var adjustments = MetadataAdjustments()
        if let omitted = members["omit"] { adjustments.omitted = Set(try texts(omitted, name + ".omit")) }
        if let set = members["set"] {
            guard let set = set.object else { throw invalid(name, expected) }
            adjustments.set = set
        }
        return adjustments
    }

    private static func invalid(_ name: String, _ expected: String) -> DocumentError {
        DocumentError("`\(Redactor.clean(name))` of a provider is \(expected)")
    }

    private static func bool(_ value: JSONValue, _ name: String) throws(DocumentError) -> Bool {
        guard case .bool(let value) = value else { throw invalid(name, "true or false") }
        return value
    }

    private static func text(_ value: JSONValue, _ name: String) throws(DocumentError) -> String {
        guard let text = value.string, !text.isEmpty else { throw invalid(name, "a text") }
        return text
    }

    private static func texts(_ value: JSONValue, _ name: String) throws(DocumentError) -> [String] {
        guard case .array(let values) = value else { throw invalid(name, "a list of texts") }
        let texts = values.compactMap { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
        guard texts.count == values.count else { throw invalid(name, "a list of texts") }
        return texts
    }
}
