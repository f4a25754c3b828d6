/// The form in which a provider's secrets and settings are sealed: nobody who can only write to the database can have
/// the registrar trust another server.
extension Provider {
    var plaintext: Secret {
        var members = JSONValue(parsing: Array(initialAccess.plaintext.reveal().utf8))?.object ?? [:]
        if settings != ProviderSettings() { members["settings"] = .object(settings.members) }
        members["driver"] = .string(driver.name)
        members["address"] = .string(address)
        return Secret(String(decoding: JSONValue.object(members).text, as: UTF8.self))
    }

    /// Says whether sealed text belongs to the place to which a record points; that of earlier versions does not say.
    static func isSealed(_ plaintext: Secret, for record: ProviderRecord) -> Bool {
        let members = JSONValue(parsing: Array(plaintext.reveal().utf8))?.object ?? [:]
        return [("driver", record.driver), ("address", record.address)].allSatisfy { name, value in
            members[name].map { $0 == .string(value) } ?? true
        }
    }
}

extension ProviderSettings {
    /// Reads what a provider's `plaintext` holds; `nil` for a form that this version does not know.
    init?(plaintext: Secret) {
        guard let members = JSONValue(parsing: Array(plaintext.reveal().utf8))?.object else { return nil }
        guard let settings = try? ProviderSettings(members: members["settings"]?.object ?? [:]) else { return nil }
        self = settings
    }
}
