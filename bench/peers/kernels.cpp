// One mode's learning flow in C++, as well as we can write it: what the kernels of LrnnSymbolic are measured against.
//   kernels [--quick]        one JSON line for each measurement, in nanoseconds per right-hand side or per mode
// g++ -O3 -march=native -std=c++17 kernels.cpp
//
// With n = T - i, A(b) = sum_n s_(T-n) b^n and B(b) = sum_n b^(2n), u = a c:
//   tau a' = c (A - u B), tau c' = a (A - u B), tau b' = u A' - u^2 B'/2.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

// The widest vectors that the processor has: more than that and the compiler goes through memory.
#ifdef __AVX512F__
enum { lanes = 8 };
#else
enum { lanes = 4 };
#endif
typedef double wide __attribute__((vector_size(8 * lanes)));
typedef double wide_at_8 __attribute__((vector_size(8 * lanes), aligned(8)));

static double seconds = 0.5;
static volatile double sink;

static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The median of samples of `calls` calls each.
template <class Work> static void report(const char *work, int T, double per, Work sample) {
    std::vector<double> times;
    sample();
    double start = now();
    while (times.size() < 5 || now() - start < seconds) {
        double before = now();
        sample();
        times.push_back((now() - before) / per * 1e9);
    }
    std::sort(times.begin(), times.end());
    printf("{\"system\":\"c\",\"step\":\"%s\",\"T\":%d,\"ns\":%.4f,\"n\":%zu}\n", work, T, times[times.size() / 2], times.size());
    fflush(stdout);
}

template <class V> static inline V all(double x) { return V{} + x; }
template <> inline double all<double>(double x) { return x; }

template <class V> static inline void flow(V a, V b, V c, V A, V dA, V B, V dB, V *out) {
    V u = a * c, drive = A - u * B;
    out[0] = c * drive;
    out[1] = u * (dA - u * b * dB);
    out[2] = a * drive;
}

// Any task: Horner's rule for A and B and their derivatives in one loop; dB is by b^2.
static inline void table_flow(int T, const double *s, double a, double b, double c, double *out) {
    double x = b * b, A = s[0], dA = 0, B = 1, dB = 0;
    for (int i = 1; i < T; i++) {
        dA = dA * b + A;
        A = A * b + s[i];
        dB = dB * x + B;
        B = B * x + 1;
    }
    flow(a, b, c, A, dA, B, dB, out);
}

// sum_(j<n) x^j and its derivative in the textbook form. It is wrong near x = 1, and the fastest there is elsewhere.
template <class V> static inline void textbook(int n, V x, V &sum, V &slope) {
    V power = all<V>(1), square = x, r = 1 / (1 - x);
    for (int k = n - 1; k; k >>= 1, square *= square)
        if (k & 1) power *= square;
    sum = (1 - power * x) * r;
    slope = (sum - n * power) * r;
}

template <class V> static inline void closed_flow(int T, V delta, V lambda, V a, V b, V c, V *out) {
    V A, dA, B, dB;
    textbook<V>(T, lambda * b, A, dA);
    textbook<V>(T, b * b, B, dB);
    flow<V>(a, b, c, delta * A, delta * lambda * dA, B, dB, out);
}

// Any task of many steps: 32 chains of Horner's rule side by side; the first block is filled up with zeros.
static void wide_table_flow(int T, const double *s, double a, double b, double c, double *out) {
    double power[33];
    power[0] = 1;
    for (int k = 1; k <= 32; k++) power[k] = power[k - 1] * b;
    double first[32] = {};
    int at = T % 32;
    memcpy(first + 32 - at, s, at * sizeof *s);
    enum { vectors = 32 / lanes };
    wide P[vectors], D[vectors], step = all<wide>(power[32]);
    for (int k = 0; k < vectors; k++) {
        P[k] = *(const wide_at_8 *)(first + lanes * k);
        D[k] = all<wide>(0);
    }
    for (; at < T; at += 32)
        for (int k = 0; k < vectors; k++) {
            D[k] = D[k] * step + P[k];
            P[k] = P[k] * step + *(const wide_at_8 *)(s + at + lanes * k);
        }
    double A = 0, inner = 0, outer = 0, B, dB;
    for (int j = 0; j < 32; j++) {
        int n = 31 - j;
        A += power[n] * P[j / lanes][j % lanes];
        outer += power[n] * D[j / lanes][j % lanes];
        if (n) inner += n * power[n - 1] * P[j / lanes][j % lanes];
    }
    textbook<double>(T, b * b, B, dB);
    flow(a, b, c, A, inner + 32 * power[31] * outer, B, dB, out);
}

