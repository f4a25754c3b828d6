internal import CLibCrypto

/// The facts of an X.509 certificate (RFC 5280) that matter to whoever shows it or is shown it.
package struct Certificate: Hashable, Sendable {
    /// The subject as text (RFC 4514), such as `CN=shop,O=Example`; empty where there is none.
    package let subject: String
    /// The names of servers among its subject alternative names, as they stand there: `*.example.com` is one.
    package let names: [String]
    /// The IP addresses among its subject alternative names: 4 or 16 bytes each.
    package let addresses: [[UInt8]]
    /// Its first second, in seconds since 1970.
    package let notBefore: Int64
    /// Its last second, in seconds since 1970.
    package let notAfter: Int64
    /// The SHA-256 digest of its bytes (RFC 8705 §3.1), 32 bytes.
    package let digest: [UInt8]
    /// The weakness of its key or its signature, in words; `nil` where there is none.
    package let weakness: String?
    /// Its bytes (DER).
    private let bytes: [UInt8]

    /// Reads a certificate.
    ///
    /// - Parameter bytes: Its bytes (DER), and nothing behind them.
    /// - Throws: ``PEMCheck/Problem/noCertificate``.
    package init(_ bytes: [UInt8]) throws(PEMCheck.Problem) {
        let parts = unsafe Self.withCertificate(bytes) { Parts($0) } ?? nil
        guard let parts else { throw .noCertificate }
        subject = parts.subject
        names = parts.names
        addresses = parts.addresses
        notBefore = parts.notBefore
        notAfter = parts.notAfter
        weakness = parts.weakness
        digest = SHA256.digest(of: bytes.span)
        self.bytes = bytes
    }

    /// Whether another certificate has issued this one, by names, key identifiers and signature.
    package func isIssued(by other: Certificate) -> Bool {
        let issued = unsafe Self.withCertificate(bytes) { certificate in
            unsafe Self.withCertificate(other.bytes) { issuer in
                guard unsafe X509_check_issued(issuer, certificate) == X509_V_OK,
                    let key = unsafe X509_get0_pubkey(issuer)
                else { return false }
                return unsafe X509_verify(certificate, key) == 1
            }
        }
        return (issued ?? nil) ?? false
    }

    /// The certificate in PEM (RFC 7468 §5).
    var pem: [UInt8] {
        let encoded = unsafe Self.withCertificate(bytes) { certificate -> [UInt8] in
            guard let memory = unsafe BIO_new(BIO_s_mem()) else { return [] }
            defer { unsafe BIO_free(memory) }
            guard unsafe PEM_write_bio_X509(memory, certificate) == 1 else { return [] }
            return unsafe Self.contents(of: memory)
        }
        return encoded ?? []
    }

    private static func contents(of memory: OpaquePointer) -> [UInt8] {
        var all: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe part.withUnsafeMutableBytes {
                unsafe BIO_read(memory, $0.baseAddress, CInt(clamping: $0.count))
            }
            guard count > 0 else { return all }
            all += part.prefix(Int(count))
        }
    }

    /// Lends a certificate to `body`; `nil` where the bytes are none.
    private static func withCertificate<Result>(_ bytes: [UInt8], _ body: (OpaquePointer) -> Result) -> Result? {
        ERR_clear_error()
        defer { ERR_clear_error() }
        return unsafe bytes.withUnsafeBufferPointer { buffer -> Result? in
            guard let start = buffer.baseAddress else { return nil }
            var place: UnsafePointer<UInt8>? = unsafe start
            guard let certificate = unsafe d2i_X509(nil, &place, buffer.count) else { return nil }
            defer { unsafe X509_free(certificate) }
            guard unsafe place == start + buffer.count else { return nil }
            return unsafe body(certificate)
        }
    }

    /// The facts, read one by one.
    private struct Parts {
        var subject = ""
        var names: [String] = []
        var addresses: [[UInt8]] = []
        var notBefore: Int64 = 0
        var notAfter: Int64 = 0
        var weakness: String?

        @safe
        init?(_ certificate: OpaquePointer) {
            guard let begin = unsafe Self.seconds(X509_get0_notBefore(certificate)),
                let end = unsafe Self.seconds(X509_get0_notAfter(certificate)),
                let subject = unsafe Self.text(of: X509_get_subject_name(certificate))
            else { return nil }
            (notBefore, notAfter) = (begin, end)
            self.subject = subject
            unsafe readNames(certificate)
            weakness = unsafe Self.weakness(of: certificate)
        }

        private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
            guard let time = unsafe time, let epoch = unsafe ASN1_TIME_set(nil, 0) else { return nil }
            defer { unsafe ASN1_STRING_free(epoch) }
            var (days, seconds): (CInt, CInt) = (0, 0)
            guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else { return nil }
            return Int64(days) * 86_400 + Int64(seconds)
        }

        private static func text(of name: OpaquePointer?) -> String? {
            guard let name = unsafe name, let memory = unsafe BIO_new(BIO_s_mem()) else { return nil }
            defer { unsafe BIO_free(memory) }
            guard unsafe X509_NAME_print_ex(memory, name, 0, tollgate_XN_FLAG_RFC4514) >= 0 else { return nil }
            return String(decoding: unsafe Certificate.contents(of: memory), as: UTF8.self)
        }

        private mutating func readNames(_ certificate: OpaquePointer) {
            guard let list = unsafe tollgate_X509_names(certificate) else { return }
            defer { unsafe GENERAL_NAMES_free(list) }
            for place in 0..<(unsafe tollgate_names_count(list)) {
                if let name = unsafe tollgate_name(list, place, GEN_DNS) {
                    names.append(String(decoding: unsafe Self.bytes(of: name), as: UTF8.self))
                } else if let address = unsafe tollgate_name(list, place, GEN_IPADD) {
                    addresses.append(unsafe Self.bytes(of: address))
                }
            }
        }

        private static func bytes(of string: UnsafePointer<ASN1_STRING>) -> [UInt8] {
            guard let start = unsafe ASN1_STRING_get0_data(string) else { return [] }
            return unsafe Array(UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(string))))
        }

        private static func weakness(of certificate: OpaquePointer) -> String? {
            if let key = unsafe X509_get0_pubkey(certificate) {
                let bits = unsafe EVP_PKEY_get_bits(key)
                let isRSA = unsafe EVP_PKEY_get_base_id(key) == NID_rsaEncryption
                if isRSA, bits < 2_048 { return "its RSA key has \(bits) bits; 2048 are the least" }
                if !isRSA, bits < 224 { return "its key has \(bits) bits; 224 are the least" }
            } else {
                return "its key is of a kind that is not known"
            }
            let signature = unsafe X509_get_signature_nid(certificate)
            let isOld = [NID_md5WithRSAEncryption, NID_sha1WithRSAEncryption, NID_ecdsa_with_SHA1].contains(signature)
            return isOld ? "its signature is made with MD5 or SHA-1, which clients refuse" : nil
        }
    }
}
