/*
 * Twobin as a C library: forecasts of panels of series and plans of shops, tables in and out by the Arrow C stream interface.
 *
 *     tb_panel *panel = NULL;
 *     tb_table *table = NULL;
 *     tb_forecast_options options = { .size = sizeof options, .horizon = 12 };
 *     if (tb_panel_from_arrow(&stream, NULL, NULL, &panel) != TB_DONE) puts(tb_message());
 *     else if (tb_panel_forecast(panel, &options, NULL, &table) > TB_SOME_FAILED) puts(tb_message());
 *     else tb_table_stream(table, &result);          // an ArrowArrayStream, released by its consumer
 *     tb_table_free(table);
 *     tb_panel_free(panel);
 *
 * Rules
 *   - Every function that can fail returns a status; what went wrong is then in tb_message() of the same thread.
 *   - Statuses are those of the command `twobin`; nothing is thrown across the boundary, and no input ends the process.
 *   - Text is UTF-8, ended by a zero. Structs carry their size, so that later versions can add fields at their ends.
 *   - A handle may be used by one thread at a time; different handles by different threads at once.
 *   - Results of a call do not depend on the number of threads.
 */
#ifndef TWOBIN_H
#define TWOBIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- Arrow C data and C stream interface, as its specification defines them ------------------------------------- */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* --- Version and errors ------------------------------------------------------------------------------------------ */

/* Raised when a function or a struct changes so that older callers would break. */
#define TB_ABI_VERSION 1

/* The TB_ABI_VERSION that the library was built with. */
int32_t tb_abi_version(void);

/* The version of Twobin, such as "0.2.0": static, never freed. */
const char *tb_version(void);

enum {
    TB_DONE = 0,              /* all done */
    TB_SOME_FAILED = 1,       /* done, but some series failed: the notes of the table list them */
    TB_WRONG_USAGE = 64,      /* an argument has no meaning */
    TB_UNUSABLE_INPUT = 65,   /* the data cannot be used */
    TB_INTERNAL_ERROR = 70,   /* a fault of Twobin */
    TB_CANNOT_WRITE = 73,     /* a file or a store cannot be written */
    TB_CANCELLED = 130        /* the caller's flag or its progress function said stop */
};

/* What the last failing call of this thread has to say; "" where none failed. Valid until the next call of this thread. */
const char *tb_message(void);

/* --- What a long call may be given ------------------------------------------------------------------------------- */

/* Told from time to time, from any thread but never from two at once: the stage, steps done, and steps in all (0: not known).
   Anything but 0 stops the call. */
typedef int32_t (*tb_progress)(void *context, const char *stage, int64_t done, int64_t total);

typedef struct tb_call {
    int64_t size;             /* sizeof(tb_call) */
    int32_t threads;          /* workers, 1 to 1024; 0: one per processor */
    int32_t reserved;         /* 0 */
    const int32_t *cancel;    /* may be NULL; read from time to time, anything but 0 stops the call */
    tb_progress progress;     /* may be NULL */
    void *context;            /* handed to progress */
} tb_call;

/* --- Panels of series ------------------------------------------------------------------------------------------------ */

typedef struct tb_panel tb_panel;
typedef struct tb_table tb_table;

typedef struct tb_panel_options {
    int64_t size;             /* sizeof(tb_panel_options) */
    const char *id_column;    /* NULL: unique_id. Text, dictionary of text, or whole numbers */
    const char *time_column;  /* NULL: ds. date32, date64, timestamp without zone or in UTC, whole numbers, or text */
    const char *value_column; /* NULL: y. Whole numbers, floats, decimals, bool; null and not-a-number are missing */
    const char *period;       /* NULL or "auto": told from the dates; hour, day, week, month, quarter, year, none */
    /* NULL, or what is known of coming periods: one row per series and period with the id and time columns, and price, promotion and
       events (any other column, of 0 and 1, by its name; the panel has the same column for the past). Released in every case. */
    struct ArrowArrayStream *ahead;
} tb_panel_options;

