internal import TollgateRegistrar

/// Who makes a request.
struct Principal: Hashable, Sendable {
    let owner: String
    private let role: APIToken.Role

    init(_ token: APIToken) {
        owner = token.owner
        role = token.role
    }

    var isAdmin: Bool { role == .admin }
    var mayFollowClients: Bool { role == .admin || role == .gateway }
    /// A gateway follows the clients and does nothing else.
    var mayManage: Bool { role != .gateway }

    /// Whether an application is any of this principal's business.
    func maySee(_ application: Application) -> Bool {
        isAdmin || application.owner == owner
    }
}
