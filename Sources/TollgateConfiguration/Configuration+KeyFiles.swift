internal import Foundation
internal import Tollgate
internal import TollgateCatalogue

extension Configuration {
    /// Reports key files that cannot be read or hold no usable key, so that a gateway does not start without them.
    static func checkKeyFiles(_ catalogue: Catalogue, _ problems: ProblemList, in file: FileIndex) {
        for issuer in catalogue.issuers {
            guard case .file(let path) = issuer.keys else { continue }
            let place = ["issuers", issuer.name, "keys"]
            guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
                problems.add(
                    CatalogueProblem(.error, at: place, "the file \(path) cannot be read; a JWKS document is expected"),
                    in: file)
                continue
            }
            do {
                _ = try KeySet(json: [UInt8](data))
            } catch {
                problems.add(CatalogueProblem(.error, at: place, "\(path): \(error)"), in: file)
            }
        }
    }
}
