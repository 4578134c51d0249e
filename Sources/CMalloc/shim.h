#ifndef NABLA_MALLOC_SHIM_H
#define NABLA_MALLOC_SHIM_H

// Swift's module of the C library leaves this header out.
#include <malloc.h>

#endif
