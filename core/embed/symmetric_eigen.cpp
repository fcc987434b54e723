// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/symmetric_eigen.h"

#include "core/base/rng.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fulcrum::embed {
namespace {

using Vector = std::vector<double>;
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

double product(const Vector& a, const Vector& b)
{
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        sum += a[i] * b[i];
    return sum;
}

/// The matrix as Q T Q': T has `diagonal` and `beside`, Q is the product of the reflections 1 - v v' (|v|^2 = 2).
struct Tridiagonal
{
    Vector diagonal, beside;
    std::vector<Vector> reflections; ///< number k leaves the first k + 1 components alone
};

/// Writes the reflection of column k into `v`, full length; all zero when there is nothing to reflect. Returns the number beside the
/// diagonal that it leaves.
double reflection(const Vector& a, std::size_t n, std::size_t k, Vector& v)
{
    std::fill(v.begin(), v.end(), 0.0);
    double largest = 0, squares = 0;
    for (std::size_t i = k + 1; i < n; ++i)
        largest = std::max(largest, std::abs(a[k * n + i]));
    if (largest == 0)
        return 0;
    for (std::size_t i = k + 1; i < n; ++i) {
        v[i] = a[k * n + i] / largest;
        squares += v[i] * v[i];
    }
    const double length = v[k + 1] > 0 ? -std::sqrt(squares) : std::sqrt(squares);
    v[k + 1] -= length;
    const double scale = std::sqrt(2 / product(v, v));
    for (double& value : v)
        value *= scale;
    return length * largest;
}

Tridiagonal reduce(Vector& a, std::size_t n)
{
    Tridiagonal result;
    Vector v(n), p(n);
    for (std::size_t k = 0; k + 2 < n; ++k) {
        result.beside.push_back(reflection(a, n, k, v));
        result.diagonal.push_back(a[k * n + k]);
        // A - v w' - w v' with w = A v - (v' A v / 2) v; sums of whole rows, which is how they lie in memory.
        std::fill(p.begin(), p.end(), 0.0);
        for (std::size_t j = k + 1; j < n; ++j)
            for (std::size_t i = k + 1; i < n; ++i)
                p[i] += v[j] * a[j * n + i];
        const double half = product(v, p) / 2;
        for (std::size_t i = k + 1; i < n; ++i)
            p[i] -= half * v[i];
        for (std::size_t j = k + 1; j < n; ++j)
            for (std::size_t i = k + 1; i < n; ++i)
                a[j * n + i] -= v[j] * p[i] + p[j] * v[i];
        result.reflections.push_back(v);
    }
    for (std::size_t k = n >= 2 ? n - 2 : 0; k < n; ++k) {
        result.diagonal.push_back(a[k * n + k]);
        if (k + 1 < n)
            result.beside.push_back(a[k * n + k + 1]);
    }
    return result;
}

double normOf(const Tridiagonal& t)
{
    double norm = 0;
    for (std::size_t i = 0; i < t.diagonal.size(); ++i)
        norm = std::max(norm, std::abs(t.diagonal[i]) + (i > 0 ? std::abs(t.beside[i - 1]) : 0)
                + (i < t.beside.size() ? std::abs(t.beside[i]) : 0));
    return norm;
}

/// How many eigenvalues are below x (Sturm).
std::size_t countBelow(const Tridiagonal& t, double x, double norm)
{
    std::size_t count = 0;
    double pivot = 1;
    for (std::size_t i = 0; i < t.diagonal.size(); ++i) {
        pivot = t.diagonal[i] - x - (i > 0 ? t.beside[i - 1] * t.beside[i - 1] / pivot : 0);
        if (std::abs(pivot) < kEpsilon * norm)
            pivot = -kEpsilon * norm;
        count += pivot < 0;
    }
    return count;
}

/// Eigenvalue number `rank` from above.
double eigenvalue(const Tridiagonal& t, std::size_t rank, double norm)
{
    double low = -norm, high = norm;
    const std::size_t wanted = t.diagonal.size() - rank;
    while (high - low > 2 * kEpsilon * norm) {
        const double middle = low + (high - low) / 2;
        if (middle <= low || middle >= high)
            break;
        (countBelow(t, middle, norm) < wanted ? low : high) = middle;
    }
    return low + (high - low) / 2;
}

/// Solves (T - shift) x = b in place by elimination with row exchanges.
void solve(const Tridiagonal& t, double shift, double norm, Vector& b)
{
    const std::size_t n = t.diagonal.size();
    Vector d(n), u(n, 0.0), u2(n, 0.0); // rows of the upper factor
    double first = t.diagonal[0] - shift, second = n > 1 ? t.beside[0] : 0;
    for (std::size_t i = 0; i < n; ++i) {
        if (i + 1 == n) {
            d[i] = first;
            break;
        }
        const double below = t.beside[i], next = t.diagonal[i + 1] - shift, after = i + 2 < n ? t.beside[i + 1] : 0;
        if (std::abs(below) > std::abs(first)) {
            d[i] = below, u[i] = next, u2[i] = after;
            std::swap(b[i], b[i + 1]);
            const double factor = first / below;
            first = second - factor * next;
            second = -factor * after;
            b[i + 1] -= factor * b[i];
        } else {
            d[i] = first == 0 ? kEpsilon * norm : first, u[i] = second;
            const double factor = below / d[i];
            first = next - factor * second;
            second = after;
            b[i + 1] -= factor * b[i];
        }
    }
    for (std::size_t i = n; i-- > 0;) {
        if (std::abs(d[i]) < kEpsilon * norm)
            d[i] = kEpsilon * norm;
        b[i] = (b[i] - (i + 1 < n ? u[i] * b[i + 1] : 0) - (i + 2 < n ? u2[i] * b[i + 2] : 0)) / d[i];
    }
}

void makeUnit(Vector& v, const std::vector<EigenPair>& others)
{
    for (int twice = 0; twice < 2; ++twice) // once more for what rounding left
        for (const EigenPair& other : others) {
            const double part = product(v, other.vector);
            for (std::size_t i = 0; i < v.size(); ++i)
                v[i] -= part * other.vector[i];
        }
    double largest = 0;
    for (const double value : v)
        largest = std::max(largest, std::abs(value));
    for (double& value : v)
        value /= largest > 0 ? largest : 1;
    const double length = std::sqrt(product(v, v));
    for (double& value : v)
        value /= length > 0 ? length : 1;
}

void turnBack(const Tridiagonal& t, Vector& v)
{
    for (std::size_t k = t.reflections.size(); k-- > 0;) {
        const double part = product(t.reflections[k], v);
        for (std::size_t i = 0; i < v.size(); ++i)
            v[i] -= part * t.reflections[k][i];
    }
    std::size_t largest = 0;
    for (std::size_t i = 1; i < v.size(); ++i)
        if (std::abs(v[i]) > std::abs(v[largest]) * (1 + 1e-9)) // equals that rounding has told apart stay equals
            largest = i;
    if (v[largest] < 0)
        for (double& value : v)
            value = -value;
}

} // namespace

std::vector<EigenPair> largestEigenpairs(std::vector<double> matrix, std::size_t n, std::size_t count)
{
    constexpr int kRounds = 4;
    std::vector<EigenPair> pairs;
    if (n == 0)
        return pairs;
    const Tridiagonal t = reduce(matrix, n);
    const double norm = std::max(normOf(t), std::numeric_limits<double>::min() / kEpsilon);
    for (std::size_t rank = 0; rank < std::min(count, n); ++rank) {
        EigenPair pair;
        pair.value = normOf(t) > 0 ? eigenvalue(t, rank, norm) : 0.0;
        Rng rng(rank + 1); // any start that is not at right angles to the vector
        for (std::size_t i = 0; i < n; ++i)
            pair.vector.push_back(rng.uniform(-1, 1));
        for (int round = 0; round < kRounds; ++round) {
            makeUnit(pair.vector, pairs);
            solve(t, pair.value, norm, pair.vector);
        }
        makeUnit(pair.vector, pairs);
        pairs.push_back(std::move(pair));
    }
    for (EigenPair& pair : pairs)
        turnBack(t, pair.vector);
    return pairs;
}

} // namespace fulcrum::embed
