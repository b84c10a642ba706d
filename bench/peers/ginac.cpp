// The energy of one mode, 1/2 sum_{i=1..T} (s_i - c b^(T-i) a)^2, in GiNaC: the steps of bench/Symbolic, one JSON line each.
//   g++ -O2 -std=c++17 ginac.cpp -lginac -lcln -o ginac && ./ginac [--quick] [T ...]
#include <ginac/ginac.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double microsecondsSince(Clock::time_point start)
{
    return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

// Each run has symbols of its own, so that no flag or hash of an earlier run is found ready.
struct Unknowns {
    GiNaC::realsymbol a, b, c;
    std::vector<GiNaC::realsymbol> s;

    Unknowns(int steps, long run)
        : a(name("a", run)), b(name("b", run)), c(name("c", run))
    {
        for (int i = 0; i <= steps; ++i)
            s.emplace_back(name("s" + std::to_string(i), run));
    }

private:
    static std::string name(const std::string& letter, long run) { return letter + "_" + std::to_string(run); }
};

using Rows = std::vector<GiNaC::ex>;

GiNaC::ex energy(int steps, const Unknowns& u)
{
    GiNaC::exvector terms;
    for (int i = 1; i <= steps; ++i)
        terms.push_back(GiNaC::pow(u.s[i] - u.c * GiNaC::pow(u.b, steps - i) * u.a, 2));
    return GiNaC::numeric(1, 2) * GiNaC::ex(GiNaC::add(terms));
}

Rows flow(const Unknowns& u, const GiNaC::ex& e)
{
    return { -e.diff(u.a), -e.diff(u.b), -e.diff(u.c) };
}

Rows expanded(const Rows& rows)
{
    Rows result;
    for (const auto& row : rows)
        result.push_back(row.expand());
    return result;
}

Rows jacobian(const Unknowns& u, const Rows& rows)
{
    Rows result;
    for (const auto& row : rows)
        for (const GiNaC::symbol* v : { static_cast<const GiNaC::symbol*>(&u.a), static_cast<const GiNaC::symbol*>(&u.b),
                                        static_cast<const GiNaC::symbol*>(&u.c) })
            result.push_back(row.diff(*v));
    return result;
}

std::vector<std::string> printed(const Rows& rows)
{
    std::vector<std::string> result;
    for (const auto& row : rows) {
        std::ostringstream out;
        out << GiNaC::latex << row;
        result.push_back(out.str());
    }
    return result;
}

// Times work on a fresh input each run; making the input and discarding input and result are not timed.
template <class Prepare, class Work>
void freshly(double seconds, int steps, const char* step, Prepare prepare, Work work)
{
    long run = 0;
    auto once = [&] {
        Unknowns u(steps, run++);
        auto input = prepare(u);
        auto start = Clock::now();
        auto result = work(u, input);
        return microsecondsSince(start);
    };

    double cold = once();
    auto start = Clock::now();
    while (microsecondsSince(start) < seconds / 4 * 1e6)
        once();

    std::vector<double> samples;
    while (samples.size() < 5 || microsecondsSince(start) < seconds * 1e6)
        samples.push_back(once());
    std::sort(samples.begin(), samples.end());
    std::printf("{\"system\":\"ginac\",\"T\":%d,\"step\":\"%s\",\"median_us\":%.3f,\"min_us\":%.3f,\"n\":%zu,\"cold_us\":%.3f}\n",
                steps, step, samples[samples.size() / 2], samples[0], samples.size(), cold);
    std::fflush(stdout);
}

void run(double seconds, int steps)
{
    auto nothing = [](const Unknowns&) { return 0; };
    auto prepared = [steps](const Unknowns& u) { return energy(steps, u); };
    auto derived = [steps](const Unknowns& u) { return flow(u, energy(steps, u)); };

    freshly(seconds, steps, "build", nothing, [steps](const Unknowns& u, int) { return energy(steps, u); });
    freshly(seconds, steps, "diff", prepared, [](const Unknowns& u, const GiNaC::ex& e) { return flow(u, e); });
    freshly(seconds, steps, "expand", derived, [](const Unknowns&, const Rows& rows) { return expanded(rows); });
    freshly(seconds, steps, "jacobian", derived, [](const Unknowns& u, const Rows& rows) { return jacobian(u, rows); });
    freshly(seconds, steps, "latex", derived, [](const Unknowns&, const Rows& rows) { return printed(rows); });
}

}

int main(int argc, char** argv)
{
    double seconds = 1.5;
    std::vector<int> sizes;
    for (int k = 1; k < argc; ++k) {
        std::string argument = argv[k];
        if (argument == "--quick")
            seconds = 0.3;
        else
            sizes.push_back(std::stoi(argument));
    }
    if (sizes.empty())
        sizes = { 4, 8, 16, 32, 64 };
    for (int steps : sizes)
        run(seconds, steps);
}
