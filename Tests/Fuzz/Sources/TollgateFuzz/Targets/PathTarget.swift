@testable import Tollgate
@testable import TollgateCatalogue

/// The path of a request: the first line of the input is a request target, a second one a pattern.
enum PathTarget {
    private static let catalogue = FuzzGate.shared.gate.catalogue

    static func run(_ input: [UInt8]) {
        let lines = input.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        let pattern = lines.count > 1 ? PathPattern(lines[1]) : nil
        if let pattern { check(pattern) }
        guard let target = lines.first else { return }
        let model = PathModel(target)
        let path: RequestPath
        do throws(PathFault) {
            path = try catalogue.path(target: target)
        } catch {
            must(model == nil, "a path without a fault is accepted: \(error)")
            must(error.offset <= target.utf8.count, "a fault lies in the path")
            return
        }
        guard let model else { return must(false, "a path with a fault is refused") }
        must((try? RequestPath(target: target)) != nil, equal: !path.hasEncodedSlash, "only catalogues allow %2F")
        must(path.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x5C }, "a path is printable ASCII")
        must(
            path.segments.map { PathModel.decoded($0.utf8) ?? [] }, equal: model.segments,
            "segments are what the path says")
        if let pattern { _ = pattern.matches(path.segments[...]) }
        let api = catalogue.api(for: path)
        must(api?.name, equal: model.api, "an API is found at and below its listen path, and only there")
        if let api { checkUpstream(of: api, path, target, model) }
    }

    /// What the upstream is sent decodes to what was decided about, segment by segment.
    private static func checkUpstream(of api: CompiledAPI, _ path: RequestPath, _ target: String, _ model: PathModel) {
        var written: [UInt8] = []
        UpstreamTarget.write(api.upstreamPath(of: path), query: target, to: &written)
        let url = String(decoding: written, as: UTF8.self)
        must(url.hasPrefix("/"), "a path begins with a slash")
        let rest = url.utf8.dropFirst()
        let sent = rest.prefix { $0 != UInt8(ascii: "?") }
        must(sent.allSatisfy(PathModel.isURLByte), "what is sent can stand in a URL")
        let segments = sent.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let decided = model.segments.dropFirst(api.name == "files" ? 2 : 1)
        must(
            segments.map { PathModel.decoded($0) ?? [] }, equal: decided.isEmpty ? [[]] : Array(decided),
            "the upstream is sent what was decided about")
        must(!segments.dropLast().contains(where: \.isEmpty), "no segment but the last one is empty")
        for segment in segments {
            must(PathModel.isNormal(segment), "letters, digits and -._~ are not sent encoded")
        }
        let query = target.utf8.drop { $0 != UInt8(ascii: "?") }
        must(rest.dropFirst(sent.count).isEmpty, equal: query.isEmpty, "a query is sent where there is one")
    }

    private static func check(_ pattern: PathPattern) {
        must(PathPattern(pattern.text), equal: pattern, "a pattern is read the same each time")
        for case .literal(let text) in pattern.segments {
            // Only encoded slashes are left of what was encoded.
            let meaning = PathModel.decoded(text.utf8) ?? Array("%".utf8)
            must(!meaning.contains { "%\\;".utf8.contains($0) }, "a literal is decoded")
            must(!text.utf8.contains(UInt8(ascii: "/")), "a literal is one segment")
        }
        // Written as a request, a pattern without open segments matches itself.
        guard !pattern.matchesEverythingBelow, !pattern.text.contains("{"),
            let path = try? catalogue.path(target: "/payment-api/files" + pattern.text)
        else { return }
        must(pattern.matches(path.segments.dropFirst(2)), "a pattern matches the path that it is written as")
    }
}
