import TollgateRegistrar

/// One client, as it is printed; never a secret.
struct ListedClient: ListingRow {
    static let header = ["ID", "STATE", "APPLICATION", "PROVIDER", "CLIENT ID", "SCOPES", "REASON"]

    var id: String
    var state: String
    var reason: String?
    var application: String
    var provider: String
    var clientId: String?
    var scopes: [String]
    var secretAvailable: Bool

    init(_ record: ClientRecord) {
        id = record.id
        state = record.state.name
        reason = record.state.reason
        application = record.settings.application
        provider = record.provider
        clientId = record.clientID
        scopes = record.settings.scopes
        secretAvailable = record.registration?.clientSecret != nil
    }

    var cells: [String] {
        [id, state, application, provider, clientId ?? "", scopes.joined(separator: " "), reason ?? ""]
    }
}
