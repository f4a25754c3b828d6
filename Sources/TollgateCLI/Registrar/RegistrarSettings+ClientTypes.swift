import TollgateCatalogue
import TollgateConfiguration
import TollgateRegistrar

extension RegistrarSettings {
    /// The client types that developers may choose from: those of the application types, then the operator's own.
    ///
    /// - Throws: `CommandFailure` for the first of `clientTypeProblems`.
    func registrarClientTypes() throws -> [ClientType] {
        if let problem = clientTypeProblems.first {
            throw CommandFailure.usage("\(problem.path.joined(separator: ".")): \(problem.message)")
        }
        return policy.clientTypes + clientTypes
    }

    /// The rule by which a client counts as lost that its provider does not let the registrar manage.
    var lossRule: LossRule { LossRule(refusals: lostAfterRefusals, spanSeconds: lostAfterSeconds) }

    /// The operator's client types that contradict themselves, may not be had, or have the name of an application type.
    var clientTypeProblems: [CatalogueProblem] {
        let taken = ApplicationType.allCases.map(\.rawValue) + [ClientType.backend.name]
        return clientTypes.compactMap { type in
            let defect =
                taken.contains(type.name)
                ? "`\(type.name)` comes with Tollgate; give yours another name" : policy.defect(in: type)
            return defect.map { CatalogueProblem(.error, at: ["registrar", "client_types", type.name], $0) }
        }
    }

    private var policy: ApplicationTypePolicy {
        ApplicationTypePolicy(
            allowedTypes: Set(applicationTypes), allowsImplicit: allowsImplicit, allowsPassword: allowsPassword,
            allowsLoopbackRedirects: allowsLoopbackRedirects)
    }
}
