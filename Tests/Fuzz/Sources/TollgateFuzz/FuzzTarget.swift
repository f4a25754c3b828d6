/// A parser that can be fuzzed.
enum FuzzTarget: String, CaseIterable {
    case header
    case claims
    case jwks
    case configuration
    case token
    case json
    case base64url
    case authorization
    case path
    case discovery

    /// Parses one input, and stops the program where something that must hold does not.
    func run(_ input: [UInt8]) {
        switch self {
        case .header: HeaderTarget.run(input)
        case .claims: ClaimsTarget.run(input)
        case .jwks: KeySetTarget.run(input)
        case .configuration: ConfigurationTarget.run(input)
        case .token: TokenTarget.run(input)
        case .json: JSONTarget.run(input)
        case .base64url: Base64URLTarget.run(input)
        case .authorization: AuthorizationTarget.run(input)
        case .path: PathTarget.run(input)
        case .discovery: DiscoveryTarget.run(input)
        }
    }
}
