internal import Foundation
internal import Tollgate
internal import TollgateCatalogue

extension Configuration {
    /// Reports keys in files and in the configuration itself that cannot be used, so that a gateway does not start
    /// without them, and what is doubtful about those that can.
    static func checkKeys(_ catalogue: Catalogue, _ problems: ProblemList, in file: FileIndex) {
        var sets: [String: KeySet] = [:]
        for issuer in catalogue.issuers {
            let place = ["issuers", issuer.name, "keys"]
            let json: [UInt8]
            var prefix = ""
            switch issuer.keys {
            case .discovery, .urls: continue
            case .inline(let text): json = Array(text.utf8)
            case .file(let path):
                guard let bytes = SmallFile.bytes(at: path) else {
                    let message = "the file \(path) cannot be read; a JWKS document of at most 256 KiB is expected"
                    problems.add(CatalogueProblem(.error, at: place, message), in: file)
                    continue
                }
                json = bytes
                prefix = "\(path): "
            }
            do {
                sets[issuer.name] = try KeySet(json: json)
            } catch {
                problems.add(CatalogueProblem(.error, at: place, "\(prefix)\(error)"), in: file)
            }
        }
        for problem in catalogue.keyWarnings(sets) { problems.add(problem, in: file) }
    }
}
