internal import TollgateRegistrar

/// Who makes a request.
struct Principal: Hashable, Sendable {
    let owner: String
    /// The token by which this principal was recognised.
    let tokenID: String
    private let role: APIToken.Role

    init(_ token: APIToken) {
        owner = token.owner
        tokenID = token.id
        role = token.role
    }

    var isAdmin: Bool { role == .admin }
    var mayFollowClients: Bool { role == .admin || role == .gateway }
    /// A gateway follows the clients and does nothing else.
    var mayManage: Bool { role != .gateway }

    /// Whose things a list shows; `nil` for everybody's.
    var scope: String? { isAdmin ? nil : owner }

    /// Whether an application is any of this principal's business.
    func maySee(_ application: Application) -> Bool {
        isAdmin || application.owner == owner
    }
}
