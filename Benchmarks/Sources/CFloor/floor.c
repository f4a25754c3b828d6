#include "floor.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

struct floor_context {
    EVP_MD *digest;
    EVP_MD_CTX *digest_context;
    EVP_PKEY *key;
    EVP_PKEY_CTX *verification;
};

static EVP_PKEY *make_key(const uint8_t *n, size_t n_length, const uint8_t *e, size_t e_length) {
    EVP_PKEY *key = NULL;
    BIGNUM *modulus = BN_bin2bn(n, (int)n_length, NULL);
    BIGNUM *exponent = BN_bin2bn(e, (int)e_length, NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    OSSL_PARAM *parameters = NULL;
    if (modulus && exponent && builder && context
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus)
        && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent)
        && (parameters = OSSL_PARAM_BLD_to_param(builder)) && EVP_PKEY_fromdata_init(context) == 1) {
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parameters);
    }
    OSSL_PARAM_free(parameters);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_BLD_free(builder);
    BN_free(exponent);
    BN_free(modulus);
    return key;
}

floor_context *floor_create(const uint8_t *n, size_t n_length, const uint8_t *e, size_t e_length) {
    floor_context *context = calloc(1, sizeof(floor_context));
    if (!context) return NULL;
    context->digest = EVP_MD_fetch(NULL, "SHA256", NULL);
    context->digest_context = EVP_MD_CTX_new();
    context->key = make_key(n, n_length, e, e_length);
    context->verification = context->key ? EVP_PKEY_CTX_new_from_pkey(NULL, context->key, NULL) : NULL;
    if (!context->digest || !context->digest_context || !context->verification
        || EVP_PKEY_verify_init(context->verification) != 1
        || EVP_PKEY_CTX_set_rsa_padding(context->verification, RSA_PKCS1_PADDING) != 1
        || EVP_PKEY_CTX_set_signature_md(context->verification, context->digest) != 1) {
        floor_destroy(context);
        return NULL;
    }
    return context;
}

int floor_digest(floor_context *context, const uint8_t *message, size_t message_length, uint8_t *hash) {
    return EVP_DigestInit_ex2(context->digest_context, context->digest, NULL) == 1
        && EVP_DigestUpdate(context->digest_context, message, message_length) == 1
        && EVP_DigestFinal_ex(context->digest_context, hash, NULL) == 1;
}

int floor_verify_digest(
    floor_context *context, const uint8_t *signature, size_t signature_length, const uint8_t *hash) {
    return EVP_PKEY_verify(context->verification, signature, signature_length, hash, FLOOR_DIGEST_LENGTH) == 1;
}

int floor_verify(
    floor_context *context, const uint8_t *signature, size_t signature_length, const uint8_t *message,
    size_t message_length) {
    uint8_t hash[FLOOR_DIGEST_LENGTH];
    return floor_digest(context, message, message_length, hash)
        && floor_verify_digest(context, signature, signature_length, hash);
}

size_t floor_public_pem(floor_context *context, uint8_t *pem, size_t capacity) {
    size_t length = 0;
    BIO *memory = BIO_new(BIO_s_mem());
    char *bytes = NULL;
    if (memory && PEM_write_bio_PUBKEY(memory, context->key) == 1) {
        long written = BIO_get_mem_data(memory, &bytes);
        if (written > 0 && (size_t)written <= capacity) {
            memcpy(pem, bytes, (size_t)written);
            length = (size_t)written;
        }
    }
    BIO_free(memory);
    return length;
}

void floor_destroy(floor_context *context) {
    if (!context) return;
    EVP_PKEY_CTX_free(context->verification);
    EVP_PKEY_free(context->key);
    EVP_MD_CTX_free(context->digest_context);
    EVP_MD_free(context->digest);
    free(context);
}
