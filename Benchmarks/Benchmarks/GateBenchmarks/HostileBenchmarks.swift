import Benchmark
import Tollgate
import Workload

/// What a stranger may send: it has to be refused before any crypto.
func hostileBenchmarks() {
    let header = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImtleS0xIn0"
    let inputs: [(name: String, token: String)] = [
        ("alg-none-1KiB", "eyJhbGciOiJub25lIn0." + String(repeating: "A", count: 960) + ".AAAA"),
        ("dots-1KiB", String(repeating: ".", count: 1_024)),
        ("unknown-typ-1KiB", "eyJhbGciOiJSUzI1NiIsInR5cCI6IngifQ." + String(repeating: "A", count: 960) + ".AAAA"),
        ("short-signature-1KiB", header + "." + String(repeating: "A", count: 960) + ".AAAA"),
        ("short-signature-8KiB", header + "." + String(repeating: "A", count: 8_128) + ".AAAA"),
        ("too-long-9KiB", String(repeating: "A", count: 9_216)),
    ]
    for (name, token) in inputs {
        Benchmark("Gate.authorize-hostile=\(name)") { benchmark, workload in
            let credential = BearerCredential(token: token[...])
            benchmark.startMeasurement()
            for _ in benchmark.scaledIterations {
                blackHole(workload.gate.decide(credential, workload.request, at: workload.instant))
            }
        } setup: {
            try Workload(tokens: 1, cacheBytes: 0)
        }
    }
}
