// Reads an answer to a GET request as it arrives: its status, its framing, the beginning of its body.
#define _GNU_SOURCE
#include "paced.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SIZE, SIZE_LINE, DATA, DATA_END, TRAILER, TRAILER_LINE };

void answer_reset(struct answer *a) {
    a->head_length = a->body_length = 0;
    a->headed = a->closes = a->malformed = 0;
    a->left = 0;
    a->chunk_state = SIZE;
}

int answer_ends_with_connection(const struct answer *a) {
    return a->headed && a->framing == TO_THE_END;
}

static const char *value_of(const char *line, const char *name) {
    const size_t length = strlen(name);
    if (strncasecmp(line, name, length) || line[length] != ':') return NULL;
    line += length + 1;
    return line + strspn(line, " \t");
}

static int read_head(struct answer *a) { // 0 where it is none
    if (strncmp(a->head, "HTTP/1.", 7) || a->head_length < 12 || a->head[8] != ' ') return 0;
    memcpy(a->status, a->head + 9, 3);
    a->status[3] = 0;
    a->closes = a->head[7] == '0';
    a->framing = TO_THE_END;
    if (a->status[0] == '1' || !strcmp(a->status, "204") || !strcmp(a->status, "304")) a->framing = LENGTH;
    for (char *line = a->head; (line = strstr(line, "\r\n")) && line[2]; ) {
        line += 2;
        const char *value;
        if ((value = value_of(line, "content-length"))) {
            if (a->framing == TO_THE_END) a->framing = LENGTH, a->left = strtoll(value, NULL, 10);
        } else if ((value = value_of(line, "transfer-encoding"))) {
            if (!strncasecmp(value, "chunked", 7)) a->framing = CHUNKED, a->left = 0;
        } else if ((value = value_of(line, "connection"))) {
            if (!strncasecmp(value, "close", 5)) a->closes = 1;
        }
    }
    return a->left >= 0;
}

static void keep(struct answer *a, const char *bytes, size_t length) {
    const size_t room = BODY_BYTES - a->body_length;
    if (length > room) length = room;
    memcpy(a->body + a->body_length, bytes, length);
    a->body_length += length;
}

static size_t take(struct answer *a, const char *bytes, size_t length) {
    const size_t n = (long long)length < a->left ? length : (size_t)a->left;
    keep(a, bytes, n);
    a->left -= (long long)n;
    return n;
}

static int feed_chunks(struct answer *a, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; ) {
        const char c = bytes[i];
        switch (a->chunk_state) {
        case SIZE: {
            const char *digits = "0123456789abcdef", *digit = c ? strchr(digits, c | 0x20) : NULL;
            if (digit && c != '\r' && a->left < 1ll << 40) a->left = a->left * 16 + (digit - digits), i++;
            else a->chunk_state = SIZE_LINE;
            break;
        }
        case SIZE_LINE:
            if (c == '\n') a->chunk_state = a->left ? DATA : TRAILER;
            i++;
            break;
        case DATA:
            i += take(a, bytes + i, length - i);
            if (!a->left) a->chunk_state = DATA_END;
            break;
        case DATA_END:
            if (c == '\n') a->chunk_state = SIZE;
            i++;
            break;
        case TRAILER:                    // an empty line ends it
            if (c == '\n') { a->malformed = i + 1 != length; return 1; }
            if (c != '\r') a->chunk_state = TRAILER_LINE;
            i++;
            break;
        case TRAILER_LINE:
            if (c == '\n') a->chunk_state = TRAILER;
            i++;
            break;
        }
    }
    return 0;
}

static int feed_body(struct answer *a, const char *bytes, size_t length) {
    switch (a->framing) {
    case CHUNKED: return feed_chunks(a, bytes, length);
    case TO_THE_END: keep(a, bytes, length); return 0;
    case LENGTH:
        a->malformed = take(a, bytes, length) != length; // nobody asked for more
        return a->left == 0;
    }
    return 0;
}

int answer_feed(struct answer *a, const char *bytes, size_t length) {
    if (a->headed) return feed_body(a, bytes, length);
    const size_t room = HEAD_BYTES - 1 - a->head_length, n = length < room ? length : room;
    memcpy(a->head + a->head_length, bytes, n);
    a->head_length += n;
    a->head[a->head_length] = 0;
    char *end = memmem(a->head, a->head_length, "\r\n\r\n", 4);
    if (!end) return a->malformed = a->head_length == HEAD_BYTES - 1;
    const size_t head = (size_t)(end - a->head) + 4, before = a->head_length - n;
    end[2] = 0;
    if (!read_head(a)) return a->malformed = 1;
    const char *rest = bytes + (head - before);
    const size_t rest_length = length - (head - before);
    if (a->status[0] == '1') {           // an interim answer: the final one follows
        answer_reset(a);
        return rest_length ? answer_feed(a, rest, rest_length) : 0;
    }
    a->headed = 1;
    return feed_body(a, rest, rest_length);
}
