/// Sees a decision being made.
///
/// The request path uses one that does nothing and costs nothing; `explain` keeps a record.
///
/// Details are closures, so that a text that is not read is not built.
protocol DecisionTrace {
    /// A check was passed.
    mutating func passed(_ check: Check, _ detail: @autoclosure () -> String)
    /// A check failed; returns the rejection, to be thrown.
    mutating func failed(_ check: Check, _ rejection: Rejection, _ detail: @autoclosure () -> String) -> Rejection
    /// A scope names these policies.
    mutating func scope(_ scope: @autoclosure () -> String, brings policies: @autoclosure () -> [String])
    /// A scope is in the token, but the client was not granted it.
    mutating func withheld(_ scope: String)
    /// No scope named a policy, so the default one counts.
    mutating func defaultPolicy(_ name: String)
    /// No policy set a limit, so the API's policy for that counts.
    mutating func withoutPlan(_ name: String)
    /// The policies were merged into this.
    mutating func resolved(_ grant: Grant)
    /// The client stands like this with its limits.
    mutating func limited(_ report: LimitReport)
    /// A check is going to fail like this, unless the keys that the request waits for tell otherwise.
    mutating func waits(_ check: Check, _ rejection: Rejection, _ detail: @autoclosure () -> String)
    /// A check failed that could not say so itself; returns the rejection.
    mutating func failedUnlessTold(_ check: Check, _ rejection: Rejection) -> Rejection
}

/// The trace of the request path: it does nothing.
struct NoTrace: DecisionTrace {
    /// Gives the trace an address of its own: ThreadSanitizer takes all empty values for one and the same variable.
    private var address: UInt8 = 0

    @inline(__always)
    mutating func passed(_ check: Check, _ detail: @autoclosure () -> String) {}

    @inline(__always)
    mutating func failed(_ check: Check, _ rejection: Rejection, _ detail: @autoclosure () -> String) -> Rejection {
        rejection
    }

    @inline(__always)
    mutating func scope(_ scope: @autoclosure () -> String, brings policies: @autoclosure () -> [String]) {}

    @inline(__always)
    mutating func withheld(_ scope: String) {}

    @inline(__always)
    mutating func defaultPolicy(_ name: String) {}

    @inline(__always)
    mutating func withoutPlan(_ name: String) {}

    @inline(__always)
    mutating func resolved(_ grant: Grant) {}

    @inline(__always)
    mutating func limited(_ report: LimitReport) {}

    @inline(__always)
    mutating func waits(_ check: Check, _ rejection: Rejection, _ detail: @autoclosure () -> String) {}

    @inline(__always)
    mutating func failedUnlessTold(_ check: Check, _ rejection: Rejection) -> Rejection { rejection }
}
