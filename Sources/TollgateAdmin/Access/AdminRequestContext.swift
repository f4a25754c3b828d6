public import Hummingbird

/// The context of a request to the admin API.
public struct AdminRequestContext: RequestContext {
    /// What Hummingbird itself keeps.
    public var coreContext: CoreRequestContextStorage
    /// Who asks; `nil` before that is known, and for what anybody may read.
    var principal: Principal?

    /// The context of a request that came over `source`.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// Who asks.
    ///
    /// - Throws: `Problem` 401 if nobody was recognised.
    func requirePrincipal() throws(Problem) -> Principal {
        guard let principal else { throw .unauthorized }
        return principal
    }

    /// Somebody who may manage what is theirs: everybody but gateways.
    ///
    /// - Throws: `Problem` 401 or 403.
    func requireManager() throws(Problem) -> Principal {
        let principal = try requirePrincipal()
        guard principal.mayManage else {
            throw Problem(.forbidden, code: "gateway_only", detail: "a gateway's token is for following clients only")
        }
        return principal
    }

    /// Refuses everybody but admins.
    ///
    /// - Returns: The admin.
    /// - Throws: `Problem` 401 or 403.
    @discardableResult
    func requireAdmin() throws(Problem) -> Principal {
        let principal = try requirePrincipal()
        guard principal.isAdmin else {
            throw Problem(.forbidden, code: "admin_only", detail: "only an admin may do this")
        }
        return principal
    }
}
