// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/clip_config.h"
#include "core/engine/idefics_model.h"

namespace fulcrum::engine {

/// Seconds on a steady clock.
double benchNow();

/// GFLOP/s of a product of 1024^3 (on a GPU 8192^3) of a type on a device: what shares of the matmul rate refer to. On the CPU the faster of LibTorch's
/// product and ours. Other programs may have the machine at times, so it is measured around everything else and the best counts.
class MatmulRate
{
public:
    MatmulRate(at::Device device, at::ScalarType type) : m_device(device), m_type(type) { measure(); }
    void measure();
    double gflops() const { return m_best; }

private:
    at::Device m_device;
    at::ScalarType m_type;
    double m_best = 0;
};

/// The type that an option `dtype` names; refuses others than "float32" and "bfloat16".
at::ScalarType benchType(const ConfigReader& options, const std::string& name);

/// CLIP ViT-B/32.
ClipConfig clipB32();

/// What the benchmarks of LVLMs measure: an IDEFICS of a given shape with random weights, and captions of random words.
class IdeficsBench
{
public:
    /// Options `config` (a folder or a configuration file), `words`, `threads` (applied), `device`, `dtype`; throws EngineError.
    explicit IdeficsBench(const ConfigReader& options);

    at::Device device() const { return m_device; }
    at::ScalarType type() const { return m_type; }
    /// The same weights in any type; on a GPU they are drawn there.
    std::unique_ptr<IdeficsModel> model(at::ScalarType type) const;

    /// Image of a caption; values follow from its number. One thread.
    model::ImageInput image(int item) const;
    /// <fake><image><fake>Caption: and, unless it `asks`, `words` words and a newline; the end token where it `ends`.
    std::vector<std::int32_t> tokens(int item, bool asks, bool ends) const;
    std::int32_t beginToken() const { return m_config.beginToken; }
    std::int32_t endToken() const { return m_config.endToken; }
    int contextTokens() const { return 5; } ///< of a caption before its words

    /// threads, dtype, device, parameters.
    nlohmann::json setting(const model::VisionLanguageModelInfo& info) const;

private:
    IdeficsConfig m_config;
    std::string m_deviceName, m_typeName;
    at::Device m_device;
    at::ScalarType m_type;
    int m_words;
    mutable std::map<int, std::shared_ptr<const model::Pixels>> m_pixels; ///< drawn once: what is measured is no drawing
};

/// A forest of captions behind one begin token; equal beginnings are one node.
class CaptionForest
{
public:
    CaptionForest(const IdeficsBench& bench, int images);

    /// Adds the items as demonstrations, item 0 last as the query; gives the query's node and where its words begin.
    model::ScoreRequest addScored(const std::vector<int>& items);
    /// The last item is a query that is to be answered; gives its node.
    int addAsked(const std::vector<int>& items);
    const model::PromptForest& forest() const { return m_forest; }

private:
    int add(const std::vector<int>& items);

    const IdeficsBench& m_bench;
    model::PromptForest m_forest;
    std::map<std::vector<int>, int> m_nodes;
    int m_start = 0; ///< tokens before the node that `add` gave
};

} // namespace fulcrum::engine
