import TollgateConfiguration
import TollgateRegistrar

extension RegistrarRules {
    /// The client types that developers may choose from: those of the application types, then the operator's own.
    ///
    /// - Throws: `CommandFailure` for one of the operator's own that contradicts itself, may not be had, or has a name
    ///   that an application type has.
    func registrarClientTypes() throws -> [TollgateRegistrar.ClientType] {
        let policy = ApplicationTypePolicy(
            allowedTypes: Set(applicationTypes.compactMap { TollgateRegistrar.ApplicationType(rawValue: $0.rawValue) }),
            allowsImplicit: allowsImplicit, allowsPassword: allowsPassword,
            allowsLoopbackRedirects: allowsLoopbackRedirects)
        let own = try clientTypes.map { type in
            let made = TollgateRegistrar.ClientType(
                name: type.name, displayName: type.displayName, description: type.description,
                responseTypes: type.responseTypes.map(\.rawValue), grantTypes: type.grantTypes.map(\.rawValue),
                tokenEndpointAuthMethod: TollgateRegistrar.TokenEndpointAuthMethod(
                    rawValue: type.tokenEndpointAuthMethod.rawValue) ?? .clientSecretBasic,
                applicationType: type.wireName?.rawValue, allowsLoopbackRedirects: allowsLoopbackRedirects)
            let backend = TollgateRegistrar.ClientType.backend.name
            let taken = TollgateRegistrar.ApplicationType.allCases.map(\.rawValue) + [backend]
            let defect =
                taken.contains(type.name)
                ? "`\(type.name)` comes with Tollgate; give yours another name" : policy.defect(in: made)
            if let defect { throw CommandFailure.usage("registrar.client_types.\(type.name): \(defect)") }
            return made
        }
        return policy.clientTypes + own
    }
}