/* Reads a panel: one row per series and period, in any order; columns price, promotion and stockout are read where there are any.
   The stream is released in every case. Options and call may be NULL. */
int32_t tb_panel_from_arrow(
    struct ArrowArrayStream *stream, const tb_panel_options *options, const tb_call *call, tb_panel **panel);

int64_t tb_panel_series_count(const tb_panel *panel);

void tb_panel_free(tb_panel *panel);

typedef struct tb_forecast_options {
    int64_t size;             /* sizeof(tb_forecast_options) */
    int32_t horizon;          /* periods, 1 to 10,000 */
    int32_t season;           /* periods per season, 1 (none) to 366; 0: the usual one of the period */
    int32_t cumulative;       /* not 0: one row per series, the total over the horizon */
    int32_t median;           /* not 0: the point forecast is the median (what sMAPE and MASE reward), else the mean */
    const char *model;        /* name of the column of point forecasts; NULL: mean or median */
    const double *levels;     /* intervals in per cent, such as 80: columns MODEL-lo-80 and MODEL-hi-80 */
    int64_t level_count;
    const double *quantiles;  /* probabilities strictly between 0 and 1: columns q0.5, q0.9, ... */
    int64_t quantile_count;
} tb_forecast_options;

/* Forecasts every series. Columns: id, time (unless cumulative), point, intervals, quantiles; rows in byte order of the ids, then time. */
int32_t tb_panel_forecast(const tb_panel *panel, const tb_forecast_options *options, const tb_call *call, tb_table **table);

/* Forecasts from past origins: `windows` of them, `step` periods apart, the last one `horizon` periods before the end of each series.
   Each origin sees only what was known before it, and of `ahead` what concerns the `horizon` periods behind it. Columns: id, time, cutoff (the last period seen), value, then as tb_panel_forecast.
   Series that are too short for a window are left out of it and listed in the notes. */
int32_t tb_panel_cross_validation(
    const tb_panel *panel, const tb_forecast_options *options, int32_t windows, int32_t step, const tb_call *call, tb_table **table);

/* --- Tables ---------------------------------------------------------------------------------------------------------- */

/* Hands the table out as a stream of one batch, without a copy; the stream outlives the handle. May be called again. */
int32_t tb_table_stream(const tb_table *table, struct ArrowArrayStream *stream);

/* What there is to say about the table: columns kind ("failed", "remark"), unique_id, text. */
int32_t tb_table_notes(const tb_table *table, struct ArrowArrayStream *stream);

void tb_table_free(tb_table *table);

/* Writes a stream as a comma-separated file with a header, as plans read tables: numbers exactly, dates as 2025-03-31, nulls as empty
   cells. The stream is released in every case. `name` is what messages call it. */
int32_t tb_write_csv(struct ArrowArrayStream *stream, const char *path, const char *name);

/* --- Plans ----------------------------------------------------------------------------------------------------------- */

typedef struct tb_plan tb_plan;
typedef struct tb_text tb_text;

/* Plans from a plan file (TOML), as `twobin plan` does, and keeps the run in memory; nothing is written. Files are named as the
   plan file names them. `as_of` (YYYY-MM-DD) may be NULL. */
int32_t tb_plan_make(const char *plan_file, const char *as_of, const tb_call *call, tb_plan **plan);

/* The run planned again under changed numbers, such as "lead_time=+20%": what `twobin whatif --set` takes. */
int32_t tb_plan_whatif(const tb_plan *plan, const char *const *changes, int64_t count, const tb_call *call, tb_plan **scenario);

/* Tables of a run: "recommendations", "forecasts", "quarantine", "orders", "curve". */
int32_t tb_plan_table(const tb_plan *plan, const char *name, tb_table **table);

/* What differs between two runs of the same items: item, location, and levels, waiting and order before and after. */
int32_t tb_plan_deltas(const tb_plan *before, const tb_plan *after, tb_table **table);

/* Documents of a run: "id", "summary" (JSON), "report" (what was understood of the tables), "explain" and "explain.json" (of the item
   named by `argument`, ITEM or ITEM@LOCATION), and pictures (SVG): "chart.curve", "chart.fill-rate-by-price", and of the item
   "chart.demand", "chart.stock", "chart.lead-time-demand". An empty text where there is no such picture to draw. */
