import ArgumentParser
import TollgateConfiguration
import UnixSignals

/// The command `tollgate demo`.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run the whole story on this machine: register a client, get a token, call an API, be refused.",
        discussion: """
            An OpenID provider, an API and a gateway are started on free ports of the loopback interface, with \
            Fixtures/quickstart/tollgate.yaml as configuration. Nothing is left behind afterwards.

            Exit status: 0 if every step answered as it should; otherwise the step is named.
            """)

    @Flag(name: .long, help: "Leave everything running at the end, and print lines to try with curl.")
    var keepRunning = false

    func run() async throws {
        let configuration: Configuration
        do {
            configuration = try Configuration(path: QuickstartFile.find())
        } catch let error as ConfigurationError {
            throw CommandFailure.configuration(error)
        }
        let demo = Demo(
            configuration: configuration, narrator: Narrator { StandardOutput.write($0) }, keepsRunning: keepRunning)
        do {
            let isInterrupted = try await Self.untilSignal { try await demo.run() }
            // The habit of shells, 128 and the number of SIGINT; what was to run until Ctrl-C ends well with it.
            if isInterrupted, !keepRunning { throw ExitCode(130) }
        } catch let failure as StoryFailure {
            throw CommandFailure.failed(failure.description)
        }
    }

    /// Runs `body` and cancels it when SIGINT or SIGTERM comes, so that it can clean up.
    ///
    /// - Returns: Whether a signal came.
    private static func untilSignal(_ body: @escaping @Sendable () async throws -> Void) async throws -> Bool {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await body()
                return false
            }
            group.addTask {
                for await _ in signals { return true }
                return false
            }
            let first = try await group.next() ?? false
            group.cancelAll()
            while true {
                // What is cancelled may well end with an error: that is how it ends.
                do {
                    guard try await group.next() != nil else { return first }
                } catch {}
            }
        }
    }
}
