import TollgateCatalogue
import TollgateConfiguration
import TollgateRegistrar

extension RegistrarRules {
    private typealias Kind = TollgateRegistrar.ApplicationType

    /// The client types that developers may choose from: those of the application types, then the operator's own.
    ///
    /// - Throws: `CommandFailure` for the first of `clientTypeProblems`.
    func registrarClientTypes() throws -> [TollgateRegistrar.ClientType] {
        if let problem = clientTypeProblems.first {
            throw CommandFailure.usage("\(problem.path.joined(separator: ".")): \(problem.message)")
        }
        return policy.clientTypes + clientTypes.map(made)
    }

    /// When a client counts as lost that its provider does not let the registrar manage.
    var lossRule: LossRule { LossRule(refusals: lostAfterRefusals, spanSeconds: lostAfterSeconds) }

    /// Which of the operator's client types contradict themselves, may not be had, or have the name of an application
    /// type.
    var clientTypeProblems: [CatalogueProblem] {
        let taken = Kind.allCases.map(\.rawValue) + [TollgateRegistrar.ClientType.backend.name]
        return clientTypes.compactMap { type in
            let defect =
                taken.contains(type.name)
                ? "`\(type.name)` comes with Tollgate; give yours another name" : policy.defect(in: made(type))
            return defect.map { CatalogueProblem(.error, at: ["registrar", "client_types", type.name], $0) }
        }
    }

    private var policy: ApplicationTypePolicy {
        ApplicationTypePolicy(
            allowedTypes: Set(applicationTypes.compactMap { Kind(rawValue: $0.rawValue) }),
            allowsImplicit: allowsImplicit, allowsPassword: allowsPassword,
            allowsLoopbackRedirects: allowsLoopbackRedirects)
    }

    private func made(_ type: ClientType) -> TollgateRegistrar.ClientType {
        let grantTypes = type.grantTypes.map(\.rawValue)
        return TollgateRegistrar.ClientType(
            name: type.name, displayName: type.displayName, description: type.description,
            responseTypes: type.responseTypes?.map(\.rawValue)
                ?? ApplicationTypePolicy.responseTypes(for: grantTypes), grantTypes: grantTypes,
            tokenEndpointAuthMethod: TollgateRegistrar.TokenEndpointAuthMethod(
                rawValue: type.tokenEndpointAuthMethod.rawValue) ?? .clientSecretBasic,
            applicationType: type.wireName?.rawValue, allowsLoopbackRedirects: allowsLoopbackRedirects)
    }
}
