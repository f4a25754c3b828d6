internal import HTTPTypes
internal import Hummingbird

extension RegistrarAPIContext {
    /// A part of the path, percent-decoded.
    ///
    /// - Throws: ``Problem`` 404 `route_unknown` where it is not there, or not percent-encoded UTF-8.
    func identifier(_ name: String) throws(Problem) -> String {
        guard let text = parameters.get(name), let decoded = PercentEncoding.decode(text) else {
            throw Problem(.notFound, code: "route_unknown", detail: "there is nothing at this path")
        }
        return decoded
    }
}
