import TollgateCatalogue

/// The source of an issuer's keys, as the configuration says and as it turned out.
struct KeySource: Codable, Hashable, Sendable {
    /// The kind of source in the configuration.
    enum Kind: String, Codable, Sendable {
        /// The `jwks_uri` of the issuer's metadata.
        case discovery
        /// URLs of JWKS documents.
        case urls
        /// A file with a JWKS document.
        case file
        /// The configuration itself.
        case inline
    }

    /// The kind of source.
    let kind: Kind
    /// The URLs of the JWKS documents, or the path of the file; empty before discovery has led to any,
    /// and where the keys stand in the configuration.
    let places: [String]

    init(_ issuer: Issuer, fetchedFrom places: [String]) {
        switch issuer.keys {
        case .discovery:
            kind = .discovery
            self.places = places
        case .urls(let urls):
            kind = .urls
            self.places = urls
        case .file(let path):
            kind = .file
            self.places = [path]
        case .inline:
            kind = .inline
            self.places = []
        }
    }
}
