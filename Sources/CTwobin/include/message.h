/* The message of the thread, for the implementation. */
#ifndef TWOBIN_MESSAGE_H
#define TWOBIN_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

/* Keeps a copy of a text as what tb_message() returns in this thread. */
void twobin_keep_message(const char *text, size_t length);

/* A number that another thread may be changing. */
int32_t twobin_read_flag(const int32_t *flag);

#endif
