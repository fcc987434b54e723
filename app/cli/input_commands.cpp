// SPDX-License-Identifier: GPL-3.0-or-later
// What the models see: `tokenize` and `preprocess`.
#include "app/cli/commands.h"
#include "app/cli/context.h"
#include "app/cli/line_reader.h"
#include "core/base/safetensors.h"
#include "core/image/image_processor.h"
#include "core/text/tokenizer.h"

#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace fulcrum::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestLine = 64u << 20;
constexpr std::size_t kMostFloats = std::size_t{1} << 30; // 4 GiB

struct TokenizeFlags
{
    std::string folder;
    std::vector<std::string> added;
    std::size_t maxLength = 0;
    bool jsonInput = false, noSpecial = false;
};

std::vector<std::int32_t> idsOf(const text::Tokenizer& tokenizer, const TokenizeFlags& flags, const std::string& line)
{
    if (flags.maxLength == 0 || flags.noSpecial) {
        auto ids = tokenizer.encode(line, !flags.noSpecial);
        if (flags.maxLength > 0 && ids.size() > flags.maxLength)
            ids.resize(flags.maxLength);
        return ids;
    }
    return tokenizer.encodeTruncated(line, flags.maxLength);
}

/// One JSON object a line: text, ids, tokens, decoded.
Result<void> tokenize(CliContext& context, const TokenizeFlags& flags)
{
    FULCRUM_TRY(const auto tokenizer, text::Tokenizer::load(flags.folder, flags.added));
    LineReader lines(context.stopToken(), kLongestLine);
    std::string line;
    while (true) {
        FULCRUM_TRY(const bool more, lines.next(line));
        if (!more)
            return {};
        if (flags.jsonInput) {
            const json value = json::parse(line, nullptr, false);
            if (!value.is_string())
                return fail(ErrorCode::Malformed, "cannot tokenize", lines.where(), "it is not a JSON string");
            line = value.get<std::string>();
        }
        const auto ids = idsOf(*tokenizer, flags, line);
        json tokens = json::array();
        for (const std::int32_t id : ids)
            tokens.push_back(tokenizer->idToToken(id).value_or(std::string()));
        const json document
            = {{"text", line}, {"ids", ids}, {"tokens", tokens}, {"decoded", tokenizer->decode(ids, true)}};
        const std::string out = document.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
        std::fwrite(out.data(), 1, out.size(), stdout);
    }
}

struct PreprocessFlags
{
    std::string processor, out;
    std::vector<std::string> images;
};

/// pixel_values [n, 3, h, w], or for processors of several or unequal images [n, images, 3, h, w] with pixel_attention_mask.
Result<void> preprocess(CliContext& context, const PreprocessFlags& flags)
{
    FULCRUM_TRY(const image::ImageProcessor processor, image::ImageProcessor::load(flags.processor));
    std::vector<std::vector<model::Pixels>> samples;
    std::size_t floats = 0;
    for (const std::string& file : flags.images) {
        if (context.stopToken().stop_requested())
            return fail(ErrorCode::Cancelled, "preprocess stopped", file);
        FULCRUM_TRY(const image::SourceImage source, image::readSource(file));
        auto images = processor.prepare(source);
        if (!images)
            return fail(images.error().within(file));
        samples.emplace_back();
        for (const image::Image& one : *images) {
            floats += one.rgb.size();
            if (floats > kMostFloats)
                return fail(ErrorCode::OutOfRange, "cannot preprocess", file, "the result would be larger than 4 GiB",
                    "give fewer images");
            samples.back().push_back(processor.normalized(one));
        }
        context.progress().show(fmt::format("{}/{} images", samples.size(), flags.images.size()));
    }
    FULCRUM_TRY(const image::PaddedBatch batch, image::padded(samples));
    const bool flat = processor.kind() != image::ImageProcessor::Kind::Idefics2;
    const auto [count, most, channels, height, width] = batch.shape;
    const std::vector<std::int64_t> shape = flat ? std::vector{count, channels, height, width}
                                                 : std::vector{count, most, channels, height, width};
    std::vector<TensorToWrite> tensors{{"pixel_values", DType::F32, shape, std::as_bytes(std::span(batch.values))}};
    if (!flat)
        tensors.push_back({"pixel_attention_mask", DType::U8, {count, most, height, width}, std::as_bytes(std::span(batch.mask))});
    FULCRUM_CHECK(writeSafetensors(
        flags.out, tensors, {{"images", json(flags.images).dump(-1, ' ', false, json::error_handler_t::replace)}}));
    context.progress().finish();
    context.result({{"out", flags.out}, {"processor", processor.typeName()}, {"shape", shape}, {"images", flags.images}}, [&] {
        return fmt::format("{} images through {} to {}: pixel_values [{}]", samples.size(), processor.typeName(), flags.out,
            fmt::join(shape, ", "));
    });
    return {};
}

} // namespace

void addInputCommands(CLI::App& app, CliContext& context)
{
    CLI::App* tokenizing = app.add_subcommand("tokenize", "lines of standard input as token ids, one JSON object a line");
    const auto text = std::make_shared<TokenizeFlags>();
    tokenizing->add_option("--tokenizer", text->folder, "folder with the tokenizer files")->required();
    tokenizing->add_option("--add", text->added, "special tokens to add behind the vocabulary, in order");
    tokenizing->add_option("--max-length", text->maxLength, "cut to this many ids; start and end tokens stay");
    tokenizing->add_flag("--json-input", text->jsonInput, "every line is a JSON string");
    tokenizing->add_flag("--no-special", text->noSpecial, "without start and end tokens");
    tokenizing->callback([&context, text] { context.setAction([&context, text] { return tokenize(context, *text); }); });

    CLI::App* pixels = app.add_subcommand("preprocess", "images as a model's vision tower sees them");
    const auto files = std::make_shared<PreprocessFlags>();
    pixels->add_option("--processor", files->processor, "folder with preprocessor_config.json")->required();
    pixels->add_option("--out", files->out, "safetensors file to write")->required();
    pixels->add_option("images", files->images, "image files")->required();
    pixels->callback([&context, files] { context.setAction([&context, files] { return preprocess(context, *files); }); });
}

} // namespace fulcrum::cli
