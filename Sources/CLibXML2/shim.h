#ifndef NABLA_LIBXML2_SHIM_H
#define NABLA_LIBXML2_SHIM_H

// Debian builds libxml2 with ICU, whose C headers clash with the ones Foundation brings. Without
// the macro the handler struct loses trailing fields, so one must never be created or copied here.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>

#endif
