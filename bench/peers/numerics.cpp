// Learning curves and steady states in C++, as well as we can write them: what bench/Numerics is measured against, and CVODE beside them.
//   numerics [--quick]        one JSON line for each measurement
// g++ -O3 -march=native -std=c++17 numerics.cpp [-DWITH_CVODE -lsundials_cvode -lsundials_nvecserial -lsundials_sunlinsoldense
//   -lsundials_sunmatrixdense]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <vector>
#ifdef WITH_CVODE
#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>
#endif

#ifdef __AVX512F__
enum { lanes = 8 };
#else
enum { lanes = 4 };
#endif
typedef double wide __attribute__((vector_size(8 * lanes)));
typedef long mask __attribute__((vector_size(8 * lanes)));

static double seconds = 2;

static double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

template <class Work> static void report(const char *system, const char *work, const char *size, double unit, Work sample) {
    std::vector<double> times;
    sample();
    double start = now();
    while (times.size() < 5 || now() - start < seconds) {
        double before = now();
        sample();
        times.push_back((now() - before) * unit);
    }
    std::sort(times.begin(), times.end());
    printf("{\"system\":\"%s\",\"work\":\"%s\",\"size\":\"%s\",\"time\":%.6g,\"least\":%.6g,\"n\":%zu}\n", system, work, size, times[times.size() / 2], times[0], times.size());
    fflush(stdout);
}

template <class V> static V all(double x) { return V{} + x; }
template <> double all<double>(double x) { return x; }
static double larger(double x, double y) { return x > y ? x : y; }
static wide larger(wide x, wide y) { return x > y ? x : y; }
static double size_of(double x) { return std::fabs(x); }
static wide size_of(wide x) { return x < 0 ? -x : x; }
static double choose(bool c, double x, double y) { return c ? x : y; }
static wide choose(mask c, wide x, wide y) { return c ? x : y; }
static double power(double x, double p) { return std::pow(x, p); }
static wide power(wide x, double p) {
    wide y;
    for (int l = 0; l < lanes; l++) y[l] = std::pow(x[l], p);
    return y;
}
static double &lane(double &x, int) { return x; }
static double lane(const wide &x, int l) { return x[l]; }
static void set(double &x, int, double y) { x = y; }
static void set(wide &x, int l, double y) { x[l] = y; }
template <class V> constexpr int width() { return sizeof(V) / 8; }

// s_n of n = T - i, a polynomial in b, and the modes' flow by Horner's rule.
template <class V, int T> struct Table {
    V s[T];
    void flow(const V *y, V *d) const {
        V b = y[1], x = b * b, A = s[T - 1], dA = all<V>(0), B = all<V>(1), dB = all<V>(0);
        for (int n = T - 2; n >= 0; n--) {
            dA = dA * b + A;
            A = A * b + s[n];
            dB = dB * x + B;
            B = B * x + 1.0;
        }
        V u = y[0] * y[2], drive = A - u * B;
        d[0] = y[2] * drive;
        d[1] = u * (dA - u * b * dB);
        d[2] = y[0] * drive;
    }
};

static const double A5[7][6] = {{0}, {1. / 5}, {3. / 40, 9. / 40}, {44. / 45, -56. / 15, 32. / 9},
    {19372. / 6561, -25360. / 2187, 64448. / 6561, -212. / 729}, {9017. / 3168, -355. / 33, 46732. / 5247, 49. / 176, -5103. / 18656},
    {35. / 384, 0, 500. / 1113, 125. / 192, -2187. / 6784, 11. / 84}};
static const double E5[7] = {71. / 57600, 0, -71. / 16695, 71. / 1920, -17253. / 339200, 22. / 525, -1. / 40};

