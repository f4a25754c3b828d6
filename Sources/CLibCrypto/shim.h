#ifndef TOLLGATE_CLIBCRYPTO_SHIM_H
#define TOLLGATE_CLIBCRYPTO_SHIM_H

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/opensslv.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "Tollgate needs OpenSSL 3.0 or newer"
#endif

// Names that libcrypto keeps a pointer to. Swift imports the macros as `String`, whose temporary C string
// dies with the call, so they are re-exported as constants that live as long as the process.
static const char *const _Nonnull tollgate_OSSL_PKEY_PARAM_RSA_N = OSSL_PKEY_PARAM_RSA_N;
static const char *const _Nonnull tollgate_OSSL_PKEY_PARAM_RSA_E = OSSL_PKEY_PARAM_RSA_E;

// Macros made of other macros, which Swift does not import.
static const int tollgate_EVP_PKEY_PUBLIC_KEY = EVP_PKEY_PUBLIC_KEY;
static const int tollgate_EVP_CTRL_AEAD_GET_TAG = EVP_CTRL_AEAD_GET_TAG;
static const int tollgate_EVP_CTRL_AEAD_SET_TAG = EVP_CTRL_AEAD_SET_TAG;

// Stacks are typed by macros, which Swift does not import.
static inline GENERAL_NAMES *_Nullable tollgate_X509_names(const X509 *_Nonnull certificate) {
    return (GENERAL_NAMES *)X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}
static inline int tollgate_names_count(const GENERAL_NAMES *_Nonnull names) { return sk_GENERAL_NAME_num(names); }
// The bytes of a name of a type, GEN_DNS or GEN_IPADD, or NULL where it is of another.
static inline const ASN1_STRING *_Nullable tollgate_name(const GENERAL_NAMES *_Nonnull names, int place, int type) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, place);
    if (name == NULL || name->type != type) return NULL;
    return type == GEN_DNS ? (const ASN1_STRING *)name->d.dNSName : (const ASN1_STRING *)name->d.iPAddress;
}
// RFC 4514, with the bytes of UTF-8 as they are.
static const unsigned long tollgate_XN_FLAG_RFC4514 = XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB;

#endif
