/* A program in C that forecasts two series with Twobin: what a caller without Arrow of its own has to write. Exit status 0: all as expected. */
#include "twobin.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define CHECK(condition) \
    do { if (!(condition)) { fprintf(stderr, "%s:%d: %s; message: %s\n", __FILE__, __LINE__, #condition, tb_message()); return 1; } } while (0)

enum { PERIODS = 24, ROWS = 2 * PERIODS };

static char ids[ROWS];
static int32_t offsets[ROWS + 1];
static int64_t periods[ROWS];
static double units[ROWS];

static const void *id_buffers[] = {NULL, offsets, ids}, *period_buffers[] = {NULL, periods}, *unit_buffers[] = {NULL, units}, *no_buffers[] = {NULL};
static int given;

static void schema_done(struct ArrowSchema *schema) { schema->release = NULL; }
static void array_done(struct ArrowArray *array) { array->release = NULL; }
static void stream_done(struct ArrowArrayStream *stream) { stream->release = NULL; }

static int get_schema(struct ArrowArrayStream *stream, struct ArrowSchema *out) {
    static struct ArrowSchema children[3];
    static struct ArrowSchema *list[3] = {&children[0], &children[1], &children[2]};
    static const char *names[] = {"unique_id", "ds", "y"}, *formats[] = {"u", "l", "g"};
    (void)stream;
    for (int i = 0; i < 3; i++) children[i] = (struct ArrowSchema){.format = formats[i], .name = names[i], .release = schema_done};
    *out = (struct ArrowSchema){.format = "+s", .name = "", .n_children = 3, .children = list, .release = schema_done};
    return 0;
}

static int get_next(struct ArrowArrayStream *stream, struct ArrowArray *out) {
    static struct ArrowArray children[3];
    static struct ArrowArray *list[3] = {&children[0], &children[1], &children[2]};
    (void)stream;
    *out = (struct ArrowArray){0};
    if (given++) return 0;
    children[0] = (struct ArrowArray){.length = ROWS, .n_buffers = 3, .buffers = id_buffers, .release = array_done};
    children[1] = (struct ArrowArray){.length = ROWS, .n_buffers = 2, .buffers = period_buffers, .release = array_done};
    children[2] = (struct ArrowArray){.length = ROWS, .n_buffers = 2, .buffers = unit_buffers, .release = array_done};
    *out = (struct ArrowArray){.length = ROWS, .n_buffers = 1, .buffers = no_buffers, .n_children = 3, .children = list, .release = array_done};
    return 0;
}

static const char *get_last_error(struct ArrowArrayStream *stream) { (void)stream; return NULL; }

static struct ArrowArrayStream rows(void) {
    given = 0;
    return (struct ArrowArrayStream){.get_schema = get_schema, .get_next = get_next, .get_last_error = get_last_error, .release = stream_done};
}

static int32_t told;
static int32_t tell(void *context, const char *stage, int64_t done, int64_t total) {
    (void)context;
    told += done > 0 && total == 2 && strcmp(stage, "forecasting") == 0;
    return 0;
}

int main(void) {
    for (int row = 0; row < ROWS; row++) {
        ids[row] = row < PERIODS ? 'A' : 'B';
        offsets[row + 1] = row + 1;
        periods[row] = row % PERIODS + 1;
        units[row] = row < PERIODS ? 10 : 3 + row % 4;
    }
    CHECK(tb_abi_version() == TB_ABI_VERSION);
    CHECK(strlen(tb_version()) > 0);

    struct ArrowArrayStream in = rows();
    tb_panel *panel = NULL;
    CHECK(tb_panel_from_arrow(&in, NULL, NULL, &panel) == TB_DONE);
    CHECK(in.release == NULL);
    CHECK(tb_panel_series_count(panel) == 2);

    const double levels[] = {80}, quantiles[] = {0.5};
    tb_forecast_options options = {.size = sizeof options, .horizon = 3, .season = 4, .levels = levels, .level_count = 1, .quantiles = quantiles, .quantile_count = 1};
    tb_call call = {.size = sizeof call, .threads = 2, .progress = tell};
    tb_table *table = NULL;
    CHECK(tb_panel_forecast(panel, &options, &call, &table) == TB_DONE);
    CHECK(told > 0);

    struct ArrowArrayStream out;
    struct ArrowSchema schema;
    struct ArrowArray array, end;
    CHECK(tb_table_stream(table, &out) == TB_DONE);
    tb_table_free(table);
    CHECK(out.get_schema(&out, &schema) == 0 && out.get_next(&out, &array) == 0 && out.get_next(&out, &end) == 0);
    CHECK(end.release == NULL);
    out.release(&out);
    CHECK(schema.n_children == 6 && strcmp(schema.children[3]->name, "mean-lo-80") == 0);
    CHECK(array.length == 6);
    const double *mean = array.children[2]->buffers[1];
    const int64_t *ahead = array.children[1]->buffers[1];
    /* A sells 10 in every period, and goes on doing so. */
    CHECK(fabs(mean[0] - 10) < 0.05 && fabs(mean[2] - 10) < 0.05);
    CHECK(ahead[0] == PERIODS + 1 && ahead[5] == PERIODS + 3);
    schema.release(&schema);
    array.release(&array);

    options.horizon = 0;
    table = NULL;
    CHECK(tb_panel_forecast(panel, &options, NULL, &table) == TB_WRONG_USAGE && table == NULL);
    CHECK(strstr(tb_message(), "from 1 to 10,000") != NULL);
    options.horizon = 3;
    const int32_t stop = 1;
    call.cancel = &stop;
    CHECK(tb_panel_forecast(panel, &options, &call, &table) == TB_CANCELLED);
    tb_panel_free(panel);

    /* A second row for a period of A. */
    periods[1] = 1;
    in = rows();
    CHECK(tb_panel_from_arrow(&in, NULL, NULL, &panel) == TB_UNUSABLE_INPUT && panel == NULL);
    CHECK(strstr(tb_message(), "a second row for A") != NULL);
    puts("twobin from C: as expected");
    return 0;
}
