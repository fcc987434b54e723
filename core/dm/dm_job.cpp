// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dm/dm_job.h"

#include "core/dm/candidate_sampler.h"
#include "core/dm/cider_scorer.h"
#include "core/icl/inferencer.h"
#include "core/icl/isolate.h"
#include "core/icl/model_access.h"
#include "core/icl/prompt_builder.h"
#include "core/text/prompt_template.h"

#include <algorithm>
#include <fmt/format.h>

namespace fulcrum::dm {

namespace {

using jobs::Field;

std::string unitKey(std::int64_t anchor)
{
    return fmt::format("anchor-{}", anchor);
}

class DmJob : public jobs::Job
{
public:
    explicit DmJob(jobs::JobSpec spec) : m_spec(std::move(spec)) {}

    Result<void> run(jobs::JobContext& context) override
    {
        FULCRUM_TRY(m_data, icl::TaskData::open(context, *data::taskFromName(m_spec.text("task"))));
        FULCRUM_CHECK(draw(context));
        FULCRUM_CHECK(openEmbeddings(context));
        FULCRUM_CHECK(context.setTotalUnits(static_cast<std::int64_t>(m_drawn.anchors.size()) + 1));
        const auto group = static_cast<std::size_t>(m_spec.integer("anchors_per_call"));
        for (std::size_t begin = 0; begin < m_drawn.anchors.size(); begin += group) {
            FULCRUM_CHECK(context.checkpoint());
            FULCRUM_CHECK(doGroup(context, begin, std::min(begin + group, m_drawn.anchors.size())));
        }
        return {};
    }

private:
    /// Pool and anchors follow from the spec alone; they are stored so that training and evaluation use the same pool.
    Result<void> draw(jobs::JobContext& context)
    {
        for (std::size_t i = 0; i < m_data.support->size(); ++i)
            m_train.push_back({static_cast<std::int64_t>(i), m_data.support->view(i).imageId});
        PoolOptions options;
        options.pool = static_cast<std::size_t>(m_spec.integer("pool"));
        options.anchors = static_cast<std::size_t>(m_spec.integer("anchors"));
        options.outsideAnchors = m_spec.flag("outside_anchors");
        options.seed = static_cast<std::uint64_t>(m_spec.integer("seed"));
        FULCRUM_TRY(m_drawn, drawPool(m_train, options));
        for (const std::int64_t index : m_drawn.pool)
            m_pool.push_back(m_train[static_cast<std::size_t>(index)]);
        return context.commitUnit("setup", [&](store::Database& database) -> Result<void> {
            store::RunRepository runs(database);
            FULCRUM_CHECK(runs.setParam(context.run(), "pool", icl::indicesText(m_drawn.pool)));
            return runs.setParam(context.run(), "anchors", icl::indicesText(m_drawn.anchors));
        });
    }

    CandidateMix mix() const
    {
        const std::string sampler = m_spec.text("sampler");
        if (sampler == "mixed") {
            const std::vector<std::int64_t> shares = m_spec.integers("mix");
            return {static_cast<double>(shares[0]), static_cast<double>(shares[1]), static_cast<double>(shares[2])};
        }
        return {sampler == "random" ? 1.0 : 0.0, sampler == "image-similar" ? 1.0 : 0.0, sampler == "text-similar" ? 1.0 : 0.0};
    }

    /// Those of the train split, for samplers that look for similar candidates.
    Result<void> openEmbeddings(jobs::JobContext& context)
    {
        const CandidateMix shares = mix();
        if (shares.image == 0 && shares.text == 0)
            return {};
        FULCRUM_TRY(const std::string hash, icl::encoderHashOf(*context.project(), context.database(), m_data.task));
        FULCRUM_TRY(m_features, icl::openFeatures(*context.project(), *m_data.support, hash, shares.image > 0, shares.text > 0));
        const std::size_t left = std::erase_if(m_pool, [&](const PoolItem& item) { return !m_features.has(item.index); });
        if (left > 0)
            context.log(LogLevel::Warning, fmt::format("{} of {} samples of the pool have no embedding and become no candidates", left,
                                               m_drawn.pool.size()));
        return context.database().transaction(
            [&] { return store::RunRepository(context.database()).setParam(context.run(), "encoder_hash", hash); });
    }

