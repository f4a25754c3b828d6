internal import TollgateRegistrar

/// Who makes a request.
struct Principal: Hashable, Sendable {
    let owner: String
    let isAdmin: Bool

    init(_ token: APIToken) {
        owner = token.owner
        isAdmin = token.role == .admin
    }

    /// Whether an application is any of this principal's business.
    func maySee(_ application: Application) -> Bool {
        isAdmin || application.owner == owner
    }
}
