// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/demo/model_folders.h"

#include "core/demo/language.h"
#include "core/text/bpe_trainer.h"

#include <nlohmann/json.hpp>

namespace fulcrum::demo {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVisionWidth = 96, kVisionLayers = 3, kVisionHeads = 4;
constexpr int kTextLength = 40;
constexpr int kMostTokens = 2000;

Result<void> writeJson(const Path& file, const Json& json) { return writeFileAtomic(file, json.dump(2) + "\n"); }

Json channelMeans() { return {0.48145466, 0.4578275, 0.40821073}; }
Json channelDeviations() { return {0.26862954, 0.26130258, 0.27577711}; }

/// Every word alone and behind a space, so that each is one token wherever it stands.
text::WordCounts wordCounts(text::VocabularyForm form)
{
    text::WordCounts counts;
    for (const std::string& word : vocabulary()) {
        if (form == text::VocabularyForm::Clip) {
            text::countWords(word, form, counts);
        } else {
            counts[word] += 1;
            counts[" " + word] += 2;
        }
    }
    return counts;
}

Result<int> writeTokenizer(const Path& folder, text::VocabularyForm form)
{
    text::VocabularyOptions options;
    options.form = form;
    options.maxTokens = kMostTokens;
    options.maxTextLength = form == text::VocabularyForm::Clip ? kTextLength : 2048;
    return text::trainVocabulary(wordCounts(form), options, folder);
}

Json towerShape(const char* widthKey)
{
    return {{widthKey, kVisionWidth}, {"image_size", kModelImageSize}, {"patch_size", kModelPatch},
        {"num_hidden_layers", kVisionLayers}, {"num_attention_heads", kVisionHeads},
        {"intermediate_size", 4 * kVisionWidth}, {"num_channels", 3}, {"hidden_act", "gelu"}, {"layer_norm_eps", 1e-5}};
}

} // namespace

Result<void> writeClipFolder(const Path& folder)
{
    FULCRUM_TRY(const int tokens, writeTokenizer(folder, text::VocabularyForm::Clip));
    Json vision = towerShape("hidden_size");
    vision["model_type"] = "clip_vision_model";
    vision["projection_dim"] = 64;
    const Json text{{"model_type", "clip_text_model"}, {"vocab_size", tokens}, {"hidden_size", 96},
        {"intermediate_size", 384}, {"num_hidden_layers", 2}, {"num_attention_heads", 4},
        {"max_position_embeddings", kTextLength}, {"hidden_act", "gelu"}, {"layer_norm_eps", 1e-5}, {"projection_dim", 64},
        {"bos_token_id", tokens - 2}, {"eos_token_id", tokens - 1}, {"pad_token_id", tokens - 1}};
    FULCRUM_CHECK(writeJson(folder / "config.json",
        {{"architectures", {"CLIPModel"}}, {"model_type", "clip"}, {"initializer_factor", 1.0},
            {"logit_scale_init_value", 2.6592}, {"projection_dim", 64}, {"text_config", text}, {"vision_config", vision},
            {"torch_dtype", "float32"}}));
    return writeJson(folder / "preprocessor_config.json",
        {{"image_processor_type", "CLIPImageProcessor"}, {"do_resize", true}, {"size", {{"shortest_edge", kModelImageSize}}},
            {"do_center_crop", true}, {"crop_size", {{"height", kModelImageSize}, {"width", kModelImageSize}}},
            {"do_rescale", true}, {"rescale_factor", 1.0 / 255.0}, {"do_normalize", true}, {"resample", 3},
            {"do_convert_rgb", true}, {"image_mean", channelMeans()}, {"image_std", channelDeviations()}});
}

Result<void> writeIdeficsFolder(const Path& folder)
{
    FULCRUM_TRY(const int tokens, writeTokenizer(folder, text::VocabularyForm::Llama));
    Json vision = towerShape("embed_dim");
    vision["model_type"] = "idefics";
    const Json perceiver{{"model_type", "idefics"}, {"use_resampler", true}, {"resampler_n_latents", 6},
        {"resampler_depth", 2}, {"resampler_n_heads", 4}, {"resampler_head_dim", 24}, {"qk_layer_norms_perceiver", true}};
    FULCRUM_CHECK(writeJson(folder / "config.json",
        {{"architectures", {"IdeficsForVisionText2Text"}}, {"model_type", "idefics"}, {"vocab_size", tokens},
            {"additional_vocab_size", 2}, {"hidden_size", 128}, {"intermediate_size", 320}, {"num_hidden_layers", 4},
            {"num_attention_heads", 4}, {"cross_layer_interval", 2}, {"qk_layer_norms", true}, {"alpha_type", "float"},
            {"alpha_initializer", "ones"}, {"alphas_initializer_range", 0.0}, {"alpha_init_value", 0.5},
            {"hidden_act", "silu"}, {"rms_norm_eps", 1e-6}, {"dropout", 0.0}, {"tie_word_embeddings", false},
            {"use_cache", true}, {"use_resampler", true}, {"pad_token_id", 0}, {"bos_token_id", 1}, {"eos_token_id", 2},
            {"initializer_range", 0.05}, {"max_sequence_length", 2048}, {"perceiver_config", perceiver},
            {"vision_config", vision}, {"torch_dtype", "float32"}}));
    FULCRUM_CHECK(writeJson(folder / "generation_config.json",
        {{"_from_model_config", true}, {"bos_token_id", 1}, {"eos_token_id", 2}, {"pad_token_id", 0}}));
    return writeJson(folder / "preprocessor_config.json",
        {{"image_processor_type", "IdeficsImageProcessor"}, {"image_size", kModelImageSize}, {"image_num_channels", 3},
            {"image_mean", channelMeans()}, {"image_std", channelDeviations()}});
}

} // namespace fulcrum::demo
