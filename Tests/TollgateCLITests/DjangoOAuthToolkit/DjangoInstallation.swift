import Foundation

/// A Python with django-oauth-toolkit and gunicorn on this machine; the project beside runs with any.
struct DjangoInstallation: Sendable {
    /// What the Debian packages `python3-django-oauth-toolkit` and `python3-gunicorn` bring, too old for registrations.
    static let debian = DjangoInstallation(
        python: "/usr/bin/python3", missing: missingPackage("/usr/lib/python3/dist-packages"))

    /// What `Fixtures/django-oauth-toolkit/install` makes, at which clients can be registered.
    static let registering: DjangoInstallation = {
        let folder = URL(filePath: project).appending(path: "../../.build/python").standardizedFileURL.path
        let environment = ProcessInfo.processInfo.environment["TOLLGATE_PYTHON_VENV"] ?? folder
        let files = FileManager.default
        let isCurrent = files.contentsEqual(
            atPath: environment + "/installed.txt", andPath: project + "/requirements.txt")
        return DjangoInstallation(
            python: environment + "/bin/python",
            missing: isCurrent
                ? nil : "\(environment) is not what Fixtures/django-oauth-toolkit/install makes: run that")
    }()

    /// The folder with the settings.
    static var project: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Fixtures/django-oauth-toolkit"
        ).standardizedFileURL.path
    }

    let python: String
    /// What is missing, in a sentence for the one who wonders why a test is skipped; `nil` if all is there.
    let missing: String?

    var isComplete: Bool { missing == nil }
    /// Why a test that needs it is skipped.
    var reasonForSkipping: String { missing ?? "django-oauth-toolkit is installed" }

    private static func missingPackage(_ packages: String) -> String? {
        let files = FileManager.default
        if !files.isReadableFile(atPath: packages + "/oauth2_provider/settings.py") {
            return "the Debian package python3-django-oauth-toolkit is not installed"
        }
        if !files.isReadableFile(atPath: packages + "/gunicorn/app/wsgiapp.py") {
            return "the Debian package python3-gunicorn is not installed"
        }
        return nil
    }
}
