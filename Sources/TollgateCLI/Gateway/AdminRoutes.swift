import HTTPTypes
import Hummingbird
import NIOCore
import Tollgate
import TollgatePrometheus

/// `/healthz`, `/readyz`, `/keys` and `/metrics`, for whoever starts and watches the gateway.
struct AdminRoutes {
    let gate: Gate
    let metrics: PrometheusRegistry
    var now: @Sendable () -> Instant = Instant.now

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/healthz") { _, _ in "ok\n" }
        router.get("/readyz") { [gate, now] _, _ -> Response in
            let waiting = gate.keys.statuses(at: now()).filter { !$0.isUsable }
            guard !waiting.isEmpty else {
                return Response(status: .ok, body: ResponseBody(byteBuffer: .init(string: "ready\n")))
            }
            let lines = waiting.map { status in
                "no keys of \(status.issuer): \(status.lastError.map(VisibleText.of) ?? "not fetched yet")\n"
            }
            return Response(
                status: .serviceUnavailable, body: ResponseBody(byteBuffer: .init(string: lines.joined())))
        }
        router.get("/keys") { [gate, now] _, _ -> Response in
            let report = KeyReport(gate.keys, gate.catalogue.source, at: now())
            return Response(
                status: .ok, headers: [.contentType: "application/json", .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: .init(string: try report.json() + "\n")))
        }
        router.get("/metrics") { [metrics] _, _ in
            Response(
                status: .ok, headers: [.contentType: PrometheusRegistry.contentType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: .init(string: metrics.text())))
        }
        return router
    }
}
