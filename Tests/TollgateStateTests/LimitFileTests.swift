import Foundation
import Testing
import Tollgate
import TollgateCatalogue
import TollgateState

@Suite("Quotas in use stand in a file that is whole or not there")
struct LimitFileTests {
    private func snapshot(_ count: Int = 3) -> LimitSnapshot {
        (0..<count).reduce(into: LimitSnapshot()) { snapshot, number in
            snapshot.append(
                QuotaUse(
                    issuer: "https://idp.example", client: "client-\(number)", policy: "free", maximum: 1_000,
                    window: .seconds(86_400), used: Int64(number), endsAt: 1_700_000_000))
        }
    }

    /// Runs `body` with a path in a folder of its own.
    private func withPath(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "limits-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "limits").path)
    }

    private func failure(_ body: () async throws -> LimitSnapshot) async throws -> LimitFileError.Reason {
        try await #require(throws: LimitFileError.self) { _ = try await body() }.reason
    }

    @Test("What is saved is loaded; the file is its owner's alone, and nothing else is left in the folder")
    func keeps() async throws {
        try await withPath { path in
            let file = LimitFile(path: path)
            #expect(try await file.load().count == 0)
            for count in [3, 1, 20_000, 0, 2] {
                try await file.save(snapshot(count))
                #expect(try await file.load() == snapshot(count))
            }
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["limits"])
        }
    }

    @Test("A file that was cut off, changed, is of another version or of somebody else is told apart")
    func refusesOthers() async throws {
        try await withPath { path in
            let file = LimitFile(path: path)
            let bytes = snapshot().fileBytes
            func reason(_ content: [UInt8]) async throws -> LimitFileError.Reason {
                try Data(content).write(to: URL(fileURLWithPath: path))
                return try await failure { try await file.load() }
            }
            #expect(try await reason(Array(bytes.dropLast())) == .content(.damaged))
            var other = bytes
            other[40] ^= 1
            #expect(try await reason(other) == .content(.damaged))
            other = bytes
            other[8] = 9
            #expect(try await reason(other) == .content(.unknownVersion(9)))
            #expect(try await reason([]) == .content(.notASnapshot))
            #expect(try await reason(Array("{}".utf8)) == .content(.notASnapshot))
            // Whatever was there, the next one replaces it.
            try await file.save(snapshot())
            #expect(try await file.load() == snapshot())
        }
    }

    @Test("A file that is too long is not read, however little of it is there")
    func refusesLongFiles() async throws {
        try await withPath { path in
            try Data().write(to: URL(fileURLWithPath: path))
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
            try handle.truncate(atOffset: 256 * 1024 * 1024 + 1)
            try handle.close()
            #expect(try await failure { try await LimitFile(path: path).load() } == .tooLong)
        }
    }

    @Test("A folder, a pipe or a path that leads nowhere is an error that says where and why, and waits for nothing")
    func refusesOtherThings() async throws {
        try await withPath { path in
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            #expect(try await failure { try await LimitFile(path: path).load() } == .notAFile)
            let made = unsafe mkfifo(path + "/pipe", 0o600)
            #expect(made == 0)
            #expect(try await failure { try await LimitFile(path: path + "/pipe").load() } == .notAFile)
            let lost = LimitFile(path: path + "/missing/limits")
            #expect(try await lost.load().count == 0)
            let error = try await #require(throws: LimitFileError.self) { try await lost.save(snapshot()) }
            #expect(error.path == path + "/missing/limits.new")
            #expect(error.reason == .failed(call: "open", errorNumber: ENOENT))
        }
    }

    @Test("What a killed process has left beside the file is not in the way, and a link there is not followed")
    func replacesLeftovers() async throws {
        try await withPath { path in
            try Data("half".utf8).write(to: URL(fileURLWithPath: path + ".new"))
            try await LimitFile(path: path).save(snapshot())
            #expect(try await LimitFile(path: path).load() == snapshot())
            let victim = path + ".victim"
            try Data("untouched".utf8).write(to: URL(fileURLWithPath: victim))
            try FileManager.default.createSymbolicLink(atPath: path + ".new", withDestinationPath: victim)
            try await LimitFile(path: path).save(snapshot(1))
            #expect(try await LimitFile(path: path).load() == snapshot(1))
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "untouched")
        }
    }
}
