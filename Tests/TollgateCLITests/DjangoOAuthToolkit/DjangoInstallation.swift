import Foundation

/// What the Debian packages `python3-django-oauth-toolkit` and `python3-gunicorn` put on this machine, and the project beside.
enum DjangoInstallation {
    /// Debian's Python, which sees Debian's packages.
    static let python = "/usr/bin/python3"
    private static let packages = "/usr/lib/python3/dist-packages"

    /// The folder with the settings.
    static var project: String {
        URL(filePath: #filePath).deletingLastPathComponent().appending(
            path: "../../../Fixtures/django-oauth-toolkit"
        ).standardizedFileURL.path
    }

    /// What is missing, in a sentence for the one who wonders why a test is skipped; `nil` if all is there.
    static var missing: String? {
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
