internal import Tollgate

/// The caller that a request is passed on for; upstreams share their connections by it.
struct UpstreamCaller {
    /// The token, where it names a client.
    private let token: VerifiedToken?
    /// The address that the request came from.
    private let address: String

    /// The caller of a request: the client that its token names, else its address.
    init(_ pass: Pass?, address: String) {
        self.address = address
        guard let token = pass?.token, token.claims.withBytes(of: .client, { _ in true }) == true else {
            self.token = nil
            return
        }
        self.token = token
    }

    /// Whether both are the same caller.
    func isSame(as other: UpstreamCaller) -> Bool {
        switch (token, other.token) {
        case (let token?, let theirs?): token === theirs || token.claims.hasSameClient(as: theirs.claims)
        case (nil, nil): address == other.address
        default: false
        }
    }
}