    Result<void> doGroup(jobs::JobContext& context, std::size_t begin, std::size_t end)
    {
        const std::span anchors = std::span(m_drawn.anchors).subspan(begin, end - begin);
        if (std::all_of(anchors.begin(), anchors.end(), [&](std::int64_t a) { return context.isSettled(unitKey(a)); }))
            return {};
        FULCRUM_CHECK(load(context));
        std::vector<std::optional<Error>> errors(anchors.size());
        std::vector<std::int64_t> able;
        for (std::size_t i = 0; i < anchors.size(); ++i)
            if (m_features.has(anchors[i]))
                able.push_back(anchors[i]);
            else
                errors[i] = icl::noEmbedding(*m_data.support, anchors[i]);
        FULCRUM_TRY(const std::vector<BeamSearch> fresh, makeSearches(able, context.stopToken()));
        std::vector<std::optional<BeamSearch>> found(able.size());
        const auto search = [&](std::size_t first, std::size_t last) {
            return searchSome(context, able, fresh, first, last, found);
        };
        // Committed together at the end: which anchors share a forest must not depend on where a killed run stopped.
        std::vector<std::optional<Error>> failures(able.size());
        FULCRUM_CHECK(icl::isolateFailures(0, able.size(), search, [&](std::size_t i, const Error& why) -> Result<void> {
            failures[i] = why;
            return {};
        }));
        for (std::size_t i = 0, next = 0; i < anchors.size(); ++i) {
            const std::size_t own = errors[i] ? able.size() : next++;
            if (own < able.size())
                errors[i] = failures[own];
            if (errors[i])
                FULCRUM_CHECK(context.failUnit(unitKey(anchors[i]), *errors[i], m_spec.number("failed_share")));
            else
                FULCRUM_CHECK(commit(context, static_cast<std::int64_t>(begin + i), anchors[i], *found[own]));
        }
        return {};
    }

    /// The searches of anchors [first, last) of a group, side by side.
    Result<void> searchSome(jobs::JobContext& context, std::span<const std::int64_t> anchors,
        const std::vector<BeamSearch>& fresh, std::size_t first, std::size_t last,
        std::vector<std::optional<BeamSearch>>& found)
    {
        // What comes from the cache must not depend on where a killed run stopped.
        m_session.lvlm->clearPrefixes();
        std::vector<BeamSearch> searches(
            fresh.begin() + static_cast<std::ptrdiff_t>(first), fresh.begin() + static_cast<std::ptrdiff_t>(last));
        for (std::int64_t step = 0; step < m_spec.integer("shots"); ++step)
            FULCRUM_CHECK(advance(context, anchors.subspan(first, last - first), searches));
        for (std::size_t i = first; i < last; ++i)
            found[i] = std::move(searches[i - first]);
        return {};
    }

    Result<void> load(jobs::JobContext& context)
    {
        if (m_session.lvlm)
            return {};
        context.phase("loading the vision-language model");
        FULCRUM_TRY(const model::LoadOptions options,
            icl::loadOptions(m_spec.text("device"), m_spec.integer("threads"), m_spec.text("dtype")));
        FULCRUM_TRY(m_session, icl::loadLvlm(*context.project(), context.project()->resolve(m_spec.text("lvlm")), m_data.task, options,
                                   model::Priority::Job, m_spec.text("prompt_template")));
        if (isCider()) {
            const auto references = byCandidate() ? CiderReferences::Candidate : CiderReferences::Query;
            FULCRUM_TRY(m_cider,
                CiderScorer::create(m_data.support, m_drawn.anchors, references, static_cast<unsigned>(options.threads)));
        }
        context.phase("scoring");
        return {};
    }

    Result<std::vector<BeamSearch>> makeSearches(std::span<const std::int64_t> anchors, std::stop_token stop) const
    {
        BeamOptions options;
        options.shots = static_cast<int>(m_spec.integer("shots"));
        options.beam = static_cast<int>(m_spec.integer("beam"));
        options.order = m_spec.text("construct_order") == "left" ? ConstructOrder::Left : ConstructOrder::Right;
        options.ranking = m_spec.text("ranking") == "last-gain" ? Ranking::LastGain : Ranking::Probability;
        options.logScore = m_spec.text("scorer") == "infoscore-log";
        options.frontInsertion = m_spec.flag("front_insertion");
        options.ownReferences = byCandidate();
        std::vector<PoolItem> items;
        for (const std::int64_t anchor : anchors)
            items.push_back(m_train[static_cast<std::size_t>(anchor)]);
        const auto count = static_cast<std::size_t>(m_spec.integer("candidates"));
        std::vector<std::vector<std::int64_t>> byImage(items.size()), byText(items.size());
        for (auto& [table, nearest] : {std::pair(&m_features.image, &byImage), std::pair(&m_features.text, &byText)})
            if (table->rows() > 0) {
                FULCRUM_TRY(*nearest, nearestSamples(m_pool, items, *table, count, stop));
            }
        std::vector<BeamSearch> searches;
        for (std::size_t i = 0; i < items.size(); ++i) {
            FULCRUM_TRY(std::vector<std::int64_t> candidates, mixCandidates(m_pool, items[i], count, mix(), byImage[i], byText[i],
                                                                   static_cast<std::uint64_t>(m_spec.integer("seed"))));
            FULCRUM_TRY(BeamSearch search, BeamSearch::create(std::move(candidates), options));
            searches.push_back(std::move(search));
        }
        return searches;
    }

