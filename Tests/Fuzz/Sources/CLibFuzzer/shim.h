#include <stddef.h>
#include <stdint.h>

// compiler-rt/lib/fuzzer/FuzzerInterface.h, which no toolchain installs.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));
