// SPDX-License-Identifier: GPL-3.0-or-later
// Golden cases that every LVLM family has. What only IDEFICS has is in idefics_conformance.cpp.
#include "core/engine/lvlm_golden.h"

#include "core/engine/guard.h"
#include "core/engine/ops.h"
#include "core/engine/seen_images.h"
#include "core/engine/tensor_io.h"

#include <algorithm>
#include <cmath>

namespace fulcrum::engine {
namespace {

/// Differences below this are not settled by float32, so neighbours that close may swap (README of the golden data).
constexpr double kSettledGap = 1e-6;
/// Text has no natural seams, and any cut must give the same.
constexpr std::size_t kTextSegment = 7;

/// Results that are per image or per token; names as in the golden data.
constexpr const char* kImageTensors[] = {"vision_tokens", "perceiver_out", "vision_last_hidden_state",
    "modality_projection", "image_hidden_states"};
constexpr const char* kTokenTensors[] = {"hidden_embed", "merged_embeds", "hidden_after_layer0",
    "hidden_after_last_layer", "hidden_last_normed", "logits"};

} // namespace

LvlmGolden::LvlmGolden(const Path& folder, std::string label, ForestModel& model, Tolerances tolerances)
    : m_label(std::move(label)), m_file(orThrow(SafetensorsFile::open(folder / "golden.safetensors"))), m_model(model),
      m_tolerances(std::move(tolerances))
{
    const nlohmann::json text
        = nlohmann::json::parse(orThrow(readFile(folder / "golden.json")), nullptr, false);
    if (!text.is_object() || !text.contains("cases") || !text["cases"].is_array())
        throw EngineError(ErrorCode::Malformed, "cannot read golden cases", (folder / "golden.json").string(),
            "it has no list 'cases'");
    m_cases = text["cases"];
}

void LvlmGolden::refuse(const std::string& what, const std::string& why) const
{
    throw EngineError(ErrorCode::Malformed, what, m_file.path().string(), why);
}

bool LvlmGolden::has(const std::string& name) const { return m_file.find(name) != nullptr; }

at::Tensor LvlmGolden::tensor(const std::string& name) const
{
    const at::Tensor stored = orThrow(readTensor(m_file, name));
    return at::isFloatingType(stored.scalar_type()) ? stored.to(at::kFloat) : stored.to(at::kLong);
}

std::vector<double> LvlmGolden::stored(const std::string& name) const
{
    const std::vector<float> values = orThrow(m_file.floats(name));
    return {values.begin(), values.end()};
}

GoldenInputs LvlmGolden::inputs(const std::string& prefix) const
{
    const auto any = [&](std::initializer_list<const char*> names) {
        for (const char* name : names)
            if (has(prefix + "/in/" + name))
                return tensor(prefix + "/in/" + name);
        return at::Tensor();
    };
    GoldenInputs in{any({"input_ids", "lang_x"}), any({"attention_mask"}), any({"image_attention_mask"}),
        any({"pixel_values", "vision_x"}), any({"pixel_attention_mask"})};
    if (in.pixels.defined() && in.pixels.dim() == 6 && in.pixels.size(2) == 1) // OpenFlamingo's frames
        in.pixels = in.pixels.squeeze(2);
    const auto fits = [&](const at::Tensor& t, std::int64_t dimensions) {
        return !t.defined() || (t.dim() == dimensions && t.size(0) == in.ids.size(0));
    };
    if (!in.ids.defined() || in.ids.dim() != 2 || !in.attention.defined() || in.attention.sizes() != in.ids.sizes()
        || !fits(in.images, 3) || !fits(in.pixels, 5) || !fits(in.pixelMask, 4)
        || (in.images.defined() && (in.images.size(1) != in.ids.size(1) || !in.pixels.defined()
                || in.images.size(2) != in.pixels.size(1)))
        || (in.pixelMask.defined() && (!in.pixels.defined() || in.pixelMask.size(1) != in.pixels.size(1)
                || in.pixelMask.size(2) != in.pixels.size(3) || in.pixelMask.size(3) != in.pixels.size(4))))
        refuse("golden inputs do not fit together", prefix);
    return in;
}

std::vector<std::int32_t> LvlmGolden::tokensOf(const GoldenInputs& in, std::int64_t row)
{
    std::vector<std::int32_t> tokens;
    const auto ids = in.ids.accessor<std::int64_t, 2>(), real = in.attention.accessor<std::int64_t, 2>();
    for (std::int64_t t = 0; t < in.ids.size(1); ++t)
        if (real[row][t] == 1)
            tokens.push_back(static_cast<std::int32_t>(ids[row][t]));
    return tokens;
}

std::vector<model::Pixels> LvlmGolden::imagesOf(const GoldenInputs& in, std::int64_t row) const
{
    std::vector<model::Pixels> images;
    const ForestShape& shape = m_model.architecture().shape();
    const std::vector<std::int32_t> tokens = tokensOf(in, row);
    const std::int64_t wanted = in.pixels.defined()
        ? std::min(std::count(tokens.begin(), tokens.end(), shape.imageToken) / shape.placeholders, in.pixels.size(1))
        : 0;
    for (std::int64_t n = 0; n < wanted; ++n) {
        at::Tensor one = in.pixels[row][n];
        if (in.pixelMask.defined()) {
            const at::Tensor mask = in.pixelMask[row][n];
            one = one.narrow(1, 0, mask.select(1, 0).sum().item<std::int64_t>())
                      .narrow(2, 0, mask.select(0, 0).sum().item<std::int64_t>());
        }
        const at::Tensor flat = one.contiguous();
        images.push_back({flat.size(1), flat.size(2),
            std::vector<float>(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel())});
    }
    return images;
}

int LvlmGolden::addImage(model::PromptForest& forest, model::Pixels pixels)
{
    const std::string size = std::to_string(pixels.height) + "x" + std::to_string(pixels.width) + " ";
    const std::string key = size
        + sha256({static_cast<const char*>(static_cast<const void*>(pixels.values.data())),
            pixels.values.size() * sizeof(float)});
    return forest.addImage({key, [copy = std::move(pixels)]() -> Result<model::Pixels> { return copy; }});
}

int LvlmGolden::addRow(model::PromptForest& forest, const GoldenInputs& in, std::int64_t row, std::int64_t lastCut) const
{
    const ForestShape& shape = m_model.architecture().shape();
    const std::vector<std::int32_t> tokens = tokensOf(in, row);
    std::vector<model::Pixels> images = imagesOf(in, row);
    const auto isCut = [&](std::size_t at) {
        if (static_cast<std::int64_t>(at) > lastCut)
            return false;
        if (shape.images == ForestShape::Images::None)
            return at % kTextSegment == 0;
        return at + 1 < tokens.size() && tokens[at + 1] == shape.imageToken && tokens[at] != shape.imageToken;
    };
    int node = -1;
    std::size_t first = 0, image = 0;
    for (std::size_t at = 1; at <= tokens.size(); ++at) {
        if (at < tokens.size() && !isCut(at))
            continue;
        std::vector<std::int32_t> segment(
            tokens.begin() + static_cast<std::ptrdiff_t>(first), tokens.begin() + static_cast<std::ptrdiff_t>(at));
        const auto here = static_cast<std::size_t>(
            std::count(segment.begin(), segment.end(), shape.imageToken) / shape.placeholders);
        std::vector<int> indices;
        for (std::size_t i = 0; i < here && image < images.size(); ++i)
            indices.push_back(addImage(forest, std::move(images[image++])));
        node = forest.addNode(node, std::move(segment), std::move(indices));
        first = at;
    }
    return node;
}

void LvlmGolden::compare(
    const std::string& name, const std::string& tensorName, const at::Tensor& computed, const at::Tensor& expected)
{
    const at::Tensor actual = computed.to(at::kCPU);
    const double error = actual.sizes() != expected.sizes() ? std::nan("")
        : actual.numel() == 0                               ? 0.0
                                                            : (actual - expected).abs().max().item<double>();
    m_report.add(m_label + " " + name, error, m_tolerances.at(tensorName),
        actual.sizes() != expected.sizes() ? "the shapes differ" : "");
}

void LvlmGolden::compareValues(const std::string& name, const std::string& tensorName,
    const std::vector<double>& actual, const std::vector<double>& expected)
{
    double error = actual.size() == expected.size() ? 0.0 : std::nan("");
    for (std::size_t i = 0; i < std::min(actual.size(), expected.size()); ++i)
        error = std::max(error, std::abs(actual[i] - expected[i]));
    m_report.add(m_label + " " + name, error, m_tolerances.at(tensorName));
}

void LvlmGolden::addExact(const std::string& name, std::int64_t mismatches, std::int64_t allowed, std::string note)
{
    m_report.add(m_label + " " + name, static_cast<double>(mismatches), static_cast<double>(allowed), std::move(note));
}

/// Image results, where the case stores them: of every image of the batch, or of the real ones only.
void LvlmGolden::checkImages(const std::string& name, const GoldenInputs& in, const Trace& trace)
{
    const std::int64_t places = in.pixels.defined() ? in.pixels.size(0) * in.pixels.size(1) : 0;
    std::vector<std::int64_t> real; // places of the images that were run
    for (std::int64_t row = 0; row < in.ids.size(0); ++row)
        for (std::size_t n = 0; n < imagesOf(in, row).size(); ++n)
            real.push_back(row * in.pixels.size(1) + static_cast<std::int64_t>(n));
    for (const char* tensorName : kImageTensors) {
        const std::string stored = name + "/out/" + tensorName;
        const auto own = trace.find(tensorName);
        if (own == trace.end() || !has(stored))
            continue;
        at::Tensor expected = tensor(stored);
        expected = expected.reshape({-1, expected.size(-2), expected.size(-1)});
        if (expected.size(0) == places)
            expected = expected.index_select(0, at::tensor(real));
        at::Tensor actual = own->second.to(at::kCPU);
        if (const auto valid = trace.find("valid_patches");
            valid != trace.end() && expected.size(1) == valid->second.size(1)) {
            actual = actual.index({valid->second.to(at::kCPU)});
            expected = expected.index({valid->second.to(at::kCPU)});
        }
        compare(name + " " + tensorName, tensorName, actual, expected);
    }
}

void LvlmGolden::runForward(const nlohmann::json& one)
{
    const std::string name = one.at("name");
    const GoldenInputs in = inputs(one.value("inputs_from", name));
    const Architecture& architecture = m_model.architecture();
    std::vector<PackedRow> rows;
    std::vector<at::Tensor> pixels;
    for (std::int64_t row = 0; row < in.ids.size(0); ++row) {
        std::vector<std::int64_t> images;
        for (const model::Pixels& image : imagesOf(in, row)) {
            images.push_back(static_cast<std::int64_t>(pixels.size()));
            pixels.push_back(architecture.imagePixels(image, name));
        }
        PackedRow& packed = rows.emplace_back();
        packed.tokens = tokensOf(in, row);
        if (const std::string why = refuseSegment(packed.tokens, images.size(), architecture.shape()); !why.empty())
            refuse("golden inputs do not fit the model", name + ": " + why);
        SeenImages().advance(packed.tokens, images, architecture.shape(), packed.imageOf);
    }
    Trace trace;
    const ImageTable table = pixels.empty() ? ImageTable{} : architecture.encodeImages(pixels, &trace);
    checkImages(name, in, trace);
    const PackedBatch batch = pack(rows, architecture.device(), architecture.type());
    const at::Tensor hidden = architecture.run(batch, table, nullptr, {}, &trace);
    trace["logits"] = affine(hidden, architecture.head());
    const at::Tensor real = in.attention == 1;
    for (const char* tensorName : kTokenTensors)
        if (const auto own = trace.find(tensorName); own != trace.end() && has(name + "/out/" + tensorName))
            compare(name + " " + tensorName, tensorName, own->second,
                tensor(name + "/out/" + tensorName).index({real}));
}

void LvlmGolden::runGenerate(const nlohmann::json& one)
{
    const std::string name = one.at("name");
    const GoldenInputs in = inputs(one.value("inputs_from", name));
    const nlohmann::json& arguments = one.at("gen_args");
    model::GenerateOptions options;
    options.beams = arguments.value("num_beams", 1);
    options.maxNewTokens = arguments.value("max_new_tokens", 20);
    options.minNewTokens = arguments.value("min_new_tokens", 0);
    options.lengthPenalty = arguments.value("length_penalty", 1.0);
    options.earlyStopping = arguments.value("early_stopping", false);
    options.endToken = arguments.value("eos_token_id", m_model.info().endToken);
    const bool gate = one.value("cross_attention_gate", true);
    options.gate = gate ? model::GateVariant::ZeroUnseen : model::GateVariant::Uniform432;
    model::PromptForest forest;
    std::vector<int> leaves;
    for (std::int64_t row = 0; row < in.ids.size(0); ++row)
        leaves.push_back(addRow(forest, in, row, in.ids.size(1)));
    m_model.padImagesTo(in.pixels.defined() ? static_cast<int>(in.pixels.size(1)) : 0);
    compareGenerated(one, orThrow(m_model.generate(forest, leaves, options, {})), options, in.ids.size(1));
}

void LvlmGolden::compareGenerated(const nlohmann::json& one, const std::vector<model::Generation>& results,
    const model::GenerateOptions& options, std::int64_t promptLength)
{
    const std::string name = one.at("name");
    const at::Tensor expected = tensor(name + "/out/sequences").slice(1, promptLength);
    const std::int64_t pad = one.at("gen_args").value("pad_token_id", m_model.info().padToken);
    std::int64_t mismatches = 0;
    std::vector<double> scores;
    for (std::size_t r = 0; r < results.size(); ++r) {
        std::vector<std::int32_t> tokens = results[r].tokens;
        if (results[r].finished)
            tokens.push_back(options.endToken);
        for (std::int64_t t = 0; t < std::max(expected.size(1), static_cast<std::int64_t>(tokens.size())); ++t) {
            const std::int64_t own = t < static_cast<std::int64_t>(tokens.size()) ? tokens[static_cast<std::size_t>(t)] : pad;
            mismatches += t >= expected.size(1)
                || expected[static_cast<std::int64_t>(r)][t].item<std::int64_t>() != own;
        }
        scores.push_back(results[r].score);
    }
    const bool settled = one.value("f32_equals_f64", true);
    addExact(name + " tokens", mismatches, settled ? 0 : expected.numel(),
        settled ? "" : "float32 and float64 differ in the reference itself");
    if (has(name + "/out/sequences_scores"))
        compareValues(name + " sequences_scores", "sequences_scores", scores, stored(name + "/out/sequences_scores"));
}

void LvlmGolden::runInfoCall(const std::string& prefix, model::GateVariant gate, std::vector<double>& probabilities)
{
    const GoldenInputs in = inputs(prefix);
    const std::vector<std::int64_t> maskLength = orThrow(m_file.integers(prefix + "/in/mask_length"));
    if (static_cast<std::int64_t>(maskLength.size()) != in.ids.size(0))
        refuse("golden inputs do not fit together", prefix);
    model::PromptForest forest;
    std::vector<model::ScoreRequest> requests;
    for (std::int64_t row = 0; row < in.ids.size(0); ++row) {
        const std::int64_t from = maskLength[static_cast<std::size_t>(row)];
        requests.push_back({addRow(forest, in, row, from), static_cast<int>(from)});
    }
    model::ScoreOptions options;
    options.gate = gate;
    options.ignoreToken = m_model.info().padToken;
    const std::vector<model::LeafScore> scores = orThrow(m_model.score(forest, requests, options, {}));
    std::vector<double> nll, probability, logprobs;
    for (const model::LeafScore& score : scores) {
        nll.push_back(score.nll);
        probability.push_back(score.probability);
        logprobs.insert(logprobs.end(), score.logprobs.begin(), score.logprobs.end());
    }
    if (has(prefix + "/out/token_logprob")) {
        const at::Tensor all = tensor(prefix + "/out/token_logprob");
        std::vector<double> expected;
        for (std::int64_t r = 0; r < in.ids.size(0); ++r)
            for (std::int64_t t = maskLength[static_cast<std::size_t>(r)]; t < in.ids.size(1); ++t)
                if (in.ids[r][t].item<std::int64_t>() != options.ignoreToken)
                    expected.push_back(all[r][t - 1].item<double>());
        compareValues(prefix + " token_logprob (forest)", "token_logprob", logprobs, expected);
    }
    if (has(prefix + "/out/ce"))
        compareValues(prefix + " ce", "ce", nll, stored(prefix + "/out/ce"));
    compareValues(prefix + " cond_prob", "cond_prob", probability, stored(prefix + "/out/cond_prob"));
    const std::vector<model::LeafScore> naive = orThrow(m_model.scoreNaively(forest, requests, options, {}));
    std::vector<double> alone;
    for (const model::LeafScore& score : naive)
        alone.push_back(score.probability);
    // In gate variant (b) a row's result depends on the images that pad its batch, which one row alone does not have.
    if (gate == model::GateVariant::ZeroUnseen)
        compareValues(prefix + " cond_prob (one by one)", "cond_prob", alone, stored(prefix + "/out/cond_prob"));
    probabilities.insert(probabilities.end(), probability.begin(), probability.end());
    checkInfoCall(prefix, gate);
}

void LvlmGolden::checkInfoCall(const std::string&, model::GateVariant) {}

void LvlmGolden::runInfoScore(const nlohmann::json& one)
{
    const std::string name = one.at("name");
    const bool gate = one.value("cross_attention_gate", true);
    std::vector<double> probabilities;
    for (int call = 0; has(name + "/call" + std::to_string(call) + "/out/cond_prob"); ++call)
        runInfoCall(name + "/call" + std::to_string(call),
            gate ? model::GateVariant::ZeroUnseen : model::GateVariant::Uniform432, probabilities);
    if (probabilities.empty())
        refuse("an InfoScore case has no calls", name);
    std::vector<double> scores;
    for (std::size_t i = 1; i < probabilities.size(); ++i)
        scores.push_back(probabilities[i] - probabilities[0]);
    compareValues(name + " info_score", "info_score", scores, stored(name + "/out/info_score"));
    if (!one.contains("ranking"))
        return;
    const std::vector<std::int64_t> candidates = one.at("candidate_idx_sorted"), ranking = one.at("ranking");
    std::map<std::int64_t, double> own;
    for (std::size_t i = 0; i < std::min(candidates.size(), scores.size()); ++i)
        own[candidates[i]] = scores[i];
    std::int64_t swapped = 0;
    for (std::size_t i = 1; i < ranking.size(); ++i)
        swapped += !(own[ranking[i - 1]] > own[ranking[i]] - kSettledGap);
    addExact(name + " ranking", swapped, 0);
}

/// Label choice by perplexity (MODELS.md 5, SST2): all tokens but the first are scored, and the sum is divided by the number
/// of all real tokens.
void LvlmGolden::runClassification(const nlohmann::json& one)
{
    const std::string name = one.at("name");
    std::vector<std::int64_t> best;
    std::vector<double> lowest;
    for (int label = 0; has(name + "/label" + std::to_string(label) + "/out/ppl"); ++label) {
        const std::string prefix = name + "/label" + std::to_string(label);
        const GoldenInputs in = inputs(prefix);
        model::PromptForest forest;
        std::vector<model::ScoreRequest> requests;
        for (std::int64_t row = 0; row < in.ids.size(0); ++row)
            requests.push_back({addRow(forest, in, row, 0), 1});
        model::ScoreOptions options;
        options.ignoreToken = m_model.info().padToken;
        const std::vector<model::LeafScore> scores = orThrow(m_model.score(forest, requests, options, {}));
        std::vector<double> values;
        for (std::size_t row = 0; row < scores.size(); ++row) {
            const std::vector<std::int32_t> tokens = tokensOf(in, static_cast<std::int64_t>(row));
            const auto ignored = std::count(tokens.begin(), tokens.end(), options.ignoreToken);
            const double counted = static_cast<double>(tokens.size()) - static_cast<double>(ignored);
            values.push_back(scores[row].nll * static_cast<double>(scores[row].logprobs.size()) / counted);
        }
        compareValues(prefix + " ppl", "ppl", values, stored(prefix + "/out/ppl"));
        best.resize(values.size(), 0);
        lowest.resize(values.size(), std::numeric_limits<double>::infinity());
        for (std::size_t row = 0; row < values.size(); ++row)
            if (values[row] < lowest[row]) {
                lowest[row] = values[row];
                best[row] = label;
            }
    }
    addExact(name + " prediction", one.at("prediction").get<std::vector<std::int64_t>>() != best, 0);
}

void LvlmGolden::runOther(const nlohmann::json& one)
{
    throw EngineError(ErrorCode::Unsupported, "unknown kind of golden case '" + one.value("kind", "") + "'",
        m_file.path().string(), one.value("name", ""));
}

ConformanceReport LvlmGolden::run()
{
    for (const nlohmann::json& one : m_cases) {
        const std::string kind = one.value("kind", "");
        if (kind == "forward")
            runForward(one);
        else if (kind == "info_score")
            runInfoScore(one);
        else if (kind == "generate")
            runGenerate(one);
        else if (kind == "ppl_classification")
            runClassification(one);
        else
            runOther(one);
    }
    return std::move(m_report);
}

} // namespace fulcrum::engine
