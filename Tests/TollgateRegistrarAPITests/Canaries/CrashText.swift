import Foundation
import HTTPTypes

/// What a process writes that traps with secrets in its memory.
enum CrashText {
    /// How long it may take before it is taken to hang: 60 s.
    private static let deadline = Duration.seconds(60)

    /// The secret that lets it in at the provider.
    static let token = "cnry+crash/\(UUID().uuidString)=~"

    /// Lets another process register a client, and trap when the provider's answer has come.
    static func of(_ site: CanarySite) async throws -> String {
        let access = #""initial_access_token":"\#(token)""#
        let provider = #"{"name":"crash","provider_type":"oidc","issuer":"\#(site.origin)",\#(access)}"#
        try await site.send(.post, "dcr_providers", provider)
        try await site.send(
            .put, "portals/p/api_products/payments", #"{"auth":{"dcr":{"dcr_provider_id":"crash"}}}"#)
        let request = try await site.requested("crash")
        let output = site.folder.appending(path: "crash.txt")
        _ = FileManager.default.createFile(atPath: output.path, contents: nil)
        let handle = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appending(path: "RegistrarCrash")
        process.arguments = [site.database.path, site.origin, "create", request, "none", "answered", "trap"]
        process.environment = ["SWIFT_BACKTRACE": "enable=yes,color=no,interactive=no"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        process.terminationHandler = { _ in end.finish() }
        try process.run()
        let identifier = process.processIdentifier
        let watch = Task {
            try await Task.sleep(for: deadline)
            _ = kill(identifier, SIGKILL)
        }
        defer { watch.cancel() }
        for await _ in ends {}
        return String(decoding: try Data(contentsOf: output), as: UTF8.self)
    }
}
