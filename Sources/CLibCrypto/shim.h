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

#endif
