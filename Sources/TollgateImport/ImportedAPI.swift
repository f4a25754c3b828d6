internal import TollgateCatalogue

/// An API that has a place in the catalogue.
struct ImportedAPI {
    let source: TykAPI
    let tokens: TykTokens
    /// Its name in the catalogue.
    let name: String
    let listenPath: String
    let upstream: String
    let issuers: [String]
    let limitBy: API.LimitSubject
}