// Dormand and Prince's pair on all lanes, each with its own time and step; a lane that has ended takes the next problem.
template <class V, class P, class Load, class Store>
static void curves(P problem, int count, Load load, Store store, double end, double rtol, double atol) {
    V y[3], k[7][3], next[3], t, h, before;
    int at[width<V>()], given = 0, live = 0;
    auto refill = [&](int l) {
        at[l] = given < count ? given++ : -1;
        if (at[l] >= 0) {
            live++;
            load(problem, l, at[l]);
            for (V &c : y) set(c, l, 0.1);
            set(t, l, 0);
            set(before, l, 1e-4);
        }
        set(h, l, at[l] >= 0 ? 1e-2 : 0);
    };
    for (int l = 0; l < width<V>(); l++) refill(l);
    problem.flow(y, k[0]);
    while (live) {
        V rest = all<V>(end) - t;
        h = choose(h > rest, rest, h);
        for (int s = 1; s < 7; s++) {
            for (int c = 0; c < 3; c++) {
                V sum = A5[s][0] * k[0][c];
                for (int j = 1; j < s; j++) sum += A5[s][j] * k[j][c];
                next[c] = y[c] + h * sum;
            }
            problem.flow(next, k[s]);
        }
        V error = all<V>(0);
        for (int c = 0; c < 3; c++) {
            V sum = E5[0] * k[0][c];
            for (int j = 2; j < 7; j++) sum += E5[j] * k[j][c];
            V ratio = h * sum / (atol + rtol * larger(size_of(y[c]), size_of(next[c])));
            error += ratio * ratio;
        }
        error = larger(error / 3.0, all<V>(1e-20));
        auto passes = error <= 1.0;
        V factor = 0.9 * power(error, -0.085) * choose(passes, power(before, 0.02), all<V>(1));
        factor = larger(choose(factor < 10.0, factor, all<V>(10)), all<V>(0.2));
        t = choose(passes, t + h, t);
        for (int c = 0; c < 3; c++) {
            y[c] = choose(passes, next[c], y[c]);
            k[0][c] = choose(passes, k[6][c], k[0][c]);
        }
        before = choose(passes, larger(error, all<V>(1e-8)), before);
        h *= choose(passes, factor, choose(factor < 1.0, factor, all<V>(1)));
        bool refilled = false;
        for (int l = 0; l < width<V>(); l++)
            if (at[l] >= 0 && lane(t, l) >= end * (1 - 1e-15)) {
                store(at[l], lane(y[0], l), lane(y[1], l), lane(y[2], l));
                live--;
                refill(l);
                refilled = true;
            }
        if (refilled) problem.flow(y, k[0]);
    }
}

// The steady states: u = ac and b from a = c, an L-stable Rosenbrock method of order 3 with the closed Jacobian, then Newton's method.
enum { long_T = 10 };

template <class V> static void slice(V delta, V kappa, V u, V b, V *f, V *jacobian) {
    V x = b * b, G = all<V>(1), G1 = all<V>(0), G2 = G1, Q = G, Q1 = G1, Q2 = G1;
    for (int n = long_T - 2; n >= 0; n--) {
        if (jacobian) {
            G2 = G2 * b + G1;
            Q2 = Q2 * x + Q1;
        }
        G1 = G1 * b + G;
        G = G * b + 1.0;
        Q1 = Q1 * x + Q;
        Q = Q * x + 1.0;
    }
    V drive = kappa + delta * (G - 1.0) - u * Q, pull = delta * G1 - u * b * Q1;
    f[0] = 2.0 * u * drive;
    f[1] = u * pull;
    if (jacobian) {
        jacobian[0] = 2.0 * drive - 2.0 * u * Q;
        jacobian[1] = 2.0 * u * (delta * G1 - 2.0 * u * b * Q1);
        jacobian[2] = pull - u * b * Q1;
        jacobian[3] = u * (2.0 * delta * G2 - u * (Q1 + 4.0 * x * Q2));
    }
}

