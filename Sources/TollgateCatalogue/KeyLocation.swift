/// The source of an issuer's public keys.
public enum KeyLocation: Hashable, Sendable {
    /// The `jwks_uri` of the issuer's discovery document.
    case discovery
    /// One or more JWKS documents at fixed URLs.
    case urls([String])
    /// A JWKS document in a file.
    case file(String)
    /// A JWKS document itself, as JSON: its keys are there from the start and never change.
    case inline(String)
}
