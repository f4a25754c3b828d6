extension Gate {
    /// The reason for which a request that was let in would not be let in any more, for answers that outlive their token.
    ///
    /// It looks at nothing but what changes by itself: the token's end, and the clients that are denied. It costs a few
    /// nanoseconds.
    ///
    /// - Parameters:
    ///   - pass: The pass of the request.
    ///   - unixSeconds: Now.
    /// - Returns: ``Rejection/tokenExpired`` or ``Rejection/clientRevoked``; `nil` where nothing has changed.
    package func reasonToEnd(_ pass: Pass, unixSeconds: Int64) -> Rejection? {
        let token = pass.authorized
        // Within what a NumericDate can be, as `exp` is: the sum cannot overflow.
        let now = min(max(unixSeconds, 0), NumericDate.maximum)
        if let end = token.claims.expiresAt, now >= end + Int64(token.clockSkewSeconds) { return .tokenExpired }
        return deniedClients.contains(token) ? .clientRevoked : nil
    }
}
