internal import HTTPTypes
internal import TollgateRegistrar

extension Problem {
    /// The problem that an error of the registrar is.
    init(_ error: RegistrationError) {
        self.init(Self.status(of: error), code: error.code, detail: error.description)
    }

    /// Runs an operation that has no body to be wrong: what it is refused for is how things stand, which is a conflict.
    static func withoutBody<Result>(_ operation: () async throws -> Result) async throws -> Result {
        do {
            return try await operation()
        } catch let error as RegistrationError {
            let problem = Problem(error)
            guard problem.status == .unprocessableContent else { throw problem }
            throw Problem(.conflict, code: problem.code, detail: problem.detail)
        }
    }

    private static func status(of error: RegistrationError) -> HTTPResponse.Status {
        switch error {
        case .requestInvalid, .productUnknown, .planUnknown, .providerInvalid: .unprocessableContent
        case .clientUnknown, .providerUnknown, .apiTokenUnknown: .notFound
        case .clientBusy, .clientState, .clientUnmanaged, .rotationUnsupported, .providerExists, .providerInUse,
            .clientExists, .clientOnRecord, .recordChanged, .transitionRefused:
            .conflict
        case .access(let error): status(of: error)
        case .store(.recordDamaged), .sealing: .internalServerError
        case .store: .serviceUnavailable
        case .providerBusy: .serviceUnavailable
        case .discoveryFailed, .registrationUnsupported, .initialAccessFailed, .refused, .notSent, .outcomeUnknown,
            .responseInvalid, .clientTaken, .narrowed, .credentialNotKept:
            .badGateway
        default: .badGateway
        }
    }

    private static func status(of error: AccessError) -> HTTPResponse.Status {
        switch error {
        case .applicationUnknown, .requestUnknown, .subscriptionUnknown, .offerUnknown: .notFound
        case .requestUnderWay, .clientInTheWay, .applicationInUse, .requestOpen, .requestTransitionRefused: .conflict
        case .secretGone: .gone
        default: .unprocessableContent
        }
    }
}
