extension Gate {
    /// Decides about a request by the bytes of its only `Authorization` field, where they were received.
    ///
    /// It says what `decide(_:_:at:)` says of a `BearerCredential` of the same value, and copies nothing.
    ///
    /// - Parameters:
    ///   - value: The field value, without white space around it.
    ///   - request: The request.
    ///   - instant: Now.
    /// - Returns: The decision; an admitted request is charged to the client's limits.
    package func decide(authorization value: Span<UInt8>, _ request: GateRequest, at instant: Instant) -> Decision {
        guard let start = BearerSyntax.tokenStart(in: value) else {
            return .reject(BearerSyntax.fault(of: value), limits: nil)
        }
        let token = value.extracting(start..<value.count)
        let decision = answer(token, request, at: instant)
        // Bytes that are those of a remembered token have been looked at, and no other byte gets past the strict
        // decoding of base64url. Only its verdict has to be told from that to a value with the wrong syntax.
        if case .reject(let rejection, _) = decision, rejection == .tokenMalformed || rejection == .tokenTooLong,
            !BearerSyntax.isToken(token)
        {
            return .reject(.requestMalformed, limits: nil)
        }
        return decision
    }
}
