import Workload

// Runs one path of the gate over and over, for a profiler: `Profile cold` or `Profile warm`.
switch CommandLine.arguments.dropFirst().first {
case "cold":
    let workload = try Workload(tokens: 512, cacheBytes: 0)
    for _ in 0..<4 {
        for item in workload.items { precondition(workload.gateAdmits(item)) }
    }
case "warm":
    let workload = try Workload(tokens: 1, cacheBytes: 32 * 1024 * 1024)
    for _ in 0..<20_000 { precondition(workload.gateAdmits(workload.items[0])) }
default:
    print("usage: Profile cold|warm")
}
