// SPDX-License-Identifier: GPL-3.0-or-later
// Golden data of golden/lvlm/leverlm (its README has the tensors and tolerances).
#include "core/engine/backend.h"
#include "core/engine/guard.h"
#include "core/engine/lever_lm.h"
#include "core/engine/runtime.h"

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::engine {
namespace {

using nlohmann::json;

model::LeverConfig configFrom(const json& golden)
{
    const auto contains = [&](const char* flag, const char* part) {
        return std::ranges::find(golden.at(flag), json(part)) != golden.at(flag).end();
    };
    model::LeverConfig config;
    config.architecture = golden.at("model") == "lstm" ? model::LeverConfig::Architecture::Lstm
                                                       : model::LeverConfig::Architecture::Gpt2;
    golden.at("index_ds_size").get_to(config.items);
    golden.at("proj_dim").get_to(config.projection);
    golden.at("n_embd").get_to(config.width);
    golden.at("n_head").get_to(config.heads);
    golden.at("n_layer").get_to(config.layers);
    golden.at("adapter").get_to(config.adapter);
    golden.at("norm").get_to(config.normalize);
    config.queryImage = contains("query_encoding_flag", "image");
    config.queryText = contains("query_encoding_flag", "text");
    config.icdImage = contains("icd_encoding_flag", "image");
    config.icdText = contains("icd_encoding_flag", "text");
    orThrow(checkLeverConfig(config));
    return config;
}

/// One golden folder; every comparison lands in `report`.
class LeverGolden
{
public:
    LeverGolden(const Path& folder, std::string label, at::Device device)
        : m_folder(folder), m_label(std::move(label)), m_device(device), m_json(json::parse(orThrow(readFile(folder / "golden.json")))),
          m_file(orThrow(SafetensorsFile::open(folder / "golden.safetensors"))), m_config(configFrom(m_json)),
          m_query{tensor("query_image_embeds"), tensor("query_text_embeds")},
          m_items{tensor("index_image_embeds"), tensor("index_text_embeds")}, m_ids(tensor("icd_seq_idx").to(at::kLong))
    {
    }

    ConformanceReport run()
    {
        forward();
        gradients();
        for (const auto& [name, options] : m_json.at("trajectories").items())
            trajectory(name, options);
        generation("batch_of_4", true);
        generation("each_alone", false);
        if (std::filesystem::exists(m_folder / "last.ckpt"))
            checkpoint();
        return std::move(m_report);
    }

private:
    at::Tensor tensor(const std::string& name) const
    {
        const at::Tensor read = orThrow(readTensor(m_file, name));
        return read.is_floating_point() && read.scalar_type() != at::kDouble ? read.to(at::kFloat) : read;
    }

    LeverWeights weights() const
    {
        Weights tensors = orThrow(Weights::openFile(m_folder / "checkpoint_state_dict.safetensors"));
        tensors.setTarget(m_device, at::kFloat);
        return takeLever(tensors, m_config);
    }

    void expect(const std::string& name, const at::Tensor& computed, double tolerance)
    {
        const at::Tensor golden = tensor(name).to(at::kDouble).reshape(-1), mine = computed.detach().to(at::kCPU, at::kDouble).reshape(-1);
        if (golden.numel() != mine.numel())
            return m_report.add(m_label + " " + name, std::numeric_limits<double>::infinity(), tolerance, "shapes differ");
        m_report.add(m_label + " " + name, (golden - mine).abs().max().item<double>(), tolerance);
    }

    at::Tensor there(const at::Tensor& x) const { return x.to(m_device); }
    at::Tensor logitsOf(const LeverWeights& all, const at::Tensor& ids) const
    {
        return leverLogits(all, m_config, ids, {there(m_query.image), there(m_query.text)}, {there(m_items.image), there(m_items.text)});
    }

    void forward()
    {
        const c10::NoGradGuard noGradient;
        const LeverWeights all = weights();
        const at::Tensor logits = logitsOf(all, there(m_ids));
        expect("logits", logits, 5e-5);
        expect("loss", leverLoss(logits, there(m_ids)), 9e-6);
        expect("logits_no_icd_input", logitsOf(all, there(m_ids).narrow(1, 0, 2)), 2e-5);
    }

    void gradients()
    {
        const c10::AutoGradMode withGradient(true);
        LeverWeights all = weights();
        visitLever(all, m_config, [](at::Tensor& one, const std::string&, const std::vector<std::int64_t>&, LeverStart, double) {
            one.requires_grad_(true);
        });
        leverLoss(logitsOf(all, there(m_ids)), there(m_ids)).backward();
        visitLever(all, m_config,
            [&](at::Tensor& one, const std::string& name, const std::vector<std::int64_t>&, LeverStart, double) {
                const std::string golden = "grad/" + name;
                if (!m_file.find(golden))
                    return;
                at::Tensor gradient = one.grad().defined() ? one.grad() : at::zeros_like(one);
                const at::Tensor expected = tensor(golden);
                if (expected.size(0) < gradient.size(0)) // positions: only the rows that are used are stored
                    gradient = gradient.narrow(0, 0, expected.size(0));
                expect(golden, gradient, 4e-6);
            });
    }

    /// Rows `first` and `first + 1` as a batch of the public interface.
    model::LeverBatch rows(std::int64_t first) const
    {
        model::LeverBatch batch;
        const auto view = [&](const at::Tensor& all) {
            return std::span<const float>(all.data_ptr<float>() + first * all.size(1), static_cast<std::size_t>(2 * all.size(1)));
        };
        batch.query = {view(m_query.image), view(m_query.text), 2};
        const auto ids = m_ids.accessor<std::int64_t, 2>();
        for (std::int64_t row = first; row < first + 2; ++row) {
            std::vector<int> sequence;
            for (std::int64_t at = 2; at + 1 < m_ids.size(1); ++at)
                sequence.push_back(static_cast<int>(ids[row][at]));
            batch.sequences.push_back(std::move(sequence));
        }
        return batch;
    }

    static model::LeverFeatures featuresOf(const LeverEmbeddings& from)
    {
        const auto view = [](const at::Tensor& all) {
            return std::span<const float>(all.data_ptr<float>(), static_cast<std::size_t>(all.numel()));
        };
        return {view(from.image), view(from.text), static_cast<std::size_t>(from.image.size(0))};
    }

    void trajectory(const std::string& name, const json& options)
    {
        LeverLm model(m_config, weights(), m_device);
        orThrow(model.setItems(featuresOf(m_items)));
        model::LeverTrainOptions training;
        options.at("lr").get_to(training.learningRate);
        options.at("weight_decay").get_to(training.weightDecay);
        options.at("warm_steps").get_to(training.warmup);
        options.at("steps").get_to(training.totalSteps);
        training.dropout = false;
        orThrow(model.beginTraining(training));
        std::vector<double> losses, rates;
        for (std::int64_t step = 0; step < training.totalSteps; ++step) {
            rates.push_back(model.learningRate());
            losses.push_back(orThrow(model.trainStep(rows(step % 2 == 0 ? 0 : 2))));
        }
        expect(name + "/loss", at::tensor(losses, at::kDouble), name == "traj_fast" ? 8e-6 : 3e-5);
        expect(name + "/lr", at::tensor(rates, at::kDouble), 1e-9);
        const c10::NoGradGuard noGradient;
        expect(name + "/final_logits", logitsOf(model.weights(), there(m_ids)), 1e-4);
        norms(name, model);
    }

    /// Norms of the trained parameters, relative; c_attn biases drift by rounding noise (README).
    void norms(const std::string& name, LeverLm& model)
    {
        std::map<std::string, double> mine;
        visitLever(model.weights(), m_config,
            [&](at::Tensor& one, const std::string& parameter, const std::vector<std::int64_t>&, LeverStart, double) {
                mine[parameter] = one.detach().to(at::kDouble).norm().item<double>();
            });
        const at::Tensor golden = tensor(name + "/final_param_norms");
        double worst = 0;
        std::int64_t at = 0;
        for (const json& parameter : m_json.at("param_names_sorted")) {
            const double expected = golden[at++].item<double>();
            const auto found = mine.find(parameter.get<std::string>());
            if (found == mine.end() || found->first.ends_with("c_attn.bias"))
                continue;
            worst = std::max(worst, std::abs(found->second - expected) / std::max(expected, 1e-12));
        }
        m_report.add(m_label + " " + name + "/final_param_norms", worst, 1e-3);
    }

    void generation(const std::string& name, bool together)
    {
        LeverLm model(m_config, weights(), m_device);
        orThrow(model.setItems(featuresOf(m_items)));
        const json& golden = m_json.at("generation");
        model::LeverGenerateOptions options;
        golden.at("shot_num").get_to(options.shots);
        options.officialBatchMask = together;
        const auto sequences = orThrow(model.generate(featuresOf(m_query), options, {}));
        int differing = 0;
        for (std::size_t row = 0; row < sequences.size(); ++row) {
            std::vector<int> expected = golden.at(name).at(row).get<std::vector<int>>(), mine;
            for (const model::LeverStep& step : sequences[row])
                mine.push_back(step.item);
            expected.erase(expected.begin(), expected.begin() + 2);
            differing += mine != expected ? 1 : 0;
        }
        m_report.add(m_label + " generation/" + name, differing, 0, differing ? "sequences differ" : "");
    }

    void checkpoint()
    {
        Weights fromZip = orThrow(Weights::openFile(m_folder / "last.ckpt"));
        fromZip.setTarget(m_device, at::kFloat);
        LeverWeights zip = takeLever(fromZip, m_config), plain = weights();
        const NamedTensors a = publishedLever(zip, m_config), b = publishedLever(plain, m_config);
        double worst = 0;
        for (std::size_t i = 0; i < a.size(); ++i)
            worst = std::max(worst, (a[i].second - b[i].second).abs().max().item<double>());
        m_report.add(m_label + " last.ckpt", worst, 0);
    }

    Path m_folder;
    std::string m_label;
    at::Device m_device;
    json m_json;
    SafetensorsFile m_file;
    model::LeverConfig m_config;
    LeverEmbeddings m_query, m_items; ///< on the CPU
    at::Tensor m_ids;
    ConformanceReport m_report;
};

} // namespace

Result<ConformanceReport> leverConformance(const Path& folder, const std::string& label, const model::LoadOptions& options)
{
    return guarded("cannot run the Lever-LM golden data", [&] {
        applyThreads(options.threads);
        return LeverGolden(folder, label, orThrow(parseDevice(options.device))).run();
    });
}

} // namespace fulcrum::engine
