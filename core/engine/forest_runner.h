// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/forest_plan.h"
#include "core/engine/image_cache.h"
#include "core/engine/prefix_cache.h"

#include <functional>

namespace fulcrum::engine {

/// One stretch of a prompt to run.
struct Job
{
    PackedRow row;                    ///< ownSlots empty: slots are lent for the time of the micro-batch
    std::vector<std::int64_t> wanted; ///< tokens of the row whose hidden states are asked for
};

/// A prompt whose keys and values are stored, ready to be continued.
struct PromptEnd
{
    std::vector<std::int64_t> slots;
    std::int64_t image = -1; ///< image table row that the last token sees: what new tokens see (MODELS.md 1.7)
    at::Tensor hidden;       ///< of the last token, [hidden]
};

/// Runs the segments of prompt forests: holds the caches, forms micro-batches and halves them when memory runs out.
class ForestRunner
{
public:
    struct Limits
    {
        std::int64_t maxTokens = 8192;
        std::stop_token stop;
        bool interactive = false; ///< which of the prefix caches is used
        model::MicroBatchHook onMicroBatch;

        template <class Options>
        static Limits of(const Options& options, std::stop_token stop)
        {
            return {options.maxTokensPerBatch, std::move(stop), options.interactive, options.onMicroBatch};
        }
    };
    /// Receives the wanted hidden states of some jobs (indices in order), concatenated. On the CPU it is called by several threads at
    /// once, each for jobs of its own.
    using Sink = std::function<void(std::span<const std::size_t> jobs, const at::Tensor& hidden)>;

    explicit ForestRunner(const Architecture& architecture);

    /// Starts a unit of work: caches may evict what earlier units used, but not, inside an Interruption, what the interrupted one
    /// uses.
    void beginUse();
    /// Between micro-batches; null = none.
    void setInterruption(model::Interruption* interruption) { m_interruption = interruption; }
    /// Runs (or finds) the nodes and all their ancestors, level by level; result by node, nullptr elsewhere.
    std::vector<Prefix*> ensure(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
        const std::vector<int>& nodes, const Limits& limits);
    /// Encodes what several nodes need together. What cannot be encoded is left for tableRows to complain about.
    void encodeAhead(const model::PromptForest& forest, const std::vector<NodePlan>& plan, const std::vector<int>& nodes,
        std::stop_token stop);
    /// A job that runs `count` tokens of a node after its parent.
    Job nodeJob(const model::PromptForest& forest, const std::vector<NodePlan>& plan, int node, const Prefix* parent,
        std::size_t count, std::stop_token stop);
    /// A job that runs the whole path of a node in gate variant (b), in which a prefix depends on what follows it. `blanks`
    /// blank images are added to those that tokens without image attend to.
    Job uniformJob(const model::PromptForest& forest, const std::vector<NodePlan>& plan, int node, std::size_t count,
        int blanks, std::stop_token stop);
    /// Image table row that new tokens after a node see, -1 = none.
    std::int64_t lastImage(
        const model::PromptForest& forest, const std::vector<NodePlan>& plan, int node, std::stop_token stop);
    void run(std::vector<Job>& jobs, const Limits& limits, const Sink& sink);
    /// The same for jobs with one wanted token each whose keys and values stay: their ownSlots belong to the receiver of
    /// `keep`, which is called for each job in order, with its hidden state, when all have run.
    void runKept(std::vector<Job>& jobs, const Limits& limits,
        const std::function<void(std::size_t job, const at::Tensor& hidden)>& keep);

    SlotPool& slots() { return m_slots; }
    void setFeatureStore(std::shared_ptr<model::FeatureStore> store) { m_images.setStore(std::move(store)); }
    std::size_t mostPrefixTokens(bool interactive) const { return prefixes(interactive).mostTokens(); }
    /// Memory stays for what comes.
    void clearPrefixes();
    void clear();

private:
    std::vector<std::span<const std::size_t>> microBatches(
        const std::vector<Job>& jobs, std::span<const std::size_t> order, const Limits& limits) const;
    void reserveSlots(const std::vector<Job>& jobs, const std::vector<std::vector<std::size_t>>& batches);
    /// One call of `run`.
    struct Round
    {
        std::vector<Job>& jobs;
        const Limits& limits;
        const Sink& sink;
        std::vector<char> done; ///< by job: it has been given to the sink
    };
    bool interrupted() const { return m_interruption && m_serving == 0 && m_interruption->wanted(); }
    void serveInterruption();
    void runBatches(Round& round, const std::vector<std::span<const std::size_t>>& batches, bool sideBySide);
    void runBatch(Round& round, std::span<const std::size_t> batch);
    void runOnce(Round& round, std::span<const std::size_t> batch);
    PrefixCache& prefixes(bool interactive) { return interactive ? m_interactivePrefixes : m_prefixes; }
    const PrefixCache& prefixes(bool interactive) const { return interactive ? m_interactivePrefixes : m_prefixes; }
    PrefixKey keyOf(const model::PromptForest& forest, int node, const Prefix* parent) const;
    /// Image table rows of forest images; an error names the node that needs them.
    std::vector<std::int64_t> tableRows(
        const model::PromptForest& forest, int node, const std::vector<std::int64_t>& images, std::stop_token stop);

    const Architecture& m_architecture;
    const Packing m_packing;
    SlotPool m_slots;
    PrefixCache m_prefixes, m_interactivePrefixes;
    ImageCache m_images;
    model::Interruption* m_interruption = nullptr;
    int m_serving = 0; ///< depth of interruptions
};

} // namespace fulcrum::engine
