// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/conformance.h"
#include "core/engine/idefics_model.h"
#include "core/engine/idefics_reference.h"

namespace fulcrum::engine {

/// Inputs of one golden forward call.
struct GoldenInputs
{
    at::Tensor ids, attention, images, pixels;
};

struct ReferenceFeatures
{
    at::Tensor tower, resampled;
};

/// Runs the cases of one IDEFICS golden folder (golden/lvlm/idefics/README.md): forward passes through the plain and the
/// packed computation, InfoScore and generation through the interface that the product uses.
class IdeficsGolden
{
public:
    IdeficsGolden(const Path& folder, std::string label);
    ConformanceReport run();

private:
    void runForward(const nlohmann::json& one);
    void runPacked(const std::string& name, const GoldenInputs& in, const PaddedBatch& batch, const at::Tensor& real,
        const at::Tensor& expected);
    void runGenerate(const nlohmann::json& one);
    void runInfoScore(const nlohmann::json& one);
    void runInfoCall(const std::string& prefix, const std::string& shown, model::GateVariant gate,
        std::vector<double>& probabilities);
    void runSequenceConstruction(const nlohmann::json& one);

    bool has(const std::string& name) const;
    at::Tensor tensor(const std::string& name) const; ///< floats as float32, everything else as int64
    GoldenInputs inputs(const std::string& prefix) const;
    PaddedBatch padded(const GoldenInputs& in, ReferenceFeatures* seen = nullptr) const;
    /// The real tokens of a row as a chain of nodes cut before each image (at `lastCut` or earlier); its last node.
    int addRow(model::PromptForest& forest, const GoldenInputs& in, std::int64_t row, std::int64_t lastCut) const;
    static int addImage(model::PromptForest& forest, const at::Tensor& pixels);

    void compare(const std::string& name, const std::string& tensorName, const at::Tensor& actual,
        const at::Tensor& expected);
    void compareValues(const std::string& name, const std::string& tensorName, const std::vector<double>& actual,
        const std::vector<double>& expected);
    void addExact(const std::string& name, std::int64_t mismatches, std::int64_t allowed, std::string note = {});

    std::string m_label;
    SafetensorsFile m_file;
    std::unique_ptr<IdeficsModel> m_model;
    nlohmann::json m_cases;
    ConformanceReport m_report;
};

} // namespace fulcrum::engine
