#include "include/twobin.h"
#include "include/message.h"

#include <stdatomic.h>
#include <string.h>

/* A buffer of fixed size needs no freeing when a thread ends; longer messages are cut at the end of a
   character. */
static _Thread_local char kept[16384];

void twobin_keep_message(const char *text, size_t length) {
    if (length >= sizeof kept) {
        length = sizeof kept - 1;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80) length -= 1;
    }
    memcpy(kept, text, length);
    kept[length] = 0;
}

const char *tb_message(void) { return kept; }

int32_t twobin_read_flag(const int32_t *flag) {
    return atomic_load_explicit((const _Atomic int32_t *)flag, memory_order_relaxed);
}
