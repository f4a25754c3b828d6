// The requests that `paced` sends, and what became of them.
#define _GNU_SOURCE
#include "paced.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABELS = 64, OUTCOMES = 24, SAMPLES = 5 };

const char *requests_file;

static struct request *requests;
static size_t request_count, turn;
static struct {
    char name[40];
    struct outcome { char name[12]; long count; } outcomes[OUTCOMES];
} labels[LABELS];
static int label_count;
static uint32_t *latencies;              // microseconds
static size_t latency_count, latency_room;
static struct { int label; char outcome[12], body[2 * BODY_BYTES + 1]; } samples[SAMPLES];
static int sample_count;

static int label_of(const char *name) {
    for (int i = 0; i < label_count; i++) if (!strcmp(labels[i].name, name)) return i;
    if (label_count == LABELS) { fprintf(stderr, "paced: more than %d labels\n", LABELS); exit(2); }
    snprintf(labels[label_count].name, sizeof labels[0].name, "%s", name);
    return label_count++;
}

void read_requests(void) {
    FILE *file = fopen(requests_file, "r");
    if (!file) { fprintf(stderr, "paced: %s cannot be read\n", requests_file); exit(2); }
    char *line = NULL;
    size_t room = 0, all = 0, count = 0;
    struct request *read = NULL;
    while (getline(&line, &room, file) > 0) {
        char *rest = line, *field[4];
        for (int i = 0; i < 4; i++) {
            field[i] = strsep(&rest, "\t\n");
            if (!field[i]) { fprintf(stderr, "paced: a line needs label, status, path and token\n"); exit(2); }
        }
        if (count == all) read = realloc(read, (all = all * 2 + 64) * sizeof *read);
        struct request *request = &read[count++];
        char *bytes;
        const int length = asprintf(
            &bytes, "GET %s HTTP/1.1\r\nHost: localhost\r\nUser-Agent: paced\r\nAccept: */*\r\n%s%s%s\r\n",
            field[2], *field[3] ? "Authorization: Bearer " : "", field[3], *field[3] ? "\r\n" : "");
        *request = (struct request){.bytes = bytes, .length = (size_t)length, .label = label_of(field[0])};
        snprintf(request->expected, sizeof request->expected, "%s", field[1]);
    }
    fclose(file);
    free(line);
    if (!count) { fprintf(stderr, "paced: %s has no requests\n", requests_file); exit(2); }
    // The old ones stay: some are on their way.
    requests = read;
    request_count = count;
    turn = 0;
}

const struct request *next_request(void) {
    const struct request *request = &requests[turn];
    turn = (turn + 1) % request_count;
    return request;
}

static void keep_sample(const struct request *request, const char *outcome, const char *body, size_t length) {
    if (sample_count == SAMPLES) return;
    samples[sample_count].label = request->label;
    snprintf(samples[sample_count].outcome, sizeof samples[0].outcome, "%s", outcome);
    char *to = samples[sample_count++].body;
    for (size_t i = 0; i < length; i++) {
        if (body[i] == '"' || body[i] == '\\') *to++ = '\\';
        *to++ = body[i] < ' ' || body[i] > '~' ? ' ' : body[i];
    }
    *to = 0;
}

void record(const struct request *request, const char *outcome, double took, const char *body, size_t body_length) {
    struct outcome *outcomes = labels[request->label].outcomes;
    for (int i = 0; i < OUTCOMES; i++) {
        if (outcomes[i].count && strcmp(outcomes[i].name, outcome)) continue;
        snprintf(outcomes[i].name, sizeof outcomes[i].name, "%s", outcome);
        outcomes[i].count++;
        break;
    }
    if (strcmp(outcome, request->expected)) {
        keep_sample(request, outcome, body, body_length);
        return;
    }
    if (latency_count == latency_room) {
        latency_room = latency_room * 2 + (1 << 16);
        latencies = realloc(latencies, latency_room * sizeof *latencies);
    }
    latencies[latency_count++] = (uint32_t)(took * 1e6);
}

static int ascending(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t at(double share) {
    return latency_count ? latencies[(size_t)((double)(latency_count - 1) * share)] : 0;
}

void report(double took, long finished, long unsent) {
    qsort(latencies, latency_count, sizeof *latencies, ascending);
    printf("{\"seconds\": %.3f, \"requests\": %ld, \"rate\": %.1f, \"unsent\": %ld, \"outcomes\": {", took, finished,
           (double)finished / took, unsent);
    for (int i = 0; i < label_count; i++) {
        printf("%s\"%s\": {", i ? ", " : "", labels[i].name);
        for (int j = 0; j < OUTCOMES && labels[i].outcomes[j].count; j++)
            printf("%s\"%s\": %ld", j ? ", " : "", labels[i].outcomes[j].name, labels[i].outcomes[j].count);
        printf("}");
    }
    printf("}, \"p50\": %u, \"p90\": %u, \"p99\": %u, \"p999\": %u, \"max\": %u, \"unexpected\": [", at(0.5), at(0.9),
           at(0.99), at(0.999), at(1));
    for (int i = 0; i < sample_count; i++)
        printf("%s{\"label\": \"%s\", \"outcome\": \"%s\", \"body\": \"%s\"}", i ? ", " : "",
               labels[samples[i].label].name, samples[i].outcome, samples[i].body);
    printf("]}\n");
}
