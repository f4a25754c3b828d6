/// The names of the fields by which an authorizer tells a proxy of a refusal.
enum AuthorizerField {
    /// The code: what tells a refusal from an answer of somebody else's.
    static let code = "X-Tollgate-Code"
    /// The status that the client is to be told, for nginx.
    static let status = "X-Tollgate-Status"
    /// The content that the client is to be told, in one line, for nginx.
    static let body = "X-Tollgate-Body"
    /// The challenge of an answer that is not 401, for nginx, which copies that of a 401 by itself.
    static let challenge = "X-Tollgate-Challenge"
}
