public import Hummingbird

/// The context of a request to the admin API.
public struct RegistrarAPIContext: RequestContext {
    /// The part that Hummingbird itself keeps.
    public var coreContext: CoreRequestContextStorage
    /// The caller; `nil` before it is known, and for public resources.
    var principal: Principal?

    /// The context of a request that came over `source`.
    public init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }

    /// Finds the caller.
    ///
    /// - Returns: The caller.
    /// - Throws: ``Problem`` 401 if none was recognised.
    func requirePrincipal() throws(Problem) -> Principal {
        guard let principal else { throw .unauthorized }
        return principal
    }

    /// Refuses gateways: all others may manage their own things.
    ///
    /// - Returns: The caller.
    /// - Throws: ``Problem`` 401 if no caller was recognised, 403 `gateway_only` for a gateway.
    func requireManager() throws(Problem) -> Principal {
        let principal = try requirePrincipal()
        guard principal.mayManage else {
            throw Problem(.forbidden, code: "gateway_only", detail: "a gateway's token is for following clients only")
        }
        return principal
    }

    /// Refuses all callers but admins.
    ///
    /// - Returns: The admin.
    /// - Throws: ``Problem`` 401 if no caller was recognised, 403 `admin_only` if it is no admin.
    @discardableResult
    func requireAdmin() throws(Problem) -> Principal {
        let principal = try requirePrincipal()
        guard principal.isAdmin else {
            throw Problem(.forbidden, code: "admin_only", detail: "only an admin may do this")
        }
        return principal
    }
}
