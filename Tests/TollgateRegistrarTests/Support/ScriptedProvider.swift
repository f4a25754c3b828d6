/// A provider of the tests: how one product of the field answers, departures from the RFCs included.
protocol ScriptedProvider: Sendable {
    /// Answers one request; `origin` is where the provider is reached.
    func answer(_ request: ScriptedRequest, origin: String) -> ScriptedAnswer
}
