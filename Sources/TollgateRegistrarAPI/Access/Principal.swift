internal import TollgateCatalogue
internal import TollgateRegistrar

/// The caller of a request.
struct Principal: Hashable, Sendable {
    let owner: String
    /// The token by which this principal was recognised.
    let tokenID: String
    /// The digest of the token, to find out whether it is still there.
    let tokenDigest: [UInt8]
    private let role: APIToken.Role

    init(_ token: APIToken) {
        owner = token.owner
        tokenID = token.id
        tokenDigest = token.digest
        role = token.role
    }

    var isAdmin: Bool { role == .admin }
    var mayFollowClients: Bool { role == .admin || role == .gateway }
    /// A gateway follows the clients and does nothing else.
    var mayManage: Bool { role != .gateway }

    /// The owner whose things a list shows; `nil` for all owners.
    var scope: String? { isAdmin ? nil : owner }

    /// Whether an application is any of this principal's business.
    func maySee(_ application: Application) -> Bool {
        isAdmin || application.owner.exact == owner.exact
    }
}