    bool isCider() const { return m_spec.text("scorer") == "cider"; }
    bool byCandidate() const { return isCider() && m_spec.text("cider_references") == "candidate"; }

    model::GateVariant gate() const
    {
        return m_spec.text("gate") == "4.32" ? model::GateVariant::Uniform432 : model::GateVariant::ZeroUnseen;
    }

    /// One step of all searches of a group: one forest.
    Result<void> advance(
        jobs::JobContext& context, std::span<const std::int64_t> anchors, std::vector<BeamSearch>& searches)
    {
        FULCRUM_TRY(const std::vector<double> scores,
            isCider() ? ciderOf(context, anchors, searches) : likelihoodsOf(context, anchors, searches));
        std::size_t at = 0;
        for (std::size_t i = 0; i < searches.size(); ++i) {
            const std::size_t count = searches[i].prompts().size();
            if (auto advanced = searches[i].advance(std::span(scores).subspan(at, count)); !advanced)
                return fail(advanced.error().within(fmt::format("anchor {}", anchors[i])));
            at += count;
        }
        return {};
    }

    /// CIDEr of what the LVLM writes for each anchor after each prompt of its search.
    Result<std::vector<double>> ciderOf(
        jobs::JobContext& context, std::span<const std::int64_t> anchors, const std::vector<BeamSearch>& searches)
    {
        std::vector<icl::IcdSequence> sequences;
        for (std::size_t i = 0; i < anchors.size(); ++i)
            for (const std::vector<std::int64_t>& items : searches[i].prompts()) {
                icl::IcdSequence& sequence = sequences.emplace_back();
                sequence.query = anchors[i];
                for (const std::int64_t item : items)
                    sequence.icds.emplace_back().index = item;
            }
        icl::InferenceOptions options;
        options.generate = icl::officialGeneration(m_data.task, m_session.lvlm->info());
        options.generate.beams = static_cast<int>(m_spec.integer("generation_beams"));
        options.generate.gate = gate();
        options.queriesPerCall = static_cast<int>(sequences.size());
        FULCRUM_TRY(const auto answers, icl::infer(*m_session.lvlm, m_session.prompts, m_data.support, m_data.support, sequences,
                                            options, context.stopToken()));
        std::vector<double> all;
        std::vector<std::string> captions;
        auto answer = answers.begin();
        for (std::size_t i = 0; i < anchors.size(); ++i) {
            captions.clear();
            for (std::size_t p = 0; p < searches[i].prompts().size(); ++p)
                captions.push_back((answer++)->prediction);
            FULCRUM_TRY(const std::vector<double> values, m_cider->score(anchors[i], searches[i], captions));
            all.insert(all.end(), values.begin(), values.end());
        }
        return all;
    }

    Result<std::vector<double>> likelihoodsOf(
        jobs::JobContext& context, std::span<const std::int64_t> anchors, const std::vector<BeamSearch>& searches)
    {
        std::vector<icl::Prompt> prompts;
        for (std::size_t i = 0; i < anchors.size(); ++i)
            for (const std::vector<std::int64_t>& items : searches[i].prompts())
                prompts.push_back({items, anchors[i]});
        icl::ScorerOptions options;
        options.mask = m_spec.text("mask") == "head" ? icl::MaskVariant::Head : icl::MaskVariant::Paper;
        options.gate = gate();
        return icl::scorePrompts(*m_session.lvlm, m_session.prompts, m_data.support, m_data.support, prompts, options,
            context.stopToken());
    }

