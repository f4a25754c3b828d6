// What the system can do and Swift cannot say: descriptors as ancillary data of unix sockets, who is at their other
// end, and how many processors are for this process.
#ifndef TOLLGATE_SYSTEM_H
#define TOLLGATE_SYSTEM_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The most descriptors in one message.
#define TOLLGATE_MAXIMUM_DESCRIPTORS 64

/// Sends one byte with descriptors on a connected unix socket (unix(7), SCM_RIGHTS).
///
/// Returns 0, or an error number: EINVAL for none or more than TOLLGATE_MAXIMUM_DESCRIPTORS.
int tollgate_send_descriptors(int socket, const int *descriptors, size_t count);

/// Receives one byte with descriptors; all of them are close-on-exec.
///
/// `descriptors` has room for TOLLGATE_MAXIMUM_DESCRIPTORS. Returns 0, or an error number: EPIPE where the other end
/// has closed, EPROTO where the byte came without descriptors or with more than fit; then none is left open.
int tollgate_receive_descriptors(int socket, int *descriptors, size_t *count);

/// Finds the user of the process at the other end of a connected unix socket.
///
/// Returns 0, or an error number.
int tollgate_peer_user(int socket, uint32_t *user);

/// Counts the processors that this process may run on; 0 where the system does not tell.
unsigned tollgate_usable_processors(void);

#endif
