extension IssuerConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The realm and its rule for registration, without the initial access token.
    package var description: String {
        "realm \(realm), registration \(initialAccessToken == nil ? "open" : "with an initial access token <redacted>")"
    }
    /// The realm and its rule for registration, without the initial access token.
    package var debugDescription: String { description }
    /// Every property but the clock; of the initial access token `dump` and reflection see only whether there is one.
    package var customMirror: Mirror {
        let token = initialAccessToken.map { _ in "<redacted>" } ?? "none"
        return Mirror(
            self,
            children: [
                "realm": realm, "baseURL": baseURL as Any, "scopes": scopes, "defaultScopes": defaultScopes,
                "audiences": audiences, "initialAccessToken": token, "registrationScope": registrationScope as Any,
                "clients": clients,
                "initialAccessTokenUses": initialAccessTokenUses as Any,
                "rotatesRegistrationTokens": rotatesRegistrationTokens, "tokenLifetime": tokenLifetime,
                "keyBits": keyBits, "retainedKeys": retainedKeys, "keysMaxAge": keysMaxAge,
                "maximumClients": maximumClients,
            ])
    }
}
