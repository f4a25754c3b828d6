/// A token whose signature was verified, and what it says.
///
/// Whether it may pass is another question.
public final class VerifiedToken: Sendable {
    /// What it says.
    public let claims: Claims
    /// The issuer that its `iss` names, if the gate knows it.
    let issuer: IssuerRules?
    /// The `typ` of its header.
    let type: TokenType

    init(claims: Claims, issuer: IssuerRules?, type: TokenType) {
        self.claims = claims
        self.issuer = issuer
        self.type = type
    }
}
