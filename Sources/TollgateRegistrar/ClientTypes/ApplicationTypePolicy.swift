public import TollgateCatalogue

/// The application types that an operator allows, and the grants that they may have.
public struct ApplicationTypePolicy: Codable, Hashable, Sendable {
    /// The types that developers may choose.
    ///
    /// Default: all but `simple`, whose owners choose the `client_id` themselves.
    public var allowedTypes: Set<ApplicationType>
    /// Whether `implicit` may be had, which puts tokens into URLs (RFC 9700 §2.1.2).
    ///
    /// Default: no.
    public var allowsImplicit: Bool
    /// Whether `password` may be had, which shows users' passwords to clients (RFC 9700 §2.4).
    ///
    /// Default: no.
    public var allowsPassword: Bool
    /// Whether browser and web applications may have redirect URIs on the developer's own machine.
    ///
    /// Default: no.
    public var allowsLoopbackRedirects: Bool

    /// A policy with these parts.
    public init(
        allowedTypes: Set<ApplicationType> = Set(ApplicationType.allCases).subtracting([.simple]),
        allowsImplicit: Bool = false, allowsPassword: Bool = false, allowsLoopbackRedirects: Bool = false
    ) {
        self.allowedTypes = allowedTypes
        self.allowsImplicit = allowsImplicit
        self.allowsPassword = allowsPassword
        self.allowsLoopbackRedirects = allowsLoopbackRedirects
    }

    /// The client types that come with Tollgate and are allowed.
    public var clientTypes: [ClientType] {
        ApplicationType.allCases.compactMap { try? clientType(for: $0) }
    }

    /// Returns the client type for an application.
    ///
    /// The response types are never chosen: they follow from the grants (RFC 7591 §2.1).
    ///
    /// - Parameters:
    ///   - type: The application type.
    ///   - grantTypes: The grants. Default: the type's own.
    /// - Returns: The client type.
    /// - Throws: `ApplicationTypeError.typeNotAllowed` if the operator does not allow the type, `.typeNotRegistered`
    ///   for `simple`, `.grantNotAllowed` for a grant that the type does not have, `.grantSwitchedOff`, and
    ///   `.grantMissing` for a mandatory grant that is left out, or where there is none.
    public func clientType(
        for type: ApplicationType, grantTypes: [GrantType]? = nil
    ) throws(ApplicationTypeError) -> ClientType {
        guard allowedTypes.contains(type) else {
            throw .typeNotAllowed(type, allowed: ApplicationType.allCases.filter(allowedTypes.contains))
        }
        guard type != .simple else { throw .typeNotRegistered(type) }
        let chosen = grantTypes ?? type.defaultGrantTypes
        for grant in chosen {
            guard type.grantTypes.contains(grant) else {
                throw .grantNotAllowed(grant, type: type, allowed: type.grantTypes.filter(isOn))
            }
            guard isOn(grant) else { throw .grantSwitchedOff(grant) }
        }
        if let missing = type.mandatoryGrantTypes.first(where: { !chosen.contains($0) }) {
            throw .grantMissing(missing, type: type)
        }
        if chosen.isEmpty, let first = type.defaultGrantTypes.first { throw .grantMissing(first, type: type) }
        guard type != .backendToBackend else { return .backend }
        let ordered = type.grantTypes.filter(chosen.contains)
        return ClientType(
            name: ordered == type.defaultGrantTypes
                ? type.rawValue : "\(type.rawValue):\(ordered.map(\.rawValue).joined(separator: "+"))",
            displayName: type.displayName, description: type.summary,
            responseTypes: ordered.flatMap(\.responseTypes), grantTypes: ordered,
            tokenEndpointAuthMethod: type.tokenEndpointAuthMethod, applicationType: type.registeredType,
            allowsLoopbackRedirects: allowsLoopbackRedirects)
    }

    /// Returns the defect that makes a client type of the operator's own unusable, in words; `nil` if there is none.
    package func defect(in type: ClientType) -> String? {
        if let grant = type.grantTypes.first(where: { !isOn($0) }) {
            return "the client type `\(Redactor.clean(type.name))`: \(ApplicationTypeError.grantSwitchedOff(grant))"
        }
        return type.defect
    }

    private func isOn(_ grant: GrantType) -> Bool {
        switch grant {
        case .implicit: allowsImplicit
        case .password: allowsPassword
        case .authorizationCode, .clientCredentials, .refreshToken: true
        }
    }
}
