internal import TollgateCrypto
internal import TollgateEncoding

extension Gate {
    /// Describes the keys that the one that verified a token was among, for explaining.
    static func origin(_ keyID: ExactString?, _ candidates: [RS256Key]) -> String {
        let kid = keyID.map { "kid \($0.text)" } ?? "kid absent"
        guard candidates.count == 1 else { return kid + ": one of the \(candidates.count) keys to be tried" }
        return keyID == nil ? kid + ", and there is only one key" : kid
    }

    /// Explains why no key was found that made a token's signature.
    ///
    /// What the token says of its issuer is not verified; but where that is one that the API does not admit, it is
    /// nearly always the reason.
    static func reason(
        _ keyID: ExactString?, _ candidates: [RS256Key], _ payload: [UInt8], _ index: CatalogueIndex,
        _ issuers: IssuerSet
    ) -> String {
        let reason =
            switch (keyID, candidates.count) {
            case (nil, 0): "there is no kid, and no key either"
            case (nil, 1): "there is no kid, and the signature is not that of the only key"
            case (nil, let count): "there is no kid, and the signature is that of none of the \(count) keys tried"
            case (let keyID?, 0): "no issuer has a key \(keyID.text)"
            case (_, 1): "it is not that of the key"
            case (let keyID?, let count): "it is that of none of the \(count) keys tried for kid \(keyID.text)"
            }
        guard let name = NamedIssuer.read(payload.span) else { return reason }
        let issuer = index.issuer(named: name, in: payload.span)
        if let issuer, issuers.contains(issuer.slot) { return reason }
        let text = String(decoding: name.decoded(in: payload.span), as: UTF8.self)
        return reason + "; the token says that it is of \(text), which is not an issuer of this API"
    }
}
