// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/icl/icd_sequence.h"
#include "core/icl/prompt_source.h"
#include "core/model/vision_language_model.h"

#include <map>
#include <memory>
#include <stop_token>
#include <tuple>

namespace fulcrum::icl {

/// Which tokens count as context when an answer is scored (MODELS.md section 5). Paper: everything before the answer. Head: the
/// published repository's present state, which is one join short when there is a demonstration.
enum class MaskVariant { Paper, Head };

/// A question to the LVLM: these demonstrations, then this query.
struct Prompt
{
    std::vector<std::int64_t> items; ///< sample indices in the support split, prompt order
    std::int64_t query = 0;          ///< sample index in the query split
    /// What-if: captions or answers that stand in the place of the items' own, by prompt position. An empty text, or one that is
    /// not there, means the item's own.
    std::vector<std::string> texts = {};
    auto operator<=>(const Prompt&) const = default;
};
Prompt promptOf(const IcdSequence& sequence);

/// Builds a forest in which equal prefixes are one node. One per engine call; not thread-safe. The data sets and the source are kept
/// alive by the forest's image loaders.
class PromptForestBuilder
{
public:
    PromptForestBuilder(std::shared_ptr<const PromptSource> source, std::shared_ptr<const data::Dataset> support,
        std::shared_ptr<const data::Dataset> queries, MaskVariant mask = MaskVariant::Paper);

    /// Adds a prompt that ends before the answer and returns its leaf.
    Result<int> addQuestion(const Prompt& prompt);
    /// Adds a prompt with the query's answer and returns what to score.
    Result<model::ScoreRequest> addAnswered(const Prompt& prompt);

    const model::PromptForest& forest() const { return m_forest; }
    /// Token ids from the root to the end of a node: the prompt itself.
    std::vector<std::int32_t> path(int node) const;

private:
    enum class Kind { Demonstration, Query, AnsweredQuery };
    struct Key
    {
        int parent;
        Kind kind;
        std::int64_t sample;
        std::string text;
        auto operator<=>(const Key&) const = default;
    };
    struct Child
    {
        int node;
        int answerFrom; ///< within the node
    };
    Result<int> root();
    Result<Child> child(int parent, Kind kind, std::int64_t sample, const std::string& text = {});
    Result<const Segment*> segment(Kind kind, std::int64_t sample, const std::string& text);
    Result<int> context(const Prompt& prompt);
    data::Sample demonstration(const Prompt& prompt, std::size_t position) const;
    const std::shared_ptr<const data::Dataset>& datasetOf(Kind kind) const;
    int imageOf(const std::shared_ptr<const data::Dataset>& dataset, const data::Sample& sample);
    int addNode(int parent, const Segment& segment, std::vector<int> images);

    std::shared_ptr<const PromptSource> m_source;
    std::shared_ptr<const data::Dataset> m_support, m_queries;
    MaskVariant m_mask;
    model::PromptForest m_forest;
    std::vector<int> m_pathLength; ///< tokens from the root to the end of each node
    std::map<Key, Child> m_children;
    std::map<std::tuple<Kind, std::int64_t, std::string>, Segment> m_segments;
    std::map<std::string, int> m_images;
    bool m_hasRoot = false;
    int m_root = -1;
};

struct ScorerOptions
{
    MaskVariant mask = MaskVariant::Paper;
    model::GateVariant gate = model::GateVariant::ZeroUnseen;
    std::int64_t maxTokensPerBatch = 8192;
};

/// P(answer | prompt) = exp(-mean token cross-entropy), the official InfoScore term, for each prompt in order.
Result<std::vector<double>> scorePrompts(model::VisionLanguageModel& lvlm,
    const std::shared_ptr<const PromptSource>& source, const std::shared_ptr<const data::Dataset>& support,
    const std::shared_ptr<const data::Dataset>& queries, std::span<const Prompt> prompts, const ScorerOptions& options,
    std::stop_token stop);

} // namespace fulcrum::icl
