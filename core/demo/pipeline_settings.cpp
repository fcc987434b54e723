// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/pipeline_settings.h"

namespace fulcrum::demo {

namespace {

using nlohmann::json;

constexpr int kDmSeed = 7; // one D_M a task; the seeds of PipelineSettings vary training and draws

/// TINY_WORLD.md section 7: a small pool whose items Lever-LM meets often, and anchors from other images.
TaskSettings taskSettings(data::Task task)
{
    const bool caption = task == data::Task::Caption;
    const std::string name = data::taskName(task);
    TaskSettings settings;
    settings.task = task;
    settings.embed = {{"name", "Tiny World embeddings, " + name}, {"task", name}};
    settings.dm = {
        {"name", "Tiny World D_M, " + name},
        {"task", name},
        {"seed", kDmSeed},
        {"pool", 96},
        {"outside_anchors", true},
        {"anchors", caption ? 700 : 1200}, // the answers of VQA tell less about the style: more anchors average it out
        {"candidates", 24},
        {"beam", 5},
        {"shots", 2},
        {"anchors_per_call", 200},
    };
    settings.train = {
        {"query_image", true},
        {"query_text", !caption},
        {"width", 64},
        {"heads", 4},
        {"layers", 2},
        {"adapter", true},
        {"normalize", true},
        {"order", "reversed"},
        {"epochs", caption ? 12 : 16},
        {"batch", 64},
        {"learning_rate", 2e-3},
        {"weight_decay", 0.1},
        {"dropout", 0.3},
        // The embeddings of questions lie close together (0.02 a number where images spread 0.1): noise would drown them.
        {"query_noise", caption ? 0.05 : 0.0},
        {"select_by", "infoscore"},
    };
    settings.evaluate = {
        {"name", "Tiny World evaluation, " + name},
        {"task", name},
        {"shots", {1, 2, 3, 4, 6, 8}},
        {"queries", caption ? 200 : 0}, // 0 = all 600: an answer is right or wrong, it takes more of them for as narrow an interval
        {"beams", 1},
        {"stop_at_join", true},
        {"max_new_tokens", caption ? 24 : 3},
        {"oracle_candidates", 12},
        {"oracle_max_shots", 2},
        {"strategies", caption ? json{"zero-shot", "random", "siir", "sitr", "lever-lm", "lever-lm-random-order", "fixed",
                                     "golden", "oracle", "siir-full", "sitr-full"}
                               : json{"zero-shot", "random", "siir", "sttr", "iq2iq", "lever-lm", "lever-lm-random-order",
                                     "fixed", "golden", "oracle", "siir-full", "sttr-full"}},
    };
    return settings;
}

} // namespace

PipelineSettings pipelineSettings()
{
    return {{taskSettings(data::Task::Caption), taskSettings(data::Task::Vqa)}, {0, 1, 2}};
}

PipelineSettings quickPipelineSettings()
{
    PipelineSettings settings = pipelineSettings();
    settings.seeds = {0};
    for (TaskSettings& task : settings.tasks) {
        task.dm.update({{"pool", 12}, {"anchors", 12}, {"candidates", 6}, {"beam", 2}, {"anchors_per_call", 4}});
        task.train.update({{"width", 16}, {"heads", 2}, {"epochs", 3}, {"batch", 4}, {"train_ratio", 0.5}});
        task.evaluate.update({{"queries", 6}, {"shots", {1, 2}}, {"oracle_candidates", 4},
            {"strategies", {"zero-shot", "random", "siir", "lever-lm"}}});
    }
    return settings;
}

} // namespace fulcrum::demo
