import Hummingbird
import Tollgate

/// `/healthz` and `/readyz`, for whoever starts and watches the gateway.
struct AdminRoutes {
    let gate: Gate

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/healthz") { _, _ in "ok\n" }
        router.get("/readyz") { [gate] _, _ -> Response in
            let waiting = gate.keys.statuses(at: .now()).filter { !$0.isUsable }
            guard !waiting.isEmpty else {
                return Response(status: .ok, body: ResponseBody(byteBuffer: .init(string: "ready\n")))
            }
            let lines = waiting.map { "no keys of \($0.issuer): \($0.lastError ?? "not fetched yet")\n" }
            return Response(
                status: .serviceUnavailable, body: ResponseBody(byteBuffer: .init(string: lines.joined())))
        }
        return router
    }
}
