// An open-loop load generator for HTTP/1.1 on one machine, with `--tls 1` over TLS, where it believes any certificate.
//
//     paced PORT REQUESTS [--rate 1000] [--connections 32] [--seconds 5] [--count 0] [--renew 0] [--tls 0]
//         [--source 127.0.0.1]
//
// Requests begin at random moments (Poisson) at the given rate, whether or not earlier ones were answered, and a
// latency counts from the moment at which its request was due: an answer that keeps others waiting shows in theirs.
// Nothing is tried again. A connection that the server closes between two requests is replaced; one that it closes
// after a request was sent, and before the answer was whole, has lost it.
//
// REQUESTS is a file with a line for each request: label, expected status, path, token, separated by tabs; they are
// sent in turn. SIGHUP reads it again, SIGTERM ends before the time. The result is a JSON object on the standard
// output: for each label how often each outcome came (a status, `lost`, `timeout`, `malformed`, `unreachable`), and
// for answers with the expected status their latencies in microseconds.
#define _GNU_SOURCE
#include "paced.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLOSED, IDLE, BUSY };
enum { BACKLOG = 1 << 20, ANSWER_SECONDS = 30 };

struct connection {
    int socket, state;
    unsigned served;
    size_t sent;
    const struct request *request;
    double due, began;
    struct answer answer;
    SSL *tls;                            // none without TLS
};

static struct sockaddr_in gateway, source;
static double rate = 1000, seconds = 5;
static long count, renew, connections = 32;
static SSL_CTX *security;
static struct connection *all;
static int *idle;                        // a ring of connections without a request, the longest idle one first
static long idle_first, idle_count;
static double backlog[BACKLOG];          // when requests were due for which no connection was idle
static long backlog_first, backlog_count, unsent, finished, begun;
static int poller;
static volatile sig_atomic_t ending, reading;

static void on_signal(int number) {
    if (number == SIGHUP) reading = 1; else ending = 1;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double until_next(void) {
    static unsigned long long state = 0x9E3779B97F4A7C15ull;
    state ^= state << 13; state ^= state >> 7; state ^= state << 17;
    return -log(((double)(state >> 11) + 1) / 9007199254740993.0) / rate;
}

static void hang_up(struct connection *c) {
    SSL_free(c->tls);
    c->tls = NULL;
    if (c->socket >= 0) close(c->socket);
    c->socket = -1;
    c->state = CLOSED;
}

static void rest(struct connection *c) { // it can take the next request
    idle[(idle_first + idle_count++) % connections] = (int)(c - all);
    c->request = NULL;
}

static void finish(struct connection *c, const char *outcome, int reusable) {
    const double took = now() - c->due;
    record(c->request, outcome, took, c->answer.body, c->answer.body_length);
    finished++;
    if (!reusable || (renew && ++c->served >= (unsigned long)renew)) hang_up(c);
    else c->state = IDLE;
    rest(c);
}

static int dial(struct connection *c) {
    c->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->socket < 0) return 0;
    const int yes = 1;
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(c->socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    c->served = 0;
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = c};
    if (source.sin_addr.s_addr && bind(c->socket, (struct sockaddr *)&source, sizeof source)) return 0;
    if (connect(c->socket, (struct sockaddr *)&gateway, sizeof gateway) && errno != EINPROGRESS) return 0;
    if (security) {
        c->tls = SSL_new(security);
        if (!c->tls || !SSL_set_fd(c->tls, c->socket)) return 0;
        SSL_set_connect_state(c->tls);
    }
    return epoll_ctl(poller, EPOLL_CTL_ADD, c->socket, &event) == 0;
}

// As `send` and `recv`: -1 and EAGAIN where nothing goes yet.
static ssize_t of_tls(struct connection *c, int result) {
    if (result > 0) return result;
    switch (SSL_get_error(c->tls, result)) {
    case SSL_ERROR_WANT_READ: case SSL_ERROR_WANT_WRITE: errno = EAGAIN; return -1;
    case SSL_ERROR_ZERO_RETURN: return 0;
    case SSL_ERROR_SYSCALL: if (errno && errno != EAGAIN) return -1; // fallthrough
    default: errno = ECONNRESET; return -1;
    }
}

static ssize_t put(struct connection *c, const char *bytes, size_t length) {
    errno = 0;
    return c->tls ? of_tls(c, SSL_write(c->tls, bytes, (int)length)) : send(c->socket, bytes, length, MSG_NOSIGNAL);
}

static ssize_t take(struct connection *c, char *bytes, size_t length) {
    errno = 0;
    return c->tls ? of_tls(c, SSL_read(c->tls, bytes, (int)length)) : recv(c->socket, bytes, length, 0);
}

static void await(struct connection *c, unsigned events) {
    struct epoll_event event = {.events = events | EPOLLRDHUP, .data.ptr = c};
    epoll_ctl(poller, EPOLL_CTL_MOD, c->socket, &event);
}

static void send_rest(struct connection *c) {
    while (c->sent < c->request->length) {
        const ssize_t n = put(c, c->request->bytes + c->sent, c->request->length - c->sent);
        if (n < 0 && (errno == EAGAIN || errno == EINPROGRESS || errno == ENOTCONN)) {
            await(c, c->tls && SSL_want_read(c->tls) ? EPOLLIN : EPOLLIN | EPOLLOUT);
            return;
        }
        if (n < 0 && errno == ECONNREFUSED) { finish(c, "unreachable", 0); return; }
        // A server may answer and close before it has read everything: what is readable says so.
        if (n < 0) { await(c, EPOLLIN); return; }
        c->sent += (size_t)n;
    }
    await(c, EPOLLIN);
}

