// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/conformance.h"
#include "core/base/safetensors.h"
#include "core/engine/forest_model.h"

#include <nlohmann/json.hpp>

namespace fulcrum::engine {

/// Inputs of one golden forward call, under whatever names the family's data has them.
struct GoldenInputs
{
    at::Tensor ids, attention; ///< [B, T]
    at::Tensor images;         ///< [B, T, N]: which images a token sees; undefined where the data does not say
    at::Tensor pixels;         ///< [B, N, 3, H, W]; undefined for text
    at::Tensor pixelMask;      ///< [B, N, H, W]: the real part of padded images; undefined where all have one size
};

/// Runs the cases of one golden LVLM folder (README files of golden/lvlm): forward passes through the packed computation,
/// InfoScore, classification and generation through the interface that the product uses. Families add what only they have.
class LvlmGolden
{
public:
    using Tolerances = std::map<std::string, double>; ///< by the golden tensor's name

    LvlmGolden(const Path& folder, std::string label, ForestModel& model, Tolerances tolerances);
    virtual ~LvlmGolden() = default;
    ConformanceReport run();

protected:
    virtual void runForward(const nlohmann::json& one);
    /// Further checks of one InfoScore call whose scores through the forest agree.
    virtual void checkInfoCall(const std::string& prefix, model::GateVariant gate);
    /// Kinds that only some families have; refuses the case.
    virtual void runOther(const nlohmann::json& one);

    bool has(const std::string& name) const;
    at::Tensor tensor(const std::string& name) const; ///< floats as float32, everything else as int64
    GoldenInputs inputs(const std::string& prefix) const;
    /// Real tokens of a row.
    static std::vector<std::int32_t> tokensOf(const GoldenInputs& in, std::int64_t row);
    /// The images of a row in order, cut to their real part; padding images left out.
    std::vector<model::Pixels> imagesOf(const GoldenInputs& in, std::int64_t row) const;
    /// The real tokens of a row as a chain of nodes, cut one token before each image (text: every few tokens) at `lastCut` or
    /// earlier; its last node.
    int addRow(model::PromptForest& forest, const GoldenInputs& in, std::int64_t row, std::int64_t lastCut) const;
    static int addImage(model::PromptForest& forest, model::Pixels pixels);

    void compare(const std::string& name, const std::string& tensorName, const at::Tensor& actual,
        const at::Tensor& expected);
    void compareValues(const std::string& name, const std::string& tensorName, const std::vector<double>& actual,
        const std::vector<double>& expected);
    void addExact(const std::string& name, std::int64_t mismatches, std::int64_t allowed, std::string note = {});
    std::vector<double> stored(const std::string& name) const;
    [[noreturn]] void refuse(const std::string& what, const std::string& why) const;

    std::string m_label;
    SafetensorsFile m_file;
    ForestModel& m_model;
    Tolerances m_tolerances;
    nlohmann::json m_cases;
    ConformanceReport m_report;

private:
    void runGenerate(const nlohmann::json& one);
    void compareGenerated(const nlohmann::json& one, const std::vector<model::Generation>& results,
        const model::GenerateOptions& options, std::int64_t promptLength);
    void runInfoScore(const nlohmann::json& one);
    void runInfoCall(const std::string& prefix, model::GateVariant gate, std::vector<double>& probabilities);
    void runClassification(const nlohmann::json& one);
    void checkImages(const std::string& name, const GoldenInputs& in, const Trace& trace);
};

} // namespace fulcrum::engine
