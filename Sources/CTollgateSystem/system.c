#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "tollgate_system.h"

#include <errno.h>
#include <fcntl.h>
#ifdef __linux__
#include <sched.h>
#endif
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

// The header of ancillary data has an alignment of its own.
union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int) * TOLLGATE_MAXIMUM_DESCRIPTORS)];
};

int tollgate_send_descriptors(int socket, const int *descriptors, size_t count) {
    if (count == 0 || count > TOLLGATE_MAXIMUM_DESCRIPTORS) return EINVAL;
    char byte = 'd';
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    union control control;
    memset(&control, 0, sizeof control);
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), descriptors, sizeof(int) * count);
    ssize_t sent;
    do {
#ifdef MSG_NOSIGNAL
        sent = sendmsg(socket, &message, MSG_NOSIGNAL);
#else
        sent = sendmsg(socket, &message, 0);
#endif
    } while (sent < 0 && errno == EINTR);
    if (sent < 0) return errno;
    return sent == 1 ? 0 : EPIPE;
}

int tollgate_receive_descriptors(int socket, int *descriptors, size_t *count) {
    char byte = 0;
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    union control control;
    struct msghdr message;
    memset(&message, 0, sizeof message);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes;
    message.msg_controllen = sizeof control.bytes;
    *count = 0;
    ssize_t received;
    do {
#ifdef MSG_CMSG_CLOEXEC
        received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
#else
        received = recvmsg(socket, &message, 0);
#endif
    } while (received < 0 && errno == EINTR);
    if (received < 0) return errno;
    size_t found = 0;
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
        size_t here = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t index = 0; index < here && found < TOLLGATE_MAXIMUM_DESCRIPTORS; index++, found++) {
            memcpy(&descriptors[found], CMSG_DATA(header) + index * sizeof(int), sizeof(int));
#ifndef MSG_CMSG_CLOEXEC
            fcntl(descriptors[found], F_SETFD, FD_CLOEXEC);
#endif
        }
    }
    if (received == 1 && byte == 'd' && found > 0 && (message.msg_flags & MSG_CTRUNC) == 0) {
        *count = found;
        return 0;
    }
    for (size_t index = 0; index < found; index++) close(descriptors[index]);
    return received == 0 ? EPIPE : EPROTO;
}

int tollgate_peer_user(int socket, uint32_t *user) {
#ifdef __linux__
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return errno;
    *user = (uint32_t)credentials.uid;
#else
    uid_t owner;
    gid_t group;
    if (getpeereid(socket, &owner, &group) != 0) return errno;
    *user = (uint32_t)owner;
#endif
    return 0;
}

unsigned tollgate_usable_processors(void) {
#ifdef __linux__
    cpu_set_t processors;
    CPU_ZERO(&processors);
    if (sched_getaffinity(0, sizeof processors, &processors) == 0) return (unsigned)CPU_COUNT(&processors);
#endif
    return 0;
}
