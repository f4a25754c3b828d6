/// An API of Tyk's, whichever way it is written.
struct TykAPI {
    let node: TykNode
    let file: String
    let id: String
    let displayName: String
    let organisation: String
    /// The place of the settings of `name`, for reports.
    let place: Place
    let listenPath: String
    let stripsListenPath: Bool
    let target: String
    let isActive: Bool
    let isInternal: Bool
    let isKeyless: Bool
    /// Ways to authenticate beside tokens that are switched on, with where they are.
    let otherAuthentication: [TykNode]
    let stripsToken: Bool
    /// The rules for its tokens; `nil` where it takes none.
    let tokens: TykTokens?

    /// The members that reports point to.
    struct Place {
        let listenPath: TykNode?
        let target: TykNode?
        let isActive: TykNode?
        let authentication: TykNode?
    }
}

extension TykAPI {
    /// Ticks off which of several ways to authenticate decides, where it is the one that is taken over.
    static func settleIdentity(_ node: TykNode?, isOpenID: Bool) {
        if let node, node.says(isOpenID ? "oidc_user" : "jwt_claim") { node.markRead() }
    }
}
