// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/oracle_retriever.h"

#include "core/base/rng.h"
#include "core/dm/beam_search.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace fulcrum::icl {

namespace {

constexpr std::uint64_t kOracleUnit = 14; // part of what a seed means, so never renumber

class OracleRetriever : public Retriever
{
public:
    OracleRetriever(Pool pool, model::VisionLanguageModel& lvlm, std::shared_ptr<const PromptSource> source,
        std::shared_ptr<const data::Dataset> queries, const OracleOptions& options)
        : m_pool(std::move(pool)),
          m_lvlm(lvlm),
          m_source(std::move(source)),
          m_queries(std::move(queries)),
          m_options(options)
    {
    }

    Result<std::vector<IcdSequence>> retrieve(const RetrieveRequest& request, std::stop_token stop) override
    {
        if (request.queries != m_queries.get())
            return fail(ErrorCode::Internal, "oracle", "queries", "made for another split");
        FULCRUM_CHECK(findMissing(request, stop));
        std::vector<IcdSequence> result;
        for (const std::int64_t query : request.indices) {
            IcdSequence sequence = m_found.at({request.seed, query});
            const auto tooMany = static_cast<std::ptrdiff_t>(sequence.icds.size()) - request.shots;
            sequence.icds.erase(sequence.icds.begin(), sequence.icds.begin() + tooMany);
            result.push_back(std::move(sequence));
        }
        return result;
    }

private:
    Result<void> findMissing(RetrieveRequest request, std::stop_token stop)
    {
        std::vector<std::int64_t> missing;
        for (const std::int64_t query : request.indices) {
            const auto known = m_found.find({request.seed, query});
            if (known == m_found.end() || known->second.icds.size() < static_cast<std::size_t>(request.shots))
                missing.push_back(query);
        }
        request.shots = std::max(request.shots, m_options.maxShots);
        const std::span<const std::int64_t> all = missing;
        const auto step = static_cast<std::size_t>(std::max(1, m_options.queriesPerCall));
        for (std::size_t begin = 0; begin < all.size(); begin += step) {
            FULCRUM_TRY(std::vector<IcdSequence> some,
                block(all.subspan(begin, std::min(step, all.size() - begin)), request, stop));
            for (IcdSequence& one : some)
                m_found[{request.seed, one.query}] = std::move(one);
        }
        return {};
    }

    Result<dm::BeamSearch> search(std::int64_t query, const RetrieveRequest& request) const
    {
        if (query < 0 || static_cast<std::size_t>(query) >= m_queries->size())
            return fail(ErrorCode::OutOfRange, "cannot retrieve", fmt::format("query {}", query));
        const std::int64_t own = m_pool.ownIndex(*m_queries, query);
        std::vector<std::int64_t> eligible;
        for (const std::int64_t item : m_pool.items)
            if (item != own)
                eligible.push_back(item);
        Rng rng(request.seed,
            {kOracleUnit, static_cast<std::uint64_t>(m_queries->id(static_cast<std::size_t>(query)))});
        std::vector<std::int64_t> candidates;
        for (const std::size_t i : rng.sample(eligible.size(), static_cast<std::size_t>(m_options.candidates)))
            candidates.push_back(eligible[i]);
        dm::BeamOptions options;
        options.shots = request.shots;
        options.beam = 1;
        return dm::BeamSearch::create(std::move(candidates), options);
    }

    /// The searches of some queries side by side: one forest per step for all of them.
    Result<std::vector<IcdSequence>> block(
        std::span<const std::int64_t> queries, const RetrieveRequest& request, std::stop_token stop)
    {
        std::vector<dm::BeamSearch> searches;
        for (const std::int64_t query : queries) {
            FULCRUM_TRY(dm::BeamSearch one, search(query, request));
            searches.push_back(std::move(one));
        }
        for (int step = 0; step < request.shots; ++step) {
            std::vector<Prompt> prompts;
            for (std::size_t q = 0; q < queries.size(); ++q)
                for (const std::vector<std::int64_t>& items : searches[q].prompts())
                    prompts.push_back({items, queries[q]});
            FULCRUM_TRY(const std::vector<double> scores,
                scorePrompts(m_lvlm, m_source, m_pool.support, m_queries, prompts, m_options.scorer, stop));
            std::size_t at = 0;
            for (dm::BeamSearch& one : searches) {
                const std::size_t count = one.prompts().size();
                FULCRUM_CHECK(one.advance(std::span(scores).subspan(at, count)));
                at += count;
            }
        }
        std::vector<IcdSequence> result;
        for (std::size_t q = 0; q < queries.size(); ++q)
            result.push_back(sequence(queries[q], searches[q].sequences().front()));
        return result;
    }

    IcdSequence sequence(std::int64_t query, const dm::BeamSequence& beam) const
    {
        IcdSequence result{query, {}};
        for (std::size_t s = beam.steps.size(); s-- > 0;) { // left: the last chosen stands first
            IcdStep icd;
            icd.index = beam.steps[s].item;
            icd.id = m_pool.support->id(static_cast<std::size_t>(icd.index));
            icd.step = static_cast<int>(s);
            icd.rank = 1;
            icd.gain = beam.steps[s].gain;
            result.icds.push_back(std::move(icd));
        }
        return result;
    }

    Pool m_pool;
    model::VisionLanguageModel& m_lvlm;
    std::shared_ptr<const PromptSource> m_source;
    std::shared_ptr<const data::Dataset> m_queries;
    OracleOptions m_options;
    std::map<std::pair<std::uint64_t, std::int64_t>, IcdSequence> m_found; ///< by seed and query
};

} // namespace

std::unique_ptr<Retriever> makeOracleRetriever(Pool pool, model::VisionLanguageModel& lvlm,
    std::shared_ptr<const PromptSource> source, std::shared_ptr<const data::Dataset> queries, const OracleOptions& options)
{
    return std::make_unique<OracleRetriever>(std::move(pool), lvlm, std::move(source), std::move(queries), options);
}

} // namespace fulcrum::icl
