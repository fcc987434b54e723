// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/tsne.h"

#include "core/base/rng.h"
#include "core/embed/covariance.h"
#include "core/embed/tsne_forces.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace fulcrum::embed {
namespace {

// The usual choices: openTSNE's and scikit-learn's, started as Kobak and Berens (2019) advise.
constexpr double kExaggeration = 12;
constexpr double kStartWidth = 1e-4;
constexpr std::size_t kNeighboursPerPerplexity = 3;
constexpr std::size_t kLandmarksOfPoint = 10; ///< nearest ones that place a point
constexpr double kPlacePerplexity = 3;
constexpr std::size_t kQueryBlock = 2048;
constexpr std::size_t kPadding = 16;
constexpr float kFar = 1e18F;
constexpr std::uint64_t kSampleUnit = 1, kJitterUnit = 2; // part of what a seed means, so never renumber
constexpr double kShareOfNeighbours = 0.1, kShareOfLayout = 0.8; ///< of the progress

/// Weights exp(-beta d) that sum up to 1 and have this perplexity; distances ascending.
void weigh(std::span<const double> distances, double perplexity, std::vector<double>& weights)
{
    constexpr int kRounds = 64;
    double beta = 1, low = 0, high = std::numeric_limits<double>::infinity();
    const double wanted = std::log(perplexity);
    weights.resize(distances.size());
    for (int round = 0; round < kRounds; ++round) {
        double sum = 0, moment = 0;
        for (std::size_t i = 0; i < distances.size(); ++i) {
            const double distance = distances[i] - distances[0];
            weights[i] = std::exp(-beta * distance);
            sum += weights[i];
            moment += weights[i] * distance;
        }
        const double entropy = std::log(sum) + beta * moment / sum;
        for (double& weight : weights)
            weight /= sum;
        if (std::abs(entropy - wanted) < 1e-6)
            return;
        if (entropy > wanted) {
            low = beta;
            beta = std::isinf(high) ? beta * 2 : (beta + high) / 2;
        } else {
            high = beta;
            beta = (beta + low) / 2;
        }
    }
}

/// Affinities of neighbours, symmetric, as compressed rows.
struct Affinities
{
    std::vector<std::size_t> begin;
    std::vector<std::uint32_t> to;
    std::vector<float> value;
};

Affinities symmetric(const std::vector<std::vector<std::pair<std::uint32_t, double>>>& directed)
{
    const std::size_t n = directed.size();
    std::vector<std::vector<std::pair<std::uint32_t, double>>> both(n);
    const double scale = 1 / (2 * static_cast<double>(n));
    for (std::size_t i = 0; i < n; ++i)
        for (const auto& [j, p] : directed[i]) {
            both[i].emplace_back(j, p * scale);
            both[j].emplace_back(static_cast<std::uint32_t>(i), p * scale);
        }
    Affinities result;
    result.begin.push_back(0);
    for (auto& row : both) {
        std::stable_sort(row.begin(), row.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [j, p] : row) {
            if (result.to.size() > result.begin.back() && result.to.back() == j) {
                result.value.back() += static_cast<float>(p);
            } else {
                result.to.push_back(j);
                result.value.push_back(static_cast<float>(p));
            }
        }
        result.begin.push_back(result.to.size());
        row = {};
    }
    return result;
}

/// Neighbours of all rows of `queries` among `items`, in blocks that report how far they are.
Result<void> eachNeighbours(const Matrix& queries, const Matrix& items, std::size_t k, bool withoutSelf, int threads,
    const std::stop_token& stop, const std::function<void(std::size_t, const std::vector<Match>&)>& take,
    const std::function<void(double)>& report)
{
    for (std::size_t at = 0; at < queries.rows(); at += kQueryBlock) {
        const std::size_t count = std::min(kQueryBlock, queries.rows() - at), d = queries.dimensions;
        Matrix block = queries;
        block.values = queries.values.empty() ? queries.values : queries.values.subspan(at * d, count * d);
        block.halves = queries.halves.empty() ? queries.halves : queries.halves.subspan(at * d, count * d);
        TopKRequest request;
        request.parts = {{block, items}};
        request.k = k;
        request.threads = threads;
        std::vector<std::int64_t> self(withoutSelf ? count : 0);
        for (std::size_t i = 0; i < self.size(); ++i)
            self[i] = static_cast<std::int64_t>(at + i);
        request.excluded = self;
        FULCRUM_TRY(const auto found, topK(request, stop));
        for (std::size_t i = 0; i < count; ++i)
            take(at + i, found[i]);
        report(static_cast<double>(at + count) / static_cast<double>(queries.rows()));
    }
    return {};
}

std::vector<double> distancesOf(const std::vector<Match>& matches)
{
    std::vector<double> distances;
    for (const Match& match : matches) // of vectors of length 1
        distances.push_back(std::max(0.0, 2 - 2 * static_cast<double>(match.similarity)));
    return distances;
}

/// Points that move under forces.
class Layout
{
public:
    Layout(Affinities affinities, std::vector<float> x, std::vector<float> y, int threads)
        : m_affinities(std::move(affinities)), m_n(x.size()), m_threads(threads), m_x(std::move(x)), m_y(std::move(y)),
          m_forces(m_n), m_speed(2 * m_n), m_gain(2 * m_n, 1.0F), m_loop(repulsionLoop())
    {
        const std::size_t padded = (m_n + kPadding - 1) / kPadding * kPadding;
        m_x.resize(padded, kFar);
        m_y.resize(padded, kFar);
    }

