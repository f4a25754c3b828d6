import HTTPTypes
import Hummingbird
import NIOCore
import Tollgate
import TollgateCatalogue
import TollgateEncoding
import TollgateGateway
import TollgatePrometheus

/// The routes `/healthz`, `/readyz`, `/keys` and `/metrics`, for the tools that start and watch the gateway.
struct AdminRoutes {
    let gate: Gate
    let metrics: PrometheusRegistry
    var latencies = LatencyBook()
    var readiness = Readiness()
    var now: @Sendable () -> Instant = Instant.now

    func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/healthz") { _, _ in "ok\n" }
        router.get("/readyz") { [gate, readiness, now] _, _ -> Response in
            guard !readiness.isEnding else {
                return Response(
                    status: .serviceUnavailable, body: ResponseBody(byteBuffer: .init(string: "about to end\n")))
            }
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
        router.get("/metrics") { [metrics, latencies] _, _ in
            let durations = HistogramFamily(await latencies.series())
            return Response(
                status: .ok, headers: [.contentType: PrometheusRegistry.contentType, .cacheControl: "no-store"],
                body: ResponseBody(byteBuffer: .init(string: metrics.text(adding: [durations]))))
        }
        return router
    }
}
