// Functions of the mathematical library whose results are one unit in the last place off, towards more or less than the true
// ones, as ULP says: what another machine's library may give.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>

static double direction(void) {
  static double toward;
  if (toward == 0) toward = getenv("ULP") && getenv("ULP")[0] == '-' ? -INFINITY : INFINITY;
  return toward;
}

// What is exact everywhere (0, 1, infinities) stays.
static double off(double x) {
  return isfinite(x) && x != 0 && x != 1 && x != -1 ? nextafter(x, direction()) : x;
}

static float offf(float x) {
  return isfinite(x) && x != 0 && x != 1 && x != -1 ? nextafterf(x, (float)direction()) : x;
}

#define ONE(name)                                                            \
  double name(double x) {                                                    \
    static double (*real)(double);                                           \
    if (!real) real = (double (*)(double))dlsym(RTLD_NEXT, #name);           \
    return off(real(x));                                                     \
  }                                                                          \
  float name##f(float x) {                                                   \
    static float (*real)(float);                                             \
    if (!real) real = (float (*)(float))dlsym(RTLD_NEXT, #name "f");         \
    return offf(real(x));                                                    \
  }
#define TWO(name)                                                            \
  double name(double x, double y) {                                          \
    static double (*real)(double, double);                                   \
    if (!real) real = (double (*)(double, double))dlsym(RTLD_NEXT, #name);   \
    return off(real(x, y));                                                  \
  }                                                                          \
  float name##f(float x, float y) {                                          \
    static float (*real)(float, float);                                      \
    if (!real) real = (float (*)(float, float))dlsym(RTLD_NEXT, #name "f");  \
    return offf(real(x, y));                                                 \
  }

ONE(exp) ONE(exp2) ONE(expm1) ONE(log) ONE(log2) ONE(log10) ONE(log1p) ONE(sin) ONE(cos) ONE(tan)
ONE(asin) ONE(acos) ONE(atan) ONE(sinh) ONE(cosh) ONE(tanh) ONE(asinh) ONE(acosh) ONE(atanh)
ONE(erf) ONE(erfc) ONE(cbrt) TWO(pow) TWO(atan2) TWO(hypot)
