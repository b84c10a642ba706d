// A step of gradient descent from correlations for N = 4, T = 6, written out for these sizes; one JSON line.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <vector>

constexpr int N = 4, T = 6;

struct Matrix {
    double at[N][N] = {};
};

static inline void add_product(const Matrix &x, const Matrix &y, Matrix &sum) {
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            for (int j = 0; j < N; j++)
                sum.at[i][j] += x.at[i][k] * y.at[k][j];
}

static inline Matrix transposed(const Matrix &x) {
    Matrix y;
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            y.at[i][j] = x.at[j][i];
    return y;
}

static inline void descend(Matrix &w, const Matrix &gradient, double rate) {
    for (int i = 0; i < N; i++)
        for (int j = 0; j < N; j++)
            w.at[i][j] -= rate * gradient.at[i][j];
}

static void step(const Matrix *task, Matrix &wx, Matrix &wh, Matrix &wy, double rate) {
    Matrix power[T], error[T], back, dh, dy;
    const Matrix hidden = transposed(wh), output = transposed(wy);
    power[0] = wx;
    for (int n = 1; n < T; n++)
        add_product(wh, power[n - 1], power[n]);
    for (int n = 0; n < T; n++) {
        for (int i = 0; i < N; i++)
            for (int j = 0; j < N; j++)
                error[n].at[i][j] = -task[n].at[i][j];
        add_product(wy, power[n], error[n]);
    }
    for (int n = T - 1; n >= 0; n--) {
        const Matrix p = transposed(power[n]);
        Matrix next;
        if (n < T - 1) {
            add_product(back, p, dh);
            add_product(hidden, back, next);
        }
        add_product(output, error[n], next);
        add_product(error[n], p, dy);
        back = next;
    }
    descend(wx, back, rate);
    descend(wh, dh, rate);
    descend(wy, dy, rate);
}

int main(int count, char **options) {
    const double seconds = count > 1 && !std::strcmp(options[1], "--quick") ? 0.3 : 1.5;
    Matrix task[T];
    for (int n = 0; n < T; n++)
        for (int i = 0; i < N; i++)
            task[n].at[i][i] = (1.2 - 0.2 * i) * std::pow(0.8, n);
    std::vector<double> times;
    volatile double sink = 0;
    const auto now = [] { return std::chrono::steady_clock::now(); };
    const auto begin = now();
    while (times.size() < 11 || std::chrono::duration<double>(now() - begin).count() < seconds) {
        Matrix wx, wh, wy;
        for (int i = 0; i < N; i++)
            wx.at[i][i] = wh.at[i][i] = wy.at[i][i] = 0.1;
        const std::clock_t start = std::clock();
        for (int k = 0; k < 5000; k++)
            step(task, wx, wh, wy, 0.01);
        times.push_back((std::clock() - start) * (1e6 / CLOCKS_PER_SEC) / 5000);
        sink = sink + wx.at[0][0];
    }
    std::sort(times.begin(), times.end());
    std::printf("{\"system\":\"C++\",\"work\":\"train\",\"size\":\"N=4,T=6\",\"us\":%.6g,\"least\":%.6g,\"n\":%zu}\n", times[times.size() / 2], times[0], times.size());
}
