internal import TollgateEncoding

/// The steps that led to a decision.
public struct Explanation: Sendable {
    /// One check and how it went.
    public struct Step: Hashable, Sendable {
        /// The check.
        public let check: Check
        /// The reason for its failure, or `nil` if it was passed.
        public let rejection: Rejection?
        /// The facts that the check met.
        ///
        /// It may quote claims: not for a client's eyes. What is not visible in them is escaped.
        public let detail: String
    }

    /// The checks that were made; only the last one can have failed.
    public internal(set) var steps: [Step] = []
    /// The policies that each scope brought.
    public internal(set) var scopes: [(scope: String, policies: [String])] = []
    /// The token's scopes that its client was not granted; they count for nothing.
    public internal(set) var withheldScopes: [String] = []
    /// The default policy, where no scope brought any.
    public internal(set) var defaultPolicy: String?
    /// The API's policy for requests without a limit, where it counted.
    public internal(set) var withoutPlanPolicy: String?
    /// The policies that open the request, sorted.
    public internal(set) var openingPolicies: [String] = []
    /// The merged grant, where it came to that.
    public internal(set) var grant: Grant?
    /// The client's limits, where it came to that.
    ///
    /// Explaining charges nothing.
    public internal(set) var limits: LimitReport?
    /// The reason for a refusal of the request, or `nil` if it would pass.
    public internal(set) var rejection: Rejection?
    /// The step that comes next unless the keys that are being fetched tell otherwise.
    var pending: Step?
}

extension Explanation: DecisionTrace {
    mutating func passed(_ check: Check, _ detail: @autoclosure () -> String) {
        steps.append(Step(check: check, rejection: nil, detail: VisibleText.of(detail())))
    }

    mutating func failed(_ check: Check, _ rejection: Rejection, _ detail: @autoclosure () -> String) -> Rejection {
        steps.append(Step(check: check, rejection: rejection, detail: VisibleText.of(detail())))
        self.rejection = rejection
        return rejection
    }

    mutating func scope(_ scope: @autoclosure () -> String, brings policies: @autoclosure () -> [String]) {
        scopes.append((VisibleText.of(scope()), policies()))
    }

    mutating func withheld(_ scope: String) {
        withheldScopes.append(VisibleText.of(scope))
    }

    mutating func defaultPolicy(_ name: String) {
        defaultPolicy = name
    }

    mutating func withoutPlan(_ name: String) {
        withoutPlanPolicy = name
    }

    mutating func resolved(_ grant: Grant) {
        self.grant = grant
    }

    mutating func limited(_ report: LimitReport) {
        limits = report
    }

    mutating func waits(_ check: Check, _ rejection: Rejection, _ detail: @autoclosure () -> String) {
        pending = Step(check: check, rejection: rejection, detail: detail())
    }

    mutating func failedUnlessTold(_ check: Check, _ rejection: Rejection) -> Rejection {
        self.rejection == nil ? failed(check, rejection, rejection.explanation) : rejection
    }
}

extension Explanation {
    /// Records that no key was found that made the token's signature, for callers that have fetched the keys.
    ///
    /// - Parameter isFetchFailing: Whether an issuer's keys could not be fetched: then they may have the key.
    package mutating func markKeyNotFound(isFetchFailing: Bool) {
        let detail = pending?.detail ?? "no issuer has a key with the token's kid"
        _ =
            isFetchFailing
            ? failed(.key, .keysUnavailable, detail + ", but not all could be asked")
            : failed(pending?.check ?? .key, pending?.rejection ?? .keyUnknown, detail)
    }
}