    Result<void> commit(jobs::JobContext& context, std::int64_t ordinal, std::int64_t anchor, const BeamSearch& search)
    {
        return context.commitUnit(unitKey(anchor), [&](store::Database& database) -> Result<void> {
            std::vector<store::DmEntry> entries;
            for (const BeamSequence& sequence : search.sequences())
                entries.push_back(toEntry(anchor, static_cast<int>(entries.size()), search.zeroShot(), sequence));
            FULCRUM_CHECK(store::DmRepository(database).add(context.run(), entries));
            return context.metric("best score", ordinal, entries.front().score);
        });
    }

    jobs::JobSpec m_spec;
    icl::TaskData m_data;
    icl::FeatureTables m_features; ///< of the train split; empty for the random sampler
    icl::LvlmSession m_session;
    std::optional<CiderScorer> m_cider;
    std::vector<PoolItem> m_train; ///< row = sample index
    std::vector<PoolItem> m_pool;
    PoolAndAnchors m_drawn;
};

std::vector<Field> dmFields()
{
    std::vector<Field> fields = jobs::commonFields();
    fields.push_back(Field::choice("task", "caption", {"caption", "vqa"}, "Task of anchors and demonstrations"));
    fields.push_back(Field::text("lvlm", "", "Folder of the vision-language model; empty = the project's").asFolder());
    fields.push_back(Field::text("prompt_template", "",
        "How anchors and demonstrations are written for the model: an instruction, <image>, then the words around <Q> and <A>; empty = the "
        "published template of the model").asLater());
    fields.push_back(Field::choice("scorer", "infoscore", {"infoscore", "infoscore-log", "cider"},
        "What a demonstration gains: a difference of P(y|S,x), of its logarithm, or of the CIDEr of what the model writes"));
    fields.push_back(Field::integer("anchors", 5000, 1, 10'000'000, "Anchors: queries with a known answer"));
    fields.push_back(Field::integer("candidates", 64, 2, 1024, "Candidates drawn for each anchor"));
    fields.push_back(Field::integer("beam", 5, 1, 32, "Sequences kept at each step"));
    fields.push_back(Field::integer("shots", 2, 1, 8, "Demonstrations in a sequence"));
    fields.push_back(Field::integer(
        "pool", 0, 0, 10'000'000, "Size of the demonstration pool, drawn from the train split; 0 = all of it"));
    fields.push_back(Field::boolean(
        "outside_anchors", false, "Draw anchors from images outside the pool (needs a pool smaller than the split)"));
    fields.push_back(Field::choice("sampler", "random", {"random", "image-similar", "text-similar", "mixed"},
        "How candidates are drawn: at random, the most similar to the anchor by the stored embeddings, or some of each"));
    fields.push_back(Field::integers("mix", {2, 1, 1}, 0, 1'000'000,
        "Shares of random, image-similar and text-similar candidates for the sampler mixed").asAdvanced());
    fields.push_back(Field::choice("construct_order", "left", {"left", "right"},
        "Where a new demonstration goes: in front of the others, or next to the query"));
    fields.push_back(Field::choice("ranking", "probability", {"probability", "last-gain"},
        "What the beam keeps: the best likelihood, or as published the largest gain of the last step").asAdvanced());
    fields.push_back(Field::choice("mask", "paper", {"paper", "head"},
        "Which tokens are context: all before the answer, or as published all but the last join").asAdvanced());
    fields.push_back(Field::boolean("front_insertion", false,
        "As published: put new ids in front of the stored list also when the construct order is right").asAdvanced());
    fields.push_back(Field::choice("gate", "current", {"current", "4.32"},
        "Tokens that see no image: current transformers, or as in 4.32").asAdvanced());
    fields.push_back(Field::choice("cider_references", "query", {"query", "candidate"},
        "Whose captions cider compares with: the query's, or as published those of the candidate's image").asAdvanced());
    fields.push_back(Field::integer("generation_beams", 3, 1, 32, "Beams of the generation for cider; 1 = greedy").asAdvanced());
    fields.push_back(
        Field::integer("anchors_per_call", 16, 1, 1024, "Anchors scored in one forest").asAdvanced());
    fields.push_back(jobs::dtypeField());
    fields.push_back(jobs::failedShareField("anchors"));
    return fields;
}

Result<void> dmRule(const nlohmann::json& values)
{
    const auto number = [&](const char* name) { return values.at(name).get<std::int64_t>(); };
    if (number("candidates") - number("shots") + 1 < number("beam"))
        return fail(ErrorCode::OutOfRange, "the D_M spec cannot be used", "candidates",
            "candidates - shots + 1 must be at least the beam");
    if (number("pool") > 0 && number("pool") < number("candidates"))
        return fail(ErrorCode::OutOfRange, "the D_M spec cannot be used", "pool", "it is smaller than the candidates");
    if (values.at("scorer") == "cider" && values.at("task") != "caption")
        return fail(ErrorCode::Usage, "the D_M spec cannot be used", "scorer", "only captions have a CIDEr", "use infoscore");
    if (values.at("sampler") == "mixed") {
        const auto shares = values.at("mix").get<std::vector<std::int64_t>>();
        if (shares.size() != 3 || std::all_of(shares.begin(), shares.end(), [](std::int64_t one) { return one == 0; }))
            return fail(ErrorCode::Usage, "the D_M spec cannot be used", "mix",
                "three shares are needed, of random, image-similar and text-similar, not all 0", "write --mix 2,1,1");
    }
    if (const auto form = values.at("prompt_template").get<std::string>(); !form.empty())
        FULCRUM_CHECK(text::checkTemplateText(form, *data::taskFromName(values.at("task").get<std::string>())));
    if (values.at("outside_anchors").get<bool>() && number("pool") == 0)
        return fail(ErrorCode::Usage, "the D_M spec cannot be used", "outside_anchors",
            "with the whole train split as pool there is no image outside it", "set a pool size");
    return {};
}

} // namespace

jobs::JobKind dmJobKind()
{
    jobs::JobKind kind;
    kind.name = "dm";
    kind.title = "Build D_M";
    kind.fields = dmFields();
    kind.rule = dmRule;
    kind.complete = icl::completeLvlm;
    kind.parity = [](const nlohmann::json& values) {
        nlohmann::json flags = nlohmann::json::object();
        for (const auto& [name, corrected] : {std::pair("ranking", "probability"), {"mask", "paper"}, {"gate", "current"}})
            if (values.at(name) != corrected)
                flags[name] = values.at(name);
        if (values.at("front_insertion").get<bool>())
            flags["front_insertion"] = true;
        if (values.at("scorer") == "cider" && values.at("cider_references") == "candidate")
            flags["cider_references"] = "candidate";
        return flags;
    };
    kind.suggestName = [](const nlohmann::json& values) {
        return fmt::format("D_M {} {} anchors", values.at("task").get<std::string>(),
            values.at("anchors").get<std::int64_t>());
    };
    kind.create = [](const jobs::JobSpec& spec) -> Result<std::unique_ptr<jobs::Job>> {
        return std::make_unique<DmJob>(spec);
    };
    return kind;
}

store::DmEntry toEntry(std::int64_t anchor, int rank, double zeroShot, const BeamSequence& sequence)
{
    store::DmEntry entry;
    entry.anchor = anchor;
    entry.rank = rank;
    entry.score = sequence.score;
    entry.baseProbability = zeroShot;
    entry.items = sequence.items;
    for (const std::int64_t item : sequence.items)
        for (std::size_t s = 0; s < sequence.steps.size(); ++s)
            if (sequence.steps[s].item == item) {
                entry.steps.push_back(static_cast<int>(s));
                entry.gains.push_back(sequence.steps[s].gain);
                entry.probabilities.push_back(sequence.steps[s].probability);
            }
    return entry;
}

BeamSequence fromEntry(const store::DmEntry& entry)
{
    BeamSequence sequence;
    sequence.items = entry.items;
    sequence.score = entry.score;
    if (entry.steps.size() != entry.items.size() || entry.gains.size() != entry.items.size() ||
        entry.probabilities.size() != entry.items.size())
        return sequence; // imported: the steps are not known
    sequence.steps.resize(entry.items.size());
    for (std::size_t i = 0; i < entry.items.size(); ++i)
        if (const auto s = static_cast<std::size_t>(entry.steps[i]); s < sequence.steps.size())
            sequence.steps[s] = {entry.items[i], entry.gains[i], entry.probabilities[i]};
    return sequence;
}

Result<std::vector<AnchorSequences>> runSequences(store::Database& database, store::RunId run)
{
    FULCRUM_TRY(const std::vector<store::DmEntry> entries, store::DmRepository(database).entries(run));
    std::vector<AnchorSequences> result;
    for (const store::DmEntry& entry : entries) {
        if (result.empty() || result.back().anchor != entry.anchor)
            result.push_back({entry.anchor, {}});
        result.back().sequences.push_back(fromEntry(entry));
    }
    return result;
}

} // namespace fulcrum::dm
