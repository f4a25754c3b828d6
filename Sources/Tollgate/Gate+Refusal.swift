extension Gate {
    /// What there is to say of a refusal beyond its fixed sentence.
    ///
    /// Of a token that is too long it says how long it is and what would be accepted, since only whoever runs the gate
    /// can change that. Nothing of what a token says gets into it.
    ///
    /// - Parameters:
    ///   - rejection: Why the request was refused.
    ///   - credential: Its credential.
    /// - Returns: One sentence in plain ASCII, or `nil` where the fixed one says everything.
    public func explanation(of rejection: Rejection, for credential: BearerCredential) -> String? {
        guard rejection == .tokenTooLong else { return nil }
        return "The access token has \(credential.token.utf8.count) bytes; at most \(maximumTokenBytes) are accepted "
            + "(gateway.max_token_bytes)."
    }
}