    void step(double exaggeration, double momentum)
    {
        computeForces();
        double weights = 0;
        for (const Force& force : m_forces)
            weights += static_cast<double>(force.apart.weights) - 1; // without the point itself
        const double rate = std::max(static_cast<double>(m_n) / kExaggeration / 4, 50.0);
        const double apart = 1 / std::max(weights, std::numeric_limits<double>::min());
        for (std::size_t i = 0; i < m_n; ++i) {
            const Force& force = m_forces[i];
            move(m_x[i], 2 * i, 4 * (exaggeration * force.x - apart * static_cast<double>(force.apart.x)), rate, momentum);
            move(m_y[i], 2 * i + 1, 4 * (exaggeration * force.y - apart * static_cast<double>(force.apart.y)), rate, momentum);
        }
        centre(m_x);
        centre(m_y);
    }
    float x(std::size_t i) const { return m_x[i]; }
    float y(std::size_t i) const { return m_y[i]; }

private:
    struct Force
    {
        Repulsion apart;
        double x = 0, y = 0; ///< attraction
    };

    void computeForces()
    {
        constexpr std::size_t kPart = 256; // points of a unit of work
        const bool small = m_n < 2 * kPart; // done before a thread has started
        inParallel((m_n + kPart - 1) / kPart, small ? 1 : m_threads, [this](std::size_t part) {
            for (std::size_t i = part * kPart; i < std::min(m_n, (part + 1) * kPart); ++i)
                m_forces[i] = forceOn(i);
        });
    }

    Force forceOn(std::size_t i) const
    {
        Force force;
        force.apart = m_loop(m_x[i], m_y[i], m_x.data(), m_y.data(), m_x.size());
        for (std::size_t at = m_affinities.begin[i]; at < m_affinities.begin[i + 1]; ++at) {
            const std::size_t j = m_affinities.to[at];
            const float dx = m_x[i] - m_x[j], dy = m_y[i] - m_y[j];
            const float weight = m_affinities.value[at] / (1.0F + dx * dx + dy * dy);
            force.x += static_cast<double>(weight * dx);
            force.y += static_cast<double>(weight * dy);
        }
        return force;
    }

    void move(float& place, std::size_t at, double gradient, double rate, double momentum)
    {
        constexpr float kFaster = 0.2F, kSlower = 0.8F, kSlowest = 0.01F;
        const bool turned = (gradient > 0) == (m_speed[at] > 0);
        m_gain[at] = std::max(kSlowest, turned ? m_gain[at] * kSlower : m_gain[at] + kFaster);
        m_speed[at] = static_cast<float>(
            momentum * static_cast<double>(m_speed[at]) - rate * static_cast<double>(m_gain[at]) * gradient);
        place += m_speed[at];
    }

    void centre(std::vector<float>& places) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < m_n; ++i)
            sum += static_cast<double>(places[i]);
        const auto mean = static_cast<float>(sum / static_cast<double>(m_n));
        for (std::size_t i = 0; i < m_n; ++i)
            places[i] -= mean;
    }

    const Affinities m_affinities;
    const std::size_t m_n;
    const int m_threads;
    std::vector<float> m_x, m_y; ///< padded with points far away
    std::vector<Force> m_forces;
    std::vector<float> m_speed, m_gain; ///< x and y of each point
    const RepulsionOf m_loop;
};

/// A t-SNE of one table.
class Embedding
{
public:
    Embedding(const Matrix& table, const Projection& start, const ProjectionOptions& options, std::stop_token stop,
        const ProjectionProgress& progress)
        : m_table(table), m_start(start), m_options(options), m_stop(std::move(stop)), m_progress(progress), m_result(start)
    {
        m_result.explained = {};
        std::fill(m_result.x.begin(), m_result.x.end(), std::numeric_limits<float>::quiet_NaN());
        m_result.y = m_result.x;
    }

    Result<Projection> run()
    {
        choose();
        FULCRUM_TRY(Affinities affinities, findNeighbours());
        FULCRUM_CHECK(layOut(std::move(affinities)));
        if (m_result.landmarks > 0)
            FULCRUM_CHECK(placeOthers());
        return std::move(m_result);
    }

private:
    void report(double share, bool layout) const
    {
        if (m_progress)
            m_progress(share, layout ? &m_result : nullptr);
    }