static int was_closed(struct connection *c) {
    char byte;
    if (c->tls) return of_tls(c, SSL_peek(c->tls, &byte, 1)) >= 0 || errno != EAGAIN;
    return recv(c->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0 || errno != EAGAIN;
}

static void begin(double due) {
    struct connection *c = &all[idle[idle_first]];
    idle_first = (idle_first + 1) % connections;
    idle_count--;
    c->request = next_request();
    c->due = due;
    c->began = now();
    c->sent = 0;
    begun++;
    answer_reset(&c->answer);
    if (c->state == IDLE && was_closed(c)) hang_up(c);
    if (c->state == CLOSED && !dial(c)) { finish(c, "unreachable", 0); return; }
    c->state = BUSY;
    send_rest(c);
}

static void on_event(struct connection *c, unsigned events) {
    static char bytes[1 << 16];
    if (c->state != BUSY) {              // the server ends a connection that is at rest, or has tickets for another one
        if (!c->tls || was_closed(c)) hang_up(c);
        return;
    }
    if ((c->tls || (events & EPOLLOUT)) && c->sent < c->request->length) send_rest(c);
    if (c->state != BUSY || !(events & (EPOLLIN | EPOLLHUP | EPOLLERR | EPOLLRDHUP))) return;
    for (;;) {
        const ssize_t n = take(c, bytes, sizeof bytes);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) {
            const int refused = n < 0 && errno == ECONNREFUSED;
            if (n == 0 && answer_ends_with_connection(&c->answer)) finish(c, c->answer.status, 0);
            else finish(c, refused ? "unreachable" : "lost", 0);
            return;
        }
        if (answer_feed(&c->answer, bytes, (size_t)n)) {
            if (c->answer.malformed) finish(c, "malformed", 0);
            else finish(c, c->answer.status, !c->answer.closes && c->sent == c->request->length);
            return;
        }
    }
}

static void time_out(double moment) {
    for (long i = 0; i < connections; i++)
        if (all[i].state == BUSY && moment - all[i].began > ANSWER_SECONDS) finish(&all[i], "timeout", 0);
}

static void run(void) {
    struct epoll_event events[256];
    const double start = now();
    double due = start, sweep = start + 1;
    for (;;) {
        const double moment = now();
        const int over = ending || moment - start >= seconds || (count && begun >= count);
        if (over && (idle_count == connections || moment - start > seconds + ANSWER_SECONDS)) break;
        if (over) unsent += backlog_count, backlog_count = 0;
        if (reading) reading = 0, read_requests();
        while (!over && due <= moment && !(count && begun + backlog_count >= count)) {
            if (backlog_count < BACKLOG) backlog[(backlog_first + backlog_count++) % BACKLOG] = due;
            else unsent++;
            due += until_next();
        }
        while (backlog_count && idle_count) {
            begin(backlog[backlog_first]);
            backlog_first = (backlog_first + 1) % BACKLOG;
            backlog_count--;
        }
        if (moment > sweep) time_out(moment), sweep = moment + 1;
        double wait = over ? 0.01 : due - now();
        if (wait < 0) wait = 0;
        if (wait > 0.1) wait = 0.1;
        const struct timespec timeout = {.tv_nsec = (long)(wait * 1e9)};
        const int n = epoll_pwait2(poller, events, 256, &timeout, NULL);
        for (int i = 0; i < n; i++) on_event(events[i].data.ptr, events[i].events);
    }
    report(now() - start, finished, unsent);
}

static long number(const char *name, const char *text) {
    char *end;
    const long value = strtol(text, &end, 10);
    if (*end || value < 0) { fprintf(stderr, "paced: %s: %s is no number\n", name, text); exit(2); }
    return value;
}

int main(int argc, char **argv) {
    if (argc < 3 || argc % 2 == 0) { fprintf(stderr, "paced: PORT REQUESTS, options with a value each\n"); return 2; }
    gateway = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)number("PORT", argv[1]))};
    gateway.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    source = (struct sockaddr_in){.sin_family = AF_INET};
    for (int i = 3; i < argc; i += 2) {
        const char *name = argv[i], *value = argv[i + 1];
        if (!strcmp(name, "--rate")) rate = (double)number(name, value);
        else if (!strcmp(name, "--connections")) connections = number(name, value);
        else if (!strcmp(name, "--seconds")) seconds = (double)number(name, value);
        else if (!strcmp(name, "--count")) count = number(name, value);
        else if (!strcmp(name, "--renew")) renew = number(name, value);
        else if (!strcmp(name, "--tls")) security = number(name, value) ? SSL_CTX_new(TLS_client_method()) : NULL;
        else if (!strcmp(name, "--source")) source.sin_addr.s_addr = inet_addr(value);
        else { fprintf(stderr, "paced: there is no option %s\n", name); return 2; }
    }
    if (rate < 1 || connections < 1) { fprintf(stderr, "paced: a rate and connections are needed\n"); return 2; }
    requests_file = argv[2];
    read_requests();
    if (security) SSL_CTX_set_mode(security, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, on_signal); signal(SIGTERM, on_signal); signal(SIGINT, on_signal);
    prctl(PR_SET_TIMERSLACK, 1000);
    poller = epoll_create1(EPOLL_CLOEXEC);
    all = calloc((size_t)connections, sizeof *all);
    idle = calloc((size_t)connections, sizeof *idle);
    for (long i = 0; i < connections; i++) all[i].socket = -1, rest(&all[i]);
    run();
    return 0;
}
