import ArgumentParser
import Foundation
import TollgateConfiguration
import TollgateRegistrar

/// The options for the receiver of notices of `tollgate registrar serve`.
struct WebhookOptions: ParsableArguments {
    private static let variable = "TOLLGATE_WEBHOOK_SECRET"

    @Option(name: .long, help: ArgumentHelp("Send notices of what happens to this URL.", valueName: "url"))
    var webhook: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The key that notices are signed with. Default: $TOLLGATE_WEBHOOK_SECRET.", valueName: "file"))
    var webhookSecretFile: String?

    /// The notifier; `nil` if none is wanted.
    ///
    /// - Throws: `CommandFailure` if the URL or the secret is missing or of no use.
    func notifier(over transport: any HTTPTransport) throws -> WebhookNotifier? {
        guard let webhook else {
            guard webhookSecretFile == nil else {
                throw CommandFailure.usage("--webhook-secret-file: there is no --webhook URL to send anything to")
            }
            return nil
        }
        let place = webhookSecretFile.map(SecretReference.file) ?? .environment(Self.variable)
        if let exposure = place.exposure { StandardError.write("warning: --webhook-secret-file: \(exposure)") }
        do {
            return try WebhookNotifier(url: webhook, secret: Secret(try place.secret()), transport: transport)
        } catch let error as NotifierError {
            throw CommandFailure.usage("--webhook: \(error)")
        } catch {
            throw CommandFailure.usage("--webhook: the notices are signed with a secret, and \(error)")
        }
    }
}
