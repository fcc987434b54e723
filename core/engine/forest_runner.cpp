// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/forest_runner.h"

#include "core/engine/guard.h"
#include "core/engine/runtime.h"
#include "core/engine/task_pool.h"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>
#include <set>
#include <unordered_set>

namespace fulcrum::engine {
namespace {

constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;
constexpr std::int64_t kLeastPrefixTokens = 8192;
/// Keys gathered for one micro-batch, as a multiple of its tokens: long pasts make a batch heavy though its own tokens are few.
constexpr std::int64_t kKeysPerToken = 8;

/// Tokens of a micro-batch on the CPU: its activations stay in the cache of a core, and large products gain no more.
constexpr std::int64_t kCoreTokens = 256;
/// Micro-batches on the CPU come in multiples of this, so that two or four cores end together.
constexpr std::int64_t kBatchMultiple = 4;
constexpr std::int64_t kFewTokens = 64; ///< of a micro-batch that is not worth a thread

/// The kernels without padding take float32 on the CPU and heads in whole vectors.
Packing packingOf(const Architecture& architecture)
{
    const auto& widths = architecture.shape().headWidths;
    const bool whole = std::all_of(widths.begin(), widths.end(), [](std::int64_t width) { return width % 8 == 0; });
    return architecture.device().is_cpu() && architecture.type() == at::kFloat && whole ? Packing::Spans : Packing::Padded;
}

double cacheBytes(at::Device device) { return (device.is_cpu() ? 1.0 : 8.0) * kGiB; }

/// The new slots of a micro-batch; given back unless kept.
class LentSlots
{
public:
    explicit LentSlots(SlotPool& pool) : m_pool(pool) {}
    ~LentSlots() { m_pool.release(m_slots); }
    LentSlots(const LentSlots&) = delete;
    LentSlots& operator=(const LentSlots&) = delete;
    std::vector<std::int64_t> take(std::size_t count)
    {
        std::vector<std::int64_t> slots = m_pool.allocate(count);
        m_slots.insert(m_slots.end(), slots.begin(), slots.end());
        return slots;
    }

private:
    SlotPool& m_pool;
    std::vector<std::int64_t> m_slots;
};

} // namespace

ForestRunner::ForestRunner(const Architecture& architecture)
    : m_architecture(architecture), m_packing(packingOf(architecture)),
      m_slots(architecture.shape().layers, {architecture.shape().keyWidth}, architecture.device(), architecture.type()),
      m_prefixes(m_slots,
          static_cast<std::size_t>(
              std::max<double>(kLeastPrefixTokens, cacheBytes(architecture.device()) / m_slots.bytesPerSlot()))),
      m_interactivePrefixes(m_slots, std::max<std::size_t>(kLeastPrefixTokens, m_prefixes.mostTokens() / 8)),
      m_images(architecture, cacheBytes(architecture.device()))
{
    m_images.setPause([this] { serveInterruption(); });
}

void ForestRunner::beginUse()
{
    const bool nested = m_serving > 0;
    m_prefixes.beginUse(nested);
    m_interactivePrefixes.beginUse(nested);
    m_images.beginUse(nested);
}

// An interrupted call goes on with what it found, so neither does anything inside an interruption.

void ForestRunner::clearPrefixes()
{
    if (m_serving == 0)
        m_prefixes.clear();
}

void ForestRunner::clear()
{
    if (m_serving > 0)
        return;
    m_prefixes.clear();
    m_interactivePrefixes.clear();
    m_slots.clear();
    m_images.clear();
}

PrefixKey ForestRunner::keyOf(const model::PromptForest& forest, int node, const Prefix* parent) const
{
    const model::PromptNode& own = forest.nodes[static_cast<std::size_t>(node)];
    PrefixKey key{parent ? parent->id : 0, own.tokens, {}};
    for (const int image : own.images)
        key.images.push_back(forest.images[static_cast<std::size_t>(image)].key);
    return key;
}

void ForestRunner::encodeAhead(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
    const std::vector<int>& nodes, std::stop_token stop)
{
    std::vector<const model::ImageInput*> inputs;
    std::vector<bool> taken(forest.images.size(), false);
    for (const int node : nodes)
        for (const std::int64_t image : plan[static_cast<std::size_t>(node)].imageOf)
            if (image >= 0 && !taken[static_cast<std::size_t>(image)]) {
                taken[static_cast<std::size_t>(image)] = true;
                inputs.push_back(&forest.images[static_cast<std::size_t>(image)]);
            }
    m_images.prepare(inputs, stop);
}

std::vector<std::int64_t> ForestRunner::tableRows(
    const model::PromptForest& forest, int node, const std::vector<std::int64_t>& images, std::stop_token stop)
{
    std::vector<const model::ImageInput*> inputs;
    for (const std::int64_t image : images)
        inputs.push_back(&forest.images[static_cast<std::size_t>(image)]);
    try {
        return m_images.require(inputs, stop);
    } catch (const EngineError& exception) {
        Error error = exception.error();
        error.where = fmt::format("node {}, {}", node, error.where);
        throw EngineError(std::move(error));
    }
}

std::vector<Prefix*> ForestRunner::ensure(const model::PromptForest& forest, const std::vector<NodePlan>& plan,
    const std::vector<int>& nodes, const Limits& limits)
{
    PrefixCache& cache = prefixes(limits.interactive);
    std::vector<std::vector<int>> levels;
    std::set<int> seen;
    for (const int node : nodes)
        for (const int one : pathTo(forest, node))
            if (seen.insert(one).second) {
                const auto depth = static_cast<std::size_t>(plan[static_cast<std::size_t>(one)].depth);
                levels.resize(std::max(levels.size(), depth + 1));
                levels[depth].push_back(one);
            }
    std::vector<Prefix*> found(forest.nodes.size(), nullptr);
    const auto parentOf = [&](int node) {
        const int parent = forest.nodes[static_cast<std::size_t>(node)].parent;
        return parent < 0 ? nullptr : found[static_cast<std::size_t>(parent)];
    };
    for (const std::vector<int>& level : levels) {
        std::vector<Job> jobs;
        std::vector<PrefixKey> keys;
        std::vector<int> owners;
        std::unordered_set<PrefixKey, PrefixKeyHash> pending;
        std::size_t tokens = 0;
        for (const int node : level) {
            PrefixKey key = keyOf(forest, node, parentOf(node));
            Prefix*& slot = found[static_cast<std::size_t>(node)];
            if ((slot = cache.find(key)) || !pending.insert(key).second)
                continue;
            tokens += key.tokens.size();
            keys.push_back(std::move(key));
            owners.push_back(node);
        }
        encodeAhead(forest, plan, owners, limits.stop);
        for (std::size_t i = 0; i < owners.size(); ++i) {
            const std::size_t count = keys[i].tokens.size();
            jobs.push_back(nodeJob(forest, plan, owners[i], parentOf(owners[i]), count, limits.stop));
            jobs.back().wanted = {static_cast<std::int64_t>(count) - 1};
        }
        if (!jobs.empty())
            cache.makeRoom(tokens);
        runKept(jobs, limits, [&](std::size_t job, const at::Tensor& hidden) {
            cache.insert(keys[job], parentOf(owners[job]), jobs[job].row.ownSlots, hidden);
        });
        for (const int node : level)
            if (Prefix*& slot = found[static_cast<std::size_t>(node)]; !slot)
                slot = cache.find(keyOf(forest, node, parentOf(node)));
    }
    return found;
}

Job ForestRunner::nodeJob(const model::PromptForest& forest, const std::vector<NodePlan>& plan, int node,
    const Prefix* parent, std::size_t count, std::stop_token stop)
{
    const NodePlan& own = plan[static_cast<std::size_t>(node)];
    const auto& tokens = forest.nodes[static_cast<std::size_t>(node)].tokens;
    const auto end = static_cast<std::ptrdiff_t>(count);
    Job job;
    job.row.tokens.assign(tokens.begin(), tokens.begin() + end);
    job.row.firstPosition = own.start;
    if (parent)
        job.row.pastSlots = parent->slots;
    std::vector<std::int64_t> images;
    for (auto it = own.imageOf.begin(); it != own.imageOf.begin() + end; ++it)
        if (*it >= 0 && (images.empty() || images.back() != *it))
            images.push_back(*it);
    const std::vector<std::int64_t> rows = tableRows(forest, node, images, stop);
    std::size_t next = 0;
    for (auto it = own.imageOf.begin(); it != own.imageOf.begin() + end; ++it) {
        while (*it >= 0 && images[next] != *it)
            ++next;
        job.row.imageOf.push_back(*it < 0 ? -1 : rows[next]);
    }
    return job;
}

Job ForestRunner::uniformJob(const model::PromptForest& forest, const std::vector<NodePlan>& plan, int node,
    std::size_t count, int blanks, std::stop_token stop)
{
    Job job;
    std::vector<std::int64_t> images, imageOf;
    for (const int one : pathTo(forest, node)) {
        const model::PromptNode& segment = forest.nodes[static_cast<std::size_t>(one)];
        const NodePlan& own = plan[static_cast<std::size_t>(one)];
        job.row.tokens.insert(job.row.tokens.end(), segment.tokens.begin(), segment.tokens.end());
        imageOf.insert(imageOf.end(), own.imageOf.begin(), own.imageOf.end());
        images.insert(images.end(), segment.images.begin(), segment.images.end());
    }
    job.row.tokens.resize(count);
    imageOf.resize(count);
    const std::vector<std::int64_t> rows = tableRows(forest, node, images, stop);
    const std::int64_t uniform = m_images.uniformRow(rows, blanks);
    for (const std::int64_t image : imageOf) {
        const auto at = std::find(images.begin(), images.end(), image) - images.begin();
        job.row.imageOf.push_back(image < 0 ? uniform : rows[static_cast<std::size_t>(at)]);
    }
    return job;
}

std::int64_t ForestRunner::lastImage(
    const model::PromptForest& forest, const std::vector<NodePlan>& plan, int node, std::stop_token stop)
{
    if (m_architecture.shape().images == ForestShape::Images::Merged)
        return -1;
    const std::int64_t image = plan[static_cast<std::size_t>(node)].imageOf.back();
    return image < 0 ? -1 : tableRows(forest, node, {image}, stop)[0];
}

void ForestRunner::runKept(
    std::vector<Job>& jobs, const Limits& limits, const std::function<void(std::size_t, const at::Tensor&)>& keep)
{
    for (Job& job : jobs)
        job.row.ownSlots = m_slots.allocate(job.row.tokens.size());
    std::vector<at::Tensor> states(jobs.size());
    try {
        run(jobs, limits, [&](std::span<const std::size_t> batch, const at::Tensor& hidden) {
            for (std::size_t i = 0; i < batch.size(); ++i)
                states[batch[i]] = hidden[static_cast<std::int64_t>(i)].clone();
        });
    } catch (...) {
        for (const Job& job : jobs)
            m_slots.release(job.row.ownSlots);
        throw;
    }
    for (std::size_t i = 0; i < jobs.size(); ++i)
        keep(i, states[i]);
}

/// Neighbours of `order` in parts of about equal size: what fits into memory, on the CPU what fits into a core's cache.
std::vector<std::span<const std::size_t>> ForestRunner::microBatches(
    const std::vector<Job>& jobs, std::span<const std::size_t> order, const Limits& limits) const
{
    std::int64_t most = std::max<std::int64_t>(1, limits.maxTokens), gatheredMost = kKeysPerToken * most;
    std::int64_t all = 0;
    for (const std::size_t job : order)
        all += static_cast<std::int64_t>(jobs[job].row.tokens.size());
    if (m_architecture.device().is_cpu()) {
        std::int64_t count = (all + kCoreTokens - 1) / kCoreTokens;
        if (count > 1 || all >= kBatchMultiple * kFewTokens)
            count = (count + kBatchMultiple - 1) / kBatchMultiple * kBatchMultiple;
        most = std::min(most, (all + count - 1) / std::max<std::int64_t>(1, count));
    }
    std::vector<std::span<const std::size_t>> batches;
    for (std::size_t first = 0; first < order.size();) {
        std::int64_t tokens = 0, gathered = 0;
        std::size_t end = first;
        for (; end < order.size(); ++end) {
            const PackedRow& row = jobs[order[end]].row;
            tokens += static_cast<std::int64_t>(row.tokens.size());
            gathered += static_cast<std::int64_t>(row.pastSlots.size() + row.tokens.size());
            if (end > first && (tokens > most || gathered > gatheredMost))
                break;
        }
        batches.push_back(order.subspan(first, end - first));
        first = end;
    }
    return batches;
}

void ForestRunner::run(std::vector<Job>& jobs, const Limits& limits, const Sink& sink)
{
    std::vector<std::size_t> order(jobs.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto keys = [&](std::size_t job) { return jobs[job].row.pastSlots.size() + jobs[job].row.tokens.size(); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys(a) < keys(b); });
    Round round{jobs, limits, sink, std::vector<char>(jobs.size(), 0)};
    const auto batches = microBatches(jobs, order, limits);
    const bool sideBySide = m_architecture.device().is_cpu();
    try {
        runBatches(round, batches, sideBySide);
    } catch (const std::exception& exception) {
        if (!sideBySide || !isOutOfMemory(exception))
            throw;
        runBatches(round, batches, false); // what was too much at once may go one after the other
    }
}

/// Runs what is not done yet of the batches.
void ForestRunner::runBatches(Round& round, const std::vector<std::span<const std::size_t>>& batches, bool sideBySide)
{
    std::vector<std::vector<std::size_t>> open;
    for (const auto batch : batches) {
        std::vector<std::size_t> rest;
        for (const std::size_t job : batch)
            if (!round.done[job])
                rest.push_back(job);
        if (!rest.empty())
            open.push_back(std::move(rest));
    }
    const auto runOne = [&](std::int64_t at) {
        const std::vector<std::size_t>& batch = open[static_cast<std::size_t>(at)];
        if (round.limits.stop.stop_requested())
            throw EngineError(ErrorCode::Cancelled, "stopped between two micro-batches");
        if (!interrupted())
            runBatch(round, batch);
    };
    while (!open.empty()) {
        serveInterruption();
        if (sideBySide)
            reserveSlots(round.jobs, open);
        const auto count = static_cast<std::int64_t>(open.size());
        if (sideBySide)
            runTasks(count, runOne);
        else
            for (std::int64_t at = 0; at < count; ++at)
                runOne(at);
        std::erase_if(open, [&](const std::vector<std::size_t>& batch) { return round.done[batch.front()] != 0; });
    }
}

void ForestRunner::serveInterruption()
{
    if (!interrupted())
        return;
    ++m_serving;
    try {
        m_interruption->serve();
    } catch (...) {
        --m_serving;
        throw;
    }
    --m_serving;
}

/// Slots that micro-batches borrow side by side: tables do not grow while they are read.
void ForestRunner::reserveSlots(const std::vector<Job>& jobs, const std::vector<std::vector<std::size_t>>& batches)
{
    std::vector<std::size_t> borrowed;
    for (const std::vector<std::size_t>& batch : batches) {
        borrowed.push_back(0);
        for (const std::size_t job : batch)
            if (jobs[job].row.ownSlots.empty())
                borrowed.back() += jobs[job].row.tokens.size();
    }
    std::sort(borrowed.begin(), borrowed.end(), std::greater<>());
    borrowed.resize(std::min(borrowed.size(), static_cast<std::size_t>(threadCount())));
    m_slots.reserve(std::accumulate(borrowed.begin(), borrowed.end(), std::size_t{0}));
}

void ForestRunner::runBatch(Round& round, std::span<const std::size_t> batch)
{
    try {
        runOnce(round, batch);
        return;
    } catch (const std::exception& exception) {
        if (!isOutOfMemory(exception) || batch.size() < 2)
            throw;
    }
    const std::size_t half = batch.size() / 2;
    runBatch(round, batch.first(half));
    runBatch(round, batch.subspan(half));
}

void ForestRunner::runOnce(Round& round, std::span<const std::size_t> batch)
{
    LentSlots lent(m_slots);
    std::vector<PackedRow> rows;
    std::vector<std::int64_t> wanted, kept;
    std::int64_t offset = 0;
    for (const std::size_t index : batch) {
        Job& job = round.jobs[index];
        PackedRow row = job.row;
        if (row.ownSlots.empty())
            row.ownSlots = lent.take(row.tokens.size());
        for (const std::int64_t token : job.wanted)
            wanted.push_back(offset + token);
        offset += static_cast<std::int64_t>(row.tokens.size());
        rows.push_back(std::move(row));
    }
    if (round.limits.onMicroBatch)
        round.limits.onMicroBatch(offset);
    const at::Device device = m_architecture.device();
    const PackedBatch packed = pack(rows, device, m_architecture.type(), m_packing);
    const at::Tensor hidden
        = m_architecture.run(packed, m_images.table(), &m_slots.tables(), onto(at::tensor(wanted), device));
    currentWork().tokensRun += packed.size;
    currentWork().sequences += static_cast<std::int64_t>(batch.size());
    round.sink(batch, hidden);
    for (const std::size_t index : batch)
        round.done[index] = 1;
}

} // namespace fulcrum::engine
