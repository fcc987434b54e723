// SPDX-License-Identifier: GPL-3.0-or-later
// Golden data of golden/clip (its README has the tensors and tolerances).
#include "core/engine/backend.h"
#include "core/engine/clip_model.h"
#include "core/engine/guard.h"
#include "core/engine/runtime.h"

#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

namespace fulcrum::engine {
namespace {

/// Compares tensors of one file with computed ones, with the tolerance that the file's JSON suggests for each.
class Comparison
{
public:
    Comparison(const Path& folder, const std::string& stem, std::string label, at::Device device)
        : m_label(std::move(label)), m_device(device), m_file(orThrow(SafetensorsFile::open(folder / (stem + ".safetensors")))),
          m_notes(nlohmann::json::parse(orThrow(readFile(folder / (stem + ".json")))))
    {
    }

    at::Tensor input(const std::string& name) const { return orThrow(readTensor(m_file, name)).to(m_device); }
    bool has(const std::string& name) const { return m_file.find(name) != nullptr; }
    const nlohmann::json& notes() const { return m_notes; }

    /// `rows` (if defined) says where the tensors are compared; broadcastable to them.
    void expect(const std::string& name, const at::Tensor& computed, const at::Tensor& rows = {})
    {
        const std::string title = m_label + " " + name;
        if (!has(name))
            return;
        const at::Tensor golden = input(name).to(at::kDouble);
        const at::Tensor mine = computed.detach().to(at::kDouble); // where `golden` is too
        if (golden.sizes() != mine.sizes()) {
            report.add(title, std::numeric_limits<double>::infinity(), 0, "shapes differ");
            return;
        }
        const at::Tensor error = (golden - mine).abs();
        report.add(title, (rows.defined() ? error * rows : error).max().item<double>(), tolerance(name));
    }

    ConformanceReport report;

private:
    double tolerance(const std::string& name) const
    {
        constexpr double kLeast = 2e-6;
        if (m_notes.contains("tensors") && m_notes["tensors"].contains(name))
            return m_notes["tensors"][name].value("suggested_atol", kLeast);
        // e2e_images.json names the measured float32 error only; the README's rule is ten times that.
        return std::max(kLeast, 10 * m_notes.value("fp32_max_abs_err_" + name, 0.0));
    }

    std::string m_label;
    at::Device m_device;
    SafetensorsFile m_file;
    nlohmann::json m_notes;
};

void compareVision(const ClipWeights& weights, const ClipConfig& config, Comparison& golden, at::Tensor& image)
{
    std::vector<at::Tensor> states;
    at::Tensor embedded;
    const at::Tensor hidden = clipVisionHidden(weights, config, golden.input("pixel_values").to(at::kFloat), &states, &embedded);
    golden.expect("vision.patch_embeds", embedded);
    for (std::size_t i = 0; i < states.size(); ++i)
        golden.expect(fmt::format("vision.hidden_states.{}", i), states[i]);
    golden.expect("vision.last_hidden_state", hidden);
    golden.expect("vision.penultimate_hidden_state", states[states.size() - 2]);
    golden.expect("vision.patch_tokens", hidden.narrow(1, 1, config.patches()));
    golden.expect("vision.patch_tokens_ln_post",
        layerNorm(hidden, weights.postNorm, weights.postNormBias, config.vision.epsilon).narrow(1, 1, config.patches()));
    const at::Tensor pooled = clipVisionPooled(weights, config, hidden);
    golden.expect("vision.pooled", pooled);
    image = affine(pooled, weights.visualProjection);
    golden.expect("image_embeds_raw", image);
    golden.expect("image_embeds", unitRows(image));
}

void compareText(const ClipWeights& weights, const ClipConfig& config, Comparison& golden, at::Tensor& text)
{
    const std::string used = golden.notes().value("text_ids_used", "input_ids_pad0");
    // Both paddings must give the same embeddings; the hidden states belong to the one that was used.
    for (const std::string name : {"input_ids_pad0", "input_ids_padeot"}) {
        if (!golden.has(name))
            continue;
        const at::Tensor ids = golden.input(name).to(at::kLong);
        std::vector<at::Tensor> states;
        const at::Tensor normed = clipTextNormed(weights, config, clipTextHidden(weights, config, ids, &states));
        const at::Tensor pooled = clipTextPooled(config, ids, normed);
        text = affine(pooled, weights.textProjection);
        if (used.starts_with(name)) {
            // A reference that masks the padding differs from one that does not at the padding itself, and nowhere else.
            const bool masked = used.find("attention_mask") != std::string::npos;
            const at::Tensor rows = masked ? golden.input("attention_mask").ne(0).unsqueeze(-1) : at::Tensor();
            for (std::size_t i = 0; i < states.size(); ++i)
                golden.expect(fmt::format("text.hidden_states.{}", i), states[i], rows);
            golden.expect("text.last_hidden_state", normed, rows);
        }
        golden.expect("text.pooled", pooled);
        golden.expect("text_embeds_raw", text);
        golden.expect("text_embeds", unitRows(text));
    }
}

ConformanceReport compareWeights(const Path& folder, const std::string& file, const std::string& label, at::Device device)
{
    const ClipConfig config = ClipConfig::read(folder);
    Weights tensors = orThrow(Weights::openFile(folder / file));
    tensors.setTarget(device, at::kFloat);
    const ClipWeights weights = takeClip(tensors, config);
    Comparison golden(folder, "golden", label + " " + file, device);
    at::Tensor image, text;
    compareVision(weights, config, golden, image);
    compareText(weights, config, golden, text);
    const at::Tensor logits = weights.logitScale.exp() * at::mm(unitRows(image), unitRows(text).t());
    golden.expect("logits_per_image", logits);
    golden.expect("logits_per_text", logits.t());
    return golden.report;
}

ConformanceReport compareImages(const Path& folder, const std::string& label, at::Device device)
{
    const ClipConfig config = ClipConfig::read(folder);
    Weights tensors = orThrow(Weights::openFile(folder / "model.safetensors"));
    tensors.setTarget(device, at::kFloat);
    const ClipWeights weights = takeClip(tensors, config);
    Comparison golden(folder, "e2e_images", label + " e2e_images", device);
    const at::Tensor pixels = golden.input("pixel_values").to(at::kFloat);
    const at::Tensor raw = clipImageEmbeddings(weights, config, pixels);
    golden.expect("image_embeds_raw", raw);
    golden.expect("image_embeds", unitRows(raw));
    golden.expect("cosine", at::mm(unitRows(raw), unitRows(raw).t()));
    return golden.report;
}

} // namespace

Result<ConformanceReport> clipConformance(
    const Path& folder, const std::string& label, const model::LoadOptions& options)
{
    return guarded("cannot run the CLIP golden data", [&] {
        const c10::InferenceMode noGradient;
        applyThreads(options.threads);
        const at::Device device = orThrow(parseDevice(options.device));
        ConformanceReport report = compareWeights(folder, "model.safetensors", label, device);
        if (std::filesystem::exists(folder / "openai_names.safetensors"))
            report.append(compareWeights(folder, "openai_names.safetensors", label, device));
        if (std::filesystem::exists(folder / "e2e_images.safetensors"))
            report.append(compareImages(folder, label, device));
        return report;
    });
}

} // namespace fulcrum::engine
