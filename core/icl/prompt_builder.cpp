// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/icl/prompt_builder.h"

#include <fmt/format.h>

namespace fulcrum::icl {

namespace {

/// The sample as a demonstration that says something else; empty = what it says itself.
data::Sample saying(data::Sample sample, data::Task task, const std::string& text)
{
    if (text.empty())
        return sample;
    if (task == data::Task::Vqa)
        sample.answer = text;
    else
        sample.captions = {text};
    return sample;
}

const std::string& textAt(const Prompt& prompt, std::size_t position)
{
    static const std::string own;
    return position < prompt.texts.size() ? prompt.texts[position] : own;
}

} // namespace

Prompt promptOf(const IcdSequence& sequence)
{
    Prompt prompt{sequence.indices(), sequence.query};
    for (std::size_t i = 0; i < sequence.icds.size(); ++i) {
        if (sequence.icds[i].text.empty())
            continue;
        prompt.texts.resize(sequence.icds.size());
        prompt.texts[i] = sequence.icds[i].text;
    }
    return prompt;
}

PromptForestBuilder::PromptForestBuilder(std::shared_ptr<const PromptSource> source,
    std::shared_ptr<const data::Dataset> support, std::shared_ptr<const data::Dataset> queries, MaskVariant mask)
    : m_source(std::move(source)), m_support(std::move(support)), m_queries(std::move(queries)), m_mask(mask)
{
}

const std::shared_ptr<const data::Dataset>& PromptForestBuilder::datasetOf(Kind kind) const
{
    return kind == Kind::Demonstration ? m_support : m_queries;
}

int PromptForestBuilder::imageOf(const std::shared_ptr<const data::Dataset>& dataset, const data::Sample& sample)
{
    std::string key = fmt::format("{}:{}", dataset->fingerprint(), sample.imageId);
    const auto found = m_images.find(key);
    if (found != m_images.end())
        return found->second;
    const auto load = [source = m_source, dataset, index = sample.index] {
        return source->pixels(*dataset, (*dataset)[static_cast<std::size_t>(index)]);
    };
    const int image = m_forest.addImage({key, load});
    m_images.emplace(std::move(key), image);
    return image;
}

int PromptForestBuilder::addNode(int parent, const Segment& segment, std::vector<int> images)
{
    const int before = parent < 0 ? 0 : m_pathLength[static_cast<std::size_t>(parent)];
    const int node = m_forest.addNode(parent, segment.tokens, std::move(images));
    m_pathLength.push_back(before + static_cast<int>(segment.tokens.size()));
    return node;
}

Result<int> PromptForestBuilder::root()
{
    if (!m_hasRoot) {
        FULCRUM_TRY(const Segment opening, m_source->opening());
        if (!opening.tokens.empty())
            m_root = addNode(-1, opening, {});
        m_hasRoot = true;
    }
    return m_root;
}

Result<const Segment*> PromptForestBuilder::segment(Kind kind, std::int64_t sample, const std::string& text)
{
    const auto known = m_segments.find({kind, sample, text});
    if (known != m_segments.end())
        return &known->second;
    const data::Dataset& dataset = *datasetOf(kind);
    if (sample < 0 || static_cast<std::size_t>(sample) >= dataset.size())
        return fail(ErrorCode::OutOfRange, "cannot build a prompt", fmt::format("sample {}", sample),
            fmt::format("the split has {} samples", dataset.size()));
    const data::Sample row = saying(dataset[static_cast<std::size_t>(sample)], dataset.task(), text);
    FULCRUM_TRY(Segment made, kind == Kind::Demonstration ? m_source->demonstration(row)
                              : kind == Kind::Query       ? m_source->query(row)
                                                          : m_source->answeredQuery(row));
    if (made.tokens.empty())
        return fail(ErrorCode::Malformed, "cannot build a prompt", fmt::format("sample {}", sample), "it has no text");
    return &m_segments.emplace(std::tuple(kind, sample, text), std::move(made)).first->second;
}

Result<PromptForestBuilder::Child> PromptForestBuilder::child(
    int parent, Kind kind, std::int64_t sample, const std::string& text)
{
    Key key{parent, kind, sample, text};
    const auto known = m_children.find(key);
    if (known != m_children.end())
        return known->second;
    FULCRUM_TRY(const Segment* piece, segment(kind, sample, text));
    const auto& dataset = datasetOf(kind);
    std::vector<int> images;
    if (piece->images > 0)
        images.assign(
            static_cast<std::size_t>(piece->images), imageOf(dataset, (*dataset)[static_cast<std::size_t>(sample)]));
    const Child made{addNode(parent, *piece, std::move(images)), piece->answerFrom};
    m_children.emplace(std::move(key), made);
    return made;
}

Result<int> PromptForestBuilder::context(const Prompt& prompt)
{
    FULCRUM_TRY(int node, root());
    for (std::size_t i = 0; i < prompt.items.size(); ++i) {
        FULCRUM_TRY(const Child next, child(node, Kind::Demonstration, prompt.items[i], textAt(prompt, i)));
        node = next.node;
    }
    return node;
}

data::Sample PromptForestBuilder::demonstration(const Prompt& prompt, std::size_t position) const
{
    return saying((*m_support)[static_cast<std::size_t>(prompt.items[position])], m_support->task(), textAt(prompt, position));
}

std::vector<std::int32_t> PromptForestBuilder::path(int node) const
{
    std::vector<const model::PromptNode*> nodes;
    for (; node >= 0; node = nodes.back()->parent)
        nodes.push_back(&m_forest.nodes[static_cast<std::size_t>(node)]);
    std::vector<std::int32_t> tokens;
    for (auto one = nodes.rbegin(); one != nodes.rend(); ++one)
        tokens.insert(tokens.end(), (*one)->tokens.begin(), (*one)->tokens.end());
    return tokens;
}

Result<int> PromptForestBuilder::addQuestion(const Prompt& prompt)
{
    FULCRUM_TRY(const int parent, context(prompt));
    FULCRUM_TRY(const Child leaf, child(parent, Kind::Query, prompt.query));
    return leaf.node;
}

Result<model::ScoreRequest> PromptForestBuilder::addAnswered(const Prompt& prompt)
{
    FULCRUM_TRY(const int parent, context(prompt));
    FULCRUM_TRY(const Child leaf, child(parent, Kind::AnsweredQuery, prompt.query));
    const int before = parent < 0 ? 0 : m_pathLength[static_cast<std::size_t>(parent)];
    // Without a demonstration the published code stops with an IndexError; there the mask of the paper is used.
    const int missing = m_mask == MaskVariant::Head && !prompt.items.empty()
                            ? m_source->joinLength(demonstration(prompt, prompt.items.size() - 1))
                            : 0;
    return model::ScoreRequest{leaf.node, before + leaf.answerFrom - missing};
}

Result<std::vector<double>> scorePrompts(model::VisionLanguageModel& lvlm,
    const std::shared_ptr<const PromptSource>& source, const std::shared_ptr<const data::Dataset>& support,
    const std::shared_ptr<const data::Dataset>& queries, std::span<const Prompt> prompts, const ScorerOptions& options,
    std::stop_token stop)
{
    PromptForestBuilder builder(source, support, queries, options.mask);
    std::vector<model::ScoreRequest> requests;
    requests.reserve(prompts.size());
    for (const Prompt& prompt : prompts) {
        FULCRUM_TRY(const model::ScoreRequest request, builder.addAnswered(prompt));
        requests.push_back(request);
    }
    model::ScoreOptions score;
    score.ignoreToken = lvlm.info().padToken;
    score.gate = options.gate;
    score.maxTokensPerBatch = options.maxTokensPerBatch;
    FULCRUM_TRY(const auto leaves, lvlm.score(builder.forest(), requests, score, stop));
    std::vector<double> result;
    result.reserve(leaves.size());
    for (const model::LeafScore& leaf : leaves)
        result.push_back(leaf.probability);
    return result;
}

} // namespace fulcrum::icl