    /// Which rows are laid out, and their numbers side by side.
    void choose()
    {
        for (std::size_t i = 0; i < m_table.rows(); ++i)
            if (std::isfinite(m_start.x[i]))
                m_rows.push_back(i);
        if (m_rows.size() > m_options.landmarks) {
            Rng rng(m_options.seed, {kSampleUnit});
            const std::vector<std::size_t> drawn = rng.sample(m_rows.size(), m_options.landmarks);
            std::vector<std::size_t> some;
            for (const std::size_t i : drawn)
                some.push_back(m_rows[i]);
            std::sort(some.begin(), some.end());
            m_rows = std::move(some);
            m_result.landmarks = m_rows.size();
        }
        m_values.resize(m_rows.size() * m_table.dimensions);
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            readRow(m_table, m_rows[i], m_values.data() + i * m_table.dimensions);
    }
    Matrix chosen() const { return {m_values, m_table.dimensions}; }

    Result<Affinities> findNeighbours()
    {
        const double perplexity = std::min(m_options.perplexity, static_cast<double>(m_rows.size() - 1) / kNeighboursPerPerplexity);
        const auto k = std::min(m_rows.size() - 1, static_cast<std::size_t>(perplexity * kNeighboursPerPerplexity));
        std::vector<std::vector<std::pair<std::uint32_t, double>>> directed(m_rows.size());
        std::vector<double> weights;
        FULCRUM_CHECK(eachNeighbours(chosen(), chosen(), k, true, m_options.threads, m_stop,
            [&](std::size_t i, const std::vector<Match>& matches) {
                weigh(distancesOf(matches), perplexity, weights);
                for (std::size_t j = 0; j < matches.size(); ++j)
                    directed[i].emplace_back(static_cast<std::uint32_t>(matches[j].item), weights[j]);
            },
            [&](double share) { report(kShareOfNeighbours * share, false); }));
        return symmetric(directed);
    }

    Result<void> layOut(Affinities affinities)
    {
        Layout layout = makeLayout(std::move(affinities));
        const int early = m_options.iterations / 3;
        for (int iteration = 0; iteration < m_options.iterations; ++iteration) {
            if (m_stop.stop_requested())
                return fail(ErrorCode::Cancelled, "projection");
            layout.step(iteration < early ? kExaggeration : 1.0, iteration < early ? 0.5 : 0.8);
            for (std::size_t i = 0; i < m_rows.size(); ++i) {
                m_result.x[m_rows[i]] = layout.x(i);
                m_result.y[m_rows[i]] = layout.y(i);
            }
            report(kShareOfNeighbours + kShareOfLayout * (iteration + 1) / m_options.iterations, true);
        }
        return {};
    }

    /// The principal components, small; equal rows are told apart by a little noise.
    Layout makeLayout(Affinities affinities) const
    {
        double squares = 0;
        for (const std::size_t row : m_rows)
            squares += static_cast<double>(m_start.x[row]) * static_cast<double>(m_start.x[row]);
        const double width = std::sqrt(squares / static_cast<double>(m_rows.size()));
        const double scale = width > 0 ? kStartWidth / width : 0;
        Rng rng(m_options.seed, {kJitterUnit});
        std::vector<float> x, y;
        for (const std::size_t row : m_rows) {
            x.push_back(static_cast<float>(static_cast<double>(m_start.x[row]) * scale + kStartWidth / 100 * rng.normal()));
            y.push_back(static_cast<float>(static_cast<double>(m_start.y[row]) * scale + kStartWidth / 100 * rng.normal()));
        }
        return Layout(std::move(affinities), std::move(x), std::move(y), m_options.threads);
    }

    Result<void> placeOthers()
    {
        std::vector<char> isLandmark(m_table.rows());
        for (const std::size_t row : m_rows)
            isLandmark[row] = 1;
        std::vector<double> weights;
        return eachNeighbours(m_table, chosen(), std::min(kLandmarksOfPoint, m_rows.size()), false, m_options.threads, m_stop,
            [&](std::size_t row, const std::vector<Match>& matches) {
                if (isLandmark[row] || !std::isfinite(m_start.x[row]) || matches.empty())
                    return;
                weigh(distancesOf(matches), std::min(kPlacePerplexity, static_cast<double>(matches.size())), weights);
                double x = 0, y = 0;
                for (std::size_t i = 0; i < matches.size(); ++i) {
                    const std::size_t landmark = m_rows[static_cast<std::size_t>(matches[i].item)];
                    x += weights[i] * static_cast<double>(m_result.x[landmark]);
                    y += weights[i] * static_cast<double>(m_result.y[landmark]);
                }
                m_result.x[row] = static_cast<float>(x);
                m_result.y[row] = static_cast<float>(y);
            },
            [&](double share) { report(kShareOfNeighbours + kShareOfLayout + (1 - kShareOfNeighbours - kShareOfLayout) * share, true); });
    }

    const Matrix& m_table;
    const Projection& m_start;
    const ProjectionOptions& m_options;
    const std::stop_token m_stop;
    const ProjectionProgress& m_progress;
    Projection m_result;
    std::vector<std::size_t> m_rows; ///< laid out, ascending
    std::vector<float> m_values;     ///< of those
};

} // namespace

Result<Projection> neighbourEmbedding(const Matrix& table, const Projection& start, const ProjectionOptions& options,
    std::stop_token stop, const ProjectionProgress& progress)
{
    return Embedding(table, start, options, std::move(stop), progress).run();
}

} // namespace fulcrum::embed
