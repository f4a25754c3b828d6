internal import NIOCore
internal import Tollgate
internal import TollgateCatalogue

// Answers that outlive their token.
extension Exchange {
    /// The reason for which an answer in progress has to end: the token has expired, or the client is denied.
    ///
    /// - Parameter isStream: Whether the answer, or the connection, may go on for ever.
    /// - Returns: The reason, if there is one and the API does not let it go on.
    func reasonToEnd(isStream: @autoclosure () -> Bool) -> Rejection? {
        guard let admission, let pass = admission.pass, admission.api.source.onExpiry != .proceed,
            hasAnswerBegun || request.isGRPC,
            let reason = loop.gate.reasonToEnd(pass, unixSeconds: loop.unixSeconds),
            admission.api.source.onExpiry == .end || request.isGRPC || isStream()
        else { return nil }
        return reason
    }

    /// Ends an answer in progress, in the way of its protocol.
    ///
    /// A client of gRPC gets a status; all others see that the answer is not whole.
    func end(because rejection: Rejection) {
        guard request.isGRPC else {
            release(.ended(.rejected(rejection)))
            client?.abort(isFault: false)
            return
        }
        let own = OwnAnswer(GateAnswer(rejection, realm: admission?.api.name ?? "")).forGRPC()
        guard hasAnswerBegun else {
            addFields(to: own.head, nil)
            release(.ended(.rejected(rejection)))
            return send(own, code: rejection.code)
        }
        var trailers = FieldBlock()
        for name in ["grpc-status", "grpc-message"] {
            if let value = own.head.fields.value(of: name) { trailers.add(name, own.head.fields.text(value)) }
        }
        release(.ended(.rejected(rejection)))
        client?.writeEnd(trailers: trailers)
    }
}
