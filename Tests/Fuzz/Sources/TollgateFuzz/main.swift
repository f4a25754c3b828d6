import CLibFuzzer

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

// The parser is chosen by a variable, not an argument: libFuzzer starts this program again with arguments of its own.
let name = unsafe getenv("TOLLGATE_FUZZ").map { unsafe String(cString: $0) } ?? ""
guard let target = FuzzTarget(rawValue: name) else {
    let known = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
    print("TOLLGATE_FUZZ must be one of \(known)")
    exit(2)
}

/// The callback has to be a C function, which captures nothing.
nonisolated(unsafe) private var chosen = target

var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
exit(
    unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        unsafe chosen.run([UInt8](UnsafeBufferPointer(start: data, count: size)))
        return 0
    })