int32_t tb_plan_text(const tb_plan *plan, const char *name, const char *argument, tb_text **text);

/* Writes the files of `twobin plan` into a folder, all or none. */
int32_t tb_plan_write(const tb_plan *plan, const char *directory);

/* Keeps the run in a store (twobin.sqlite, made where it is missing), for the page and the other commands. */
int32_t tb_plan_save(const tb_plan *plan, const char *store);

void tb_plan_free(tb_plan *plan);

typedef struct tb_replay_options {
    int64_t size;             /* sizeof(tb_replay_options) */
    const char *from;         /* first day, YYYY-MM-DD */
    int32_t days;             /* replayed */
    int32_t discard;          /* of these, days at the start that are not counted */
    int32_t replan;           /* days between plans */
    int32_t reserved;         /* 0 */
} tb_replay_options;

/* Replays the policy of a plan file over sales that came later: the JSON of `twobin replay --json`. */
int32_t tb_replay(const char *plan_file, const tb_replay_options *options, const tb_call *call, tb_text **text);

/* A plan in parts, for a panel that no single machine holds: what the panel teaches is learnt once from the items of a sample, every part is then
 * forecast by that alone, and one budget is shared out over all parts by a search that asks each of them. The recommendations of all parts together are
 * those of one plan with series.learn_from in the plan file, to the byte, whatever the parts are, as long as all locations of an item are in one.
 *
 *     tb_panel_learn(sample_plan_file, ..., &facts);              once, where the sample is
 *     tb_part_make(part_plan_file, facts, ..., &part);            for each part, where its rows are
 *     tb_search_begin(part_plan_file, &search);                   NULL: the objective is no budget, nothing is to be searched
 *     while the search has a "question":  tb_part_answer(...) of each part;  tb_search_next(search, answers, ..., &search);
 *     tb_part_finish(part, outcome, ..., &plan);                  for each part, with the "outcome" of the search
 *
 * Texts are JSON and go unchanged from one call to the next. The plan files differ in the paths of their tables only; tables are sales and items. */
typedef struct tb_part tb_part;

/* Learns from the tables of a plan file that hold the rows of a sample. `as_of` may be NULL: the day after the last one. `first_day`, `last_day` (YYYY-MM-DD)
 * and `items` (how many different ones) are of all sales of the panel. */
int32_t tb_panel_learn(
    const char *plan_file, const char *as_of, const char *first_day, const char *last_day, int64_t items, const tb_call *call, tb_text **facts);

/* Forecasts the items of a part. */
int32_t tb_part_make(const char *plan_file, const uint8_t *facts, int64_t length, const tb_call *call, tb_part **part);

/* A part as bytes and back, to put it aside. */
int32_t tb_part_pack(const tb_part *part, tb_text **packed);
int32_t tb_part_unpack(const char *plan_file, const uint8_t *packed, int64_t length, const tb_call *call, tb_part **part);

/* Answers the "question" of a search. */
int32_t tb_part_answer(const tb_part *part, const uint8_t *question, int64_t length, const tb_call *call, tb_text **answer);

/* The plan of a part. `outcome`: that of the search; length 0 where there was none. 1: some items failed. */
int32_t tb_part_finish(const tb_part *part, const uint8_t *outcome, int64_t length, const tb_call *call, tb_plan **plan);

void tb_part_free(tb_part *part);

/* A search for the budget of a plan file: JSON with "question" or "outcome". */
int32_t tb_search_begin(const char *plan_file, tb_text **search);
int32_t tb_search_next(
    const uint8_t *search, int64_t length, const uint8_t *const *answers, const int64_t *lengths, int64_t count, tb_text **next);

/* The bytes of a text, UTF-8, ended by a zero that `length` does not count; valid until the text is freed. */
const char *tb_text_bytes(const tb_text *text, int64_t *length);

void tb_text_free(tb_text *text);

#ifdef __cplusplus
}
#endif

#endif /* TWOBIN_H */
