// What `paced` is made of: requests and outcomes (requests.c), answers (answer.c), connections and time (paced.c).
#pragma once
#include <stddef.h>

// MARK: Requests and outcomes

struct request {
    const char *bytes;
    size_t length;
    int label;
    char expected[12];
};

extern const char *requests_file;

/// Reads the file of requests; ends the program where it cannot.
void read_requests(void);
/// The next one, in turn.
const struct request *next_request(void);
/// Counts an outcome, and keeps the latency of one that is expected and the body of one that is not.
void record(const struct request *request, const char *outcome, double took, const char *body, size_t body_length);
/// Prints everything as JSON.
void report(double took, long finished, long unsent);

// MARK: Answers

enum { HEAD_BYTES = 1 << 14, BODY_BYTES = 200 };

struct answer {
    char head[HEAD_BYTES];
    size_t head_length;
    char status[4];
    int headed, closes, malformed;
    enum { LENGTH, CHUNKED, TO_THE_END } framing;
    long long left;                      // bytes of the body, or of the chunk, that are still to come
    int chunk_state;
    char body[BODY_BYTES];               // its beginning
    size_t body_length;
};

void answer_reset(struct answer *answer);
/// Whether the answer is whole (or malformed) with these bytes.
int answer_feed(struct answer *answer, const char *bytes, size_t length);
/// Whether an end of the connection ends the answer.
int answer_ends_with_connection(const struct answer *answer);