// Each call feeds on the last one's result, as in an integrator.
template <class Flow> static void one(const char *work, int T, Flow f) {
    int calls = std::max(200, 400000 / (T + 20));
    report(work, T, calls, [&] {
        double y[3] = {0.7, 0.6, 0.8}, d[3];
        for (int r = 0; r < calls; r++) {
            f(y[0], y[1], y[2], d);
            for (int k = 0; k < 3; k++) y[k] += 1e-12 * d[k];
        }
        sink = y[0] + y[1] + y[2];
    });
}

template <int Fixed> static __attribute__((noinline)) void batch_short(int count, const double *const *in, double *const *out) {
    for (int m = 0; m + 2 * lanes <= count; m += 2 * lanes) {
        wide x[2], y[2], A[2], dA[2], B[2], dB[2];
        for (int k = 0; k < 2; k++) {
            wide b = *(const wide *)(in[1] + m + lanes * k);
            x[k] = b * b;
            y[k] = b * *(const wide *)(in[4] + m + lanes * k);
            A[k] = B[k] = all<wide>(1);
            dA[k] = dB[k] = all<wide>(0);
        }
        for (int n = 1; n < Fixed; n++)
            for (int k = 0; k < 2; k++) {
                dA[k] = dA[k] * y[k] + A[k];
                A[k] = A[k] * y[k] + 1;
                dB[k] = dB[k] * x[k] + B[k];
                B[k] = B[k] * x[k] + 1;
            }
        for (int k = 0; k < 2; k++) {
            int at = m + lanes * k;
            wide d[3], delta = *(const wide *)(in[3] + at), lambda = *(const wide *)(in[4] + at);
            flow<wide>(*(const wide *)(in[0] + at), *(const wide *)(in[1] + at), *(const wide *)(in[2] + at), delta * A[k],
                       delta * lambda * dA[k], B[k], dB[k], d);
            for (int j = 0; j < 3; j++) *(wide *)(out[j] + at) = d[j];
        }
    }
}

static __attribute__((noinline)) void batch_closed(int T, int count, const double *const *in, double *const *out) {
    for (int m = 0; m + lanes <= count; m += lanes) {
        wide d[3], v[5];
        for (int k = 0; k < 5; k++) v[k] = *(const wide *)(in[k] + m);
        closed_flow<wide>(T, v[3], v[4], v[0], v[1], v[2], d);
        for (int j = 0; j < 3; j++) *(wide *)(out[j] + m) = d[j];
    }
}

int main(int argc, char **argv) {
    if (argc > 1 && !strcmp(argv[1], "--quick")) seconds = 0.1;
    volatile int hidden;
    std::vector<double> s(4096);
    for (size_t i = 0; i < s.size(); i++) s[i] = 1.1 * std::pow(0.999, s.size() - 1 - i);
    hidden = 6;
    int T = hidden;
    one("rhs:table", 6, [&](double a, double b, double c, double *d) { table_flow(T, s.data(), a, b, c, d); });
    hidden = 4096;
    int N = hidden;
    one("rhs:table", 4096, [&](double a, double b, double c, double *d) { wide_table_flow(N, s.data(), a, b, c, d); });
    one("rhs:closed", 4096, [&](double a, double b, double c, double *d) { closed_flow<double>(N, 1.1, 0.8, a, b, c, d); });

    const int count = 100352;
    double *in[5], *out[3];
    for (auto &p : in) p = (double *)aligned_alloc(64, count * sizeof(double));
    for (auto &p : out) p = (double *)aligned_alloc(64, count * sizeof(double));
    for (int m = 0; m < count; m++) {
        double x = (double)m / count;
        in[0][m] = 0.5 + 0.4 * x;
        in[1][m] = 0.3 + 0.5 * ((7LL * m) % count) / count;
        in[2][m] = 0.6 + 0.2 * ((13LL * m) % count) / count;
        in[3][m] = 1.0 + 0.1 * x;
        in[4][m] = 0.5 + 0.4 * ((3LL * m) % count) / count;
    }
    report("batch", 6, count, [&] { batch_short<6>(count, in, out); sink = out[1][17]; });
    for (int length : {256, 4096}) {
        hidden = length;
        int n = hidden;
        report("batch", length, count, [&] { batch_closed(n, count, in, out); sink = out[1][17]; });
    }
}