static bool newton(double delta, double kappa, double &u, double &b) {
    for (int k = 0; k < 20; k++) {
        double f[2], j[4];
        slice(delta, kappa, u, b, f, j);
        double det = j[0] * j[3] - j[1] * j[2], du = (j[1] * f[1] - f[0] * j[3]) / det, db = (j[2] * f[0] - j[0] * f[1]) / det;
        u += du;
        b += db;
        if (std::fabs(du) + std::fabs(db) < 1e-14 * (1 + std::fabs(u) + std::fabs(b))) return true;
    }
    return false;
}

static void steady(const double *delta, const double *kappa, int count, double *us, double *bs, double rtol, double atol) {
    wide de = all<wide>(1), ka = de, u = all<wide>(0.01), b = all<wide>(0.1), h = all<wide>(0.1);
    int at[lanes], given = 0, live = 0;
    auto refill = [&](int l) {
        at[l] = given < count ? given++ : -1;
        if (at[l] >= 0) {
            live++;
            de[l] = delta[at[l]];
            ka[l] = kappa[at[l]];
        }
        u[l] = 0.01;
        b[l] = h[l] = 0.1;
    };
    for (int l = 0; l < lanes; l++) refill(l);
    while (live) {
        wide f[2], j[4], g[2];
        slice(de, ka, u, b, f, j);
        wide det = j[0] * j[3] - j[1] * j[2];
        wide reach = larger(size_of(j[1] * f[1] - f[0] * j[3]), size_of(j[2] * f[0] - j[0] * f[1]));
        mask near = (reach <= 1e-6 * det) | ((size_of(f[0]) < 1e-10) & (size_of(f[1]) < 1e-10));
        bool ended = false;
        for (int l = 0; l < lanes; l++)
            if (near[l] && at[l] >= 0) {
                us[at[l]] = u[l];
                bs[at[l]] = b[l];
                newton(de[l], ka[l], us[at[l]], bs[at[l]]);
                live--;
                refill(l);
                ended = true;
            }
        if (ended) continue;
        wide rate = 1.0 / h, p = 2.0 * rate - j[0], s = 2.0 * rate - j[3], inverse = 1.0 / (p * s - j[1] * j[2]);
        wide U[4], B[4];
        auto solve = [&](int k, wide x, wide y) {
            U[k] = (s * x + j[1] * y) * inverse;
            B[k] = (j[2] * x + p * y) * inverse;
        };
        solve(0, f[0], f[1]);
        solve(1, f[0] + 4.0 * rate * U[0], f[1] + 4.0 * rate * B[0]);
        wide nu = u + 2.0 * U[0], nb = b + 2.0 * B[0];
        slice<wide>(de, ka, nu, nb, g, nullptr);
        solve(2, g[0] + rate * (U[0] - U[1]), g[1] + rate * (B[0] - B[1]));
        nu += U[2];
        nb += B[2];
        slice<wide>(de, ka, nu, nb, g, nullptr);
        solve(3, g[0] + rate * (U[0] - U[1] - 8.0 / 3 * U[2]), g[1] + rate * (B[0] - B[1] - 8.0 / 3 * B[2]));
        nu += U[3];
        nb += B[3];
        wide eu = U[3] / (atol + rtol * larger(size_of(u), size_of(nu))), eb = B[3] / (atol + rtol * larger(size_of(b), size_of(nb)));
        wide error = larger(0.5 * (eu * eu + eb * eb), all<wide>(1e-12));
        error = choose(nu <= 0.0, all<wide>(1e6), error);
        mask passes = error <= 1.0;
        wide factor = larger(0.9 * power(error, -1.0 / 6), all<wide>(0.2));
        factor = choose(factor > 6.0, all<wide>(6), factor);
        u = choose(passes, nu, u);
        b = choose(passes, nb, b);
        h *= choose(passes, factor, choose(factor > 0.9, all<wide>(0.9), factor));
    }
}

#ifdef WITH_CVODE
typedef Table<double, 6> Six;
static int cvode_flow(sunrealtype, N_Vector y, N_Vector d, void *problem) {
    ((Six *)problem)->flow(NV_DATA_S(y), NV_DATA_S(d));
    return 0;
}

