extension Gate {
    /// Explains a refusal beyond its fixed sentence.
    ///
    /// Of a token that is too long it says how long it is and what would be accepted, since only the operator of
    /// the gate can change that. Nothing of what a token says gets into it.
    ///
    /// - Parameters:
    ///   - rejection: The reason.
    ///   - credential: Its credential.
    /// - Returns: One sentence in plain ASCII, or `nil` where the fixed one says everything.
    public func explanation(of rejection: Rejection, for credential: BearerCredential) -> String? {
        guard rejection == .tokenTooLong else { return nil }
        return "The access token has \(credential.token.utf8.count) bytes; at most \(maximumTokenBytes) are accepted "
            + "(gateway.max_token_bytes)."
    }
    /// Explains a refusal of a request with these `Authorization` fields beyond its fixed sentence.
    package func explanation(of rejection: Rejection, for fields: AuthorizationFields) -> String? {
        guard rejection == .tokenTooLong else { return nil }
        return fields.credential.flatMap { explanation(of: rejection, for: $0) }
    }
}