static void cvode(Six *problem, int count, void (*load)(Six &, int), double end) {
    SUNContext context;
    SUNContext_Create(NULL, &context);
    N_Vector y = N_VNew_Serial(3, context);
    N_VConst(0.1, y);
    void *memory = CVodeCreate(CV_BDF, context);
    CVodeInit(memory, cvode_flow, 0, y);
    CVodeSStolerances(memory, 1e-8, 1e-10);
    CVodeSetMaxNumSteps(memory, 1000000);
    SUNMatrix matrix = SUNDenseMatrix(3, 3, context);
    SUNLinearSolver solver = SUNLinSol_Dense(y, matrix, context);
    CVodeSetLinearSolver(memory, solver, matrix);
    CVodeSetUserData(memory, problem);
    for (int i = 0; i < count; i++) {
        if (load) load(*problem, i);
        N_VConst(0.1, y);
        CVodeReInit(memory, 0, y);
        double t = 0;
        CVode(memory, end, y, &t, CV_NORMAL);
    }
    CVodeFree(&memory);
    SUNLinSolFree(solver);
    SUNMatDestroy(matrix);
    N_VDestroy(y);
    SUNContext_Free(&context);
}
#endif

int main(int argc, char **argv) {
    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "--quick")) seconds = 0.3;

    const char *names[3] = {"constant", "inverse-exponential", "dirac"};
    for (int k = 0; k < 3; k++) {
        Table<double, 6> table;
        for (int n = 0; n < 6; n++) table.s[n] = k == 0 ? 1 : k == 1 ? std::pow(0.8, n) : n == 0 ? 1 : n == 5 ? 0.6 : 0;
        static volatile double sink;
        report("C++", "one curve", names[k], 1e6 / 20, [&] {
            for (int r = 0; r < 20; r++)
                curves<double>(table, 1, [](auto &, int, int) {}, [&](int, double a, double b, double c) { sink = a + b + c; }, 50, 1e-8, 1e-10);
        });
#ifdef WITH_CVODE
        report("CVODE", "one curve", names[k], 1e6 / 20, [&] {
            for (int r = 0; r < 20; r++) cvode(&table, 1, nullptr, 50);
        });
#endif
    }

    enum { points = 10000 };
    static double sums[points];
    report("C++", "curves", "100x100,T=6,rtol=1E-08", 1e6 / points, [&] {
        Table<wide, 6> table = {};
        curves<wide>(table, points,
            [](auto &t, int l, int i) {
                double delta = 0.2 + 1.8 * (i % 100) / 99, lambda = 0.3 + 0.9 * (i / 100) / 99;
                for (int n = 0; n < 6; n++, delta *= lambda) t.s[n][l] = delta;
            },
            [&](int i, double a, double b, double c) { sums[i] = a + b + c; }, 50, 1e-8, 1e-10);
    });
#ifdef WITH_CVODE
    report("CVODE", "curves", "100x100,T=6,rtol=1E-08", 1e6 / 500, [&] {
        Six table;
        cvode(&table, 500,
            [](Six &t, int k) {
                int i = 20 * k;
                double delta = 0.2 + 1.8 * (i % 100) / 99, lambda = 0.3 + 0.9 * (i / 100) / 99;
                for (int n = 0; n < 6; n++, delta *= lambda) t.s[n] = delta;
            },
            50);
    });
#endif

    static double delta[points], kappa[points], us[points], bs[points];
    for (int i = 0; i < points; i++) {
        delta[i] = 3.0 * (i % 200) / 199;
        kappa[i] = 2.5 * (i / 200) / 49;
    }
    report("C++", "steady states", "200x50,T=10,rtol=0.0001", 1e3, [&] { steady(delta, kappa, points, us, bs, 1e-4, 1e-7); });
    report("C++", "steady states", "200x50,T=10,rtol=1E-06", 1e3, [&] { steady(delta, kappa, points, us, bs, 1e-6, 1e-9); });
}
