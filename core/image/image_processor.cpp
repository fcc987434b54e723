// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_processor.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace fulcrum::image {

namespace {

using nlohmann::json;

constexpr int kLargestEdge = 8192;
constexpr std::array<double, 3> kClipMean = {0.48145466, 0.4578275, 0.40821073};
constexpr std::array<double, 3> kClipStd = {0.26862954, 0.26130258, 0.27577711};

struct Size
{
    int height, width;
};

/// Bounds what a resize allocates, its intermediate image included.
Result<void> checkResize(const SourceImage& source, Size to)
{
    const std::int64_t between = std::int64_t{to.width} * source.height;
    if (std::int64_t{to.width} * to.height > kMostPixels || between > 4 * kMostPixels)
        return fail(ErrorCode::OutOfRange, "cannot preprocess image",
            fmt::format("{} x {} pixels to {} x {}", source.width, source.height, to.width, to.height),
            "its aspect ratio makes the resized image too large");
    return {};
}

/// transformers' get_resize_output_image_size and torchvision's Resize: the other edge is truncated.
Size shortestEdgeSize(int height, int width, int edge)
{
    const bool tall = width <= height;
    const double other = static_cast<double>(std::int64_t{edge} * (tall ? height : width)) / (tall ? width : height);
    const int truncated = static_cast<int>(std::min(other, 2e9));
    return tall ? Size{truncated, edge} : Size{edge, truncated};
}

/// The part of `image` at (top, left); what lies outside is black.
Image cropped(const Image& image, int top, int left, Size size)
{
    Image out{size.width, size.height, {}};
    out.rgb.resize(static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height) * 3);
    const int from = std::max(0, left), to = std::min(image.width, left + size.width);
    for (int y = std::max(0, top); from < to && y < std::min(image.height, top + size.height); ++y) {
        const auto* row = image.rgb.data() + (static_cast<std::ptrdiff_t>(y) * image.width + from) * 3;
        std::copy(row, row + (to - from) * 3,
            out.rgb.data() + (static_cast<std::ptrdiff_t>(y - top) * size.width + (from - left)) * 3);
    }
    return out;
}

/// Offset of transformers' center_crop on one axis: floor of half the difference, also where the image is the smaller one and is
/// padded (ceil of half the padding comes before it).
int centredOffset(int size, int crop)
{
    return static_cast<int>(std::floor((size - crop) / 2.0));
}

/// Python's round: halves to even.
int roundHalfEven(double value)
{
    return static_cast<int>(std::nearbyint(value));
}

/// The longer edge at most `longest`, then each edge at least `shortest`; the aspect is not kept by the latter.
Size idefics2Size(int height, int width, int longest, int shortest)
{
    const double aspect = static_cast<double>(width) / height;
    Size size{height, width};
    if (width >= height && width > longest)
        size = {static_cast<int>(longest / aspect), longest};
    else if (height > width && height > longest)
        size = {longest, static_cast<int>(longest * aspect)};
    return {std::max(size.height, shortest), std::max(size.width, shortest)};
}

SourceImage asSource(Image image)
{
    SourceImage source;
    source.width = image.width;
    source.height = image.height;
    source.bytes = std::move(image.rgb);
    return source;
}

} // namespace

void ImageProcessor::buildTable()
{
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t v = 0; v < 256; ++v) {
            // transformers scales in double and rounds to float32; torchvision divides in float32.
            float x = static_cast<float>(v);
            if (m_rescale)
                x = m_kind == Kind::OpenClip ? x / 255.0f : static_cast<float>(static_cast<double>(v) * m_rescaleFactor);
            if (m_normalize)
                x = (x - static_cast<float>(m_mean[c])) / static_cast<float>(m_std[c]);
            m_table[c][v] = x;
        }
}

ImageProcessor ImageProcessor::standard(Kind kind, int size)
{
    ImageProcessor processor;
    processor.m_kind = kind;
    processor.m_mean = kClipMean;
    processor.m_std = kClipStd;
    processor.m_height = processor.m_width = processor.m_cropHeight = processor.m_cropWidth = size;
    static constexpr const char* kNames[] = {"CLIPImageProcessor", "open_clip", "IdeficsImageProcessor", "Idefics2ImageProcessor"};
    processor.m_typeName = kNames[static_cast<std::size_t>(kind)];
    processor.m_shortestEdge = kind == Kind::Clip || kind == Kind::OpenClip ? size : 0;
    if (kind == Kind::Idefics2) {
        processor.m_mean = processor.m_std = {0.5, 0.5, 0.5};
        processor.m_filter = Filter::Bilinear;
        processor.m_height = 980;
        processor.m_width = 378;
    }
    processor.buildTable();
    return processor;
}

Result<std::vector<Image>> ImageProcessor::prepareClip(const SourceImage& source) const
{
    Image image = toRgb(source);
    if (m_resize) {
        const Size size = m_shortestEdge > 0 ? shortestEdgeSize(image.height, image.width, m_shortestEdge) : Size{m_height, m_width};
        FULCRUM_CHECK(checkResize(source, size));
        image = resized(image, size.width, size.height, m_filter);
    }
    if (m_crop)
        image = cropped(image, centredOffset(image.height, m_cropHeight), centredOffset(image.width, m_cropWidth),
            {m_cropHeight, m_cropWidth});
    return std::vector<Image>{std::move(image)};
}

Result<std::vector<Image>> ImageProcessor::prepareOpenClip(const SourceImage& source) const
{
    const Size size = shortestEdgeSize(source.height, source.width, m_shortestEdge);
    FULCRUM_CHECK(checkResize(source, size));
    const Image image = toRgb(resized(source, size.width, size.height, m_filter));
    return std::vector<Image>{cropped(image, roundHalfEven((size.height - m_cropHeight) / 2.0),
        roundHalfEven((size.width - m_cropWidth) / 2.0), {m_cropHeight, m_cropWidth})};
}

Result<std::vector<Image>> ImageProcessor::prepareIdefics2(const SourceImage& source) const
{
    const Image whole = toRgbOnWhite(source);
    std::vector<Image> parts;
    if (m_split && whole.width >= 2 && whole.height >= 2) {
        const int h = whole.height / 2, w = whole.width / 2;
        for (const int row : {0, 1})
            for (const int column : {0, 1})
                parts.push_back(cropped(whole, row * h, column * w,
                    {row ? whole.height - h : h, column ? whole.width - w : w}));
    }
    parts.push_back(whole);
    for (Image& part : parts) {
        if (!m_resize)
            continue;
        const Size size = idefics2Size(part.height, part.width, m_height, m_width);
        FULCRUM_CHECK(checkResize(source, size));
        part = resized(part, size.width, size.height, m_filter);
    }
    return parts;
}

Result<std::vector<Image>> ImageProcessor::prepare(const SourceImage& source) const
{
    switch (m_kind) {
    case Kind::Clip:
        return prepareClip(source);
    case Kind::OpenClip:
        return prepareOpenClip(source);
    case Kind::Idefics2:
        return prepareIdefics2(source);
    case Kind::Idefics:
        break;
    }
    FULCRUM_CHECK(checkResize(source, {m_height, m_width}));
    return std::vector<Image>{resized(toRgbOnWhite(source), m_width, m_height, m_filter)};
}

model::Pixels ImageProcessor::normalized(const Image& image) const
{
    model::Pixels pixels;
    pixels.height = image.height;
    pixels.width = image.width;
    const std::size_t plane = static_cast<std::size_t>(image.height) * static_cast<std::size_t>(image.width);
    pixels.values.resize(plane * 3);
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < plane; ++i)
            pixels.values[c * plane + i] = m_table[c][image.rgb[i * 3 + c]];
    return pixels;
}

Result<model::Pixels> ImageProcessor::process(const SourceImage& source) const
{
    FULCRUM_TRY(const std::vector<Image> images, prepare(source));
    if (images.size() != 1)
        return fail(ErrorCode::Unsupported, "cannot preprocess image", m_typeName, "it splits one image into several");
    return normalized(images.front());
}

Result<model::Pixels> ImageProcessor::process(const Image& image) const
{
    return process(asSource(image));
}

Result<model::Pixels> ImageProcessor::processFile(const Path& path) const
{
    FULCRUM_TRY(const SourceImage source, readSource(path));
    auto pixels = process(source);
    if (!pixels)
        return fail(pixels.error().within(path.string()));
    return pixels;
}

/// Reads the configuration files.
struct ProcessorReader
{
    const json& config;
    const std::string where;

    tl::unexpected<Error> malformed(const std::string& why) const
    {
        return fail(ErrorCode::Malformed, "cannot read image processor", where, why);
    }
    bool has(const char* key) const { return config.contains(key) && !config.at(key).is_null(); }

    Result<int> edge(const json& value, const char* name) const
    {
        if (!value.is_number() || !(value.get<double>() >= 1 && value.get<double>() <= kLargestEdge)
            || value.get<double>() != std::floor(value.get<double>()))
            return malformed(fmt::format("\"{}\" must be a whole number from 1 to {}", name, kLargestEdge));
        return static_cast<int>(value.get<double>());
    }
    Result<std::array<double, 3>> triple(const char* key, std::array<double, 3> standard, bool positive) const
    {
        if (!has(key))
            return standard;
        const json& list = config.at(key);
        std::array<double, 3> out{};
        if (!list.is_array() || list.size() != 3)
            return malformed(fmt::format("\"{}\" must be three numbers", key));
        for (std::size_t i = 0; i < 3; ++i) {
            if (!list[i].is_number() || !std::isfinite(list[i].get<double>()) || (positive && list[i].get<double>() <= 0))
                return malformed(fmt::format("\"{}\" must be three {}numbers", key, positive ? "positive " : ""));
            out[i] = list[i].get<double>();
        }
        return out;
    }
    Result<bool> flag(const char* key, bool standard) const
    {
        if (!has(key))
            return standard;
        if (!config.at(key).is_boolean())
            return malformed(fmt::format("\"{}\" must be true or false", key));
        return config.at(key).get<bool>();
    }
    /// A number, or {"height", "width"}, or {"shortest_edge"}: `shortest` is then set.
    Result<Size> size(const char* key, Size standard, int* shortest) const
    {
        if (!has(key))
            return standard;
        const json& value = config.at(key);
        if (value.is_object() && value.contains("height") && value.contains("width")) {
            FULCRUM_TRY(const int height, edge(value.at("height"), key));
            FULCRUM_TRY(const int width, edge(value.at("width"), key));
            if (shortest)
                *shortest = 0;
            return Size{height, width};
        }
        const bool isShortest = shortest && value.is_object() && value.contains("shortest_edge");
        FULCRUM_TRY(const int both, edge(isShortest ? value.at("shortest_edge") : value, key));
        if (shortest)
            *shortest = both;
        return Size{both, both};
    }

    Result<void> readSizes(ImageProcessor& processor) const
    {
        using Kind = ImageProcessor::Kind;
        if (processor.m_kind == Kind::Idefics) {
            FULCRUM_TRY(const Size size, this->size("image_size", {224, 224}, nullptr));
            processor.m_height = size.height;
            processor.m_width = size.width;
        } else if (processor.m_kind == Kind::Idefics2) {
            if (has("size")) {
                FULCRUM_TRY(processor.m_height, edge(config.at("size").value("longest_edge", json()), "size.longest_edge"));
                FULCRUM_TRY(processor.m_width, edge(config.at("size").value("shortest_edge", json()), "size.shortest_edge"));
            }
        } else {
            FULCRUM_TRY(const Size size, this->size("size", {224, 224}, &processor.m_shortestEdge));
            FULCRUM_TRY(const Size crop, this->size("crop_size", {224, 224}, nullptr));
            processor.m_height = size.height;
            processor.m_width = size.width;
            processor.m_cropHeight = crop.height;
            processor.m_cropWidth = crop.width;
        }
        return {};
    }

    Result<ImageProcessor> read(ImageProcessor::Kind kind, const std::string& typeName) const
    {
        ImageProcessor processor = ImageProcessor::standard(kind);
        processor.m_typeName = typeName;
        FULCRUM_CHECK(readSizes(processor));
        FULCRUM_TRY(processor.m_mean, triple("image_mean", processor.m_mean, false));
        FULCRUM_TRY(processor.m_std, triple("image_std", processor.m_std, true));
        if (has("resample")) {
            const json& number = config.at("resample");
            const auto filter = number.is_number_integer() && number.get<double>() >= 0 && number.get<double>() <= 5
                                    ? filterFromPillow(number.get<int>())
                                    : std::nullopt;
            if (!filter)
                return malformed("\"resample\" must be one of Pillow's numbers 0 to 5");
            processor.m_filter = *filter;
        }
        if (has("rescale_factor")) {
            if (!config.at("rescale_factor").is_number() || !std::isfinite(config.at("rescale_factor").get<double>()))
                return malformed("\"rescale_factor\" must be a number");
            processor.m_rescaleFactor = config.at("rescale_factor").get<double>();
        }
        if (kind != ImageProcessor::Kind::Idefics) { // which has no such switches
            FULCRUM_TRY(processor.m_resize, flag("do_resize", true));
            FULCRUM_TRY(processor.m_crop, flag("do_center_crop", true));
            FULCRUM_TRY(processor.m_rescale, flag("do_rescale", true));
            FULCRUM_TRY(processor.m_normalize, flag("do_normalize", true));
            FULCRUM_TRY(processor.m_split, flag("do_image_splitting", kind == ImageProcessor::Kind::Idefics2));
        }
        processor.m_split = processor.m_split && kind == ImageProcessor::Kind::Idefics2;
        processor.buildTable();
        return processor;
    }

    Result<ImageProcessor> readOpenClip() const
    {
        const json model = config.value("model_cfg", json::object()), preprocess = config.value("preprocess_cfg", json::object());
        const json vision = model.is_object() ? model.value("vision_cfg", json::object()) : json::object();
        if (!preprocess.is_object() || !vision.is_object() || !vision.contains("image_size"))
            return malformed("model_cfg.vision_cfg.image_size is missing");
        json flat = {{"size", vision.at("image_size")}, {"crop_size", vision.at("image_size")}};
        for (const auto& [from, to] : {std::pair("mean", "image_mean"), std::pair("std", "image_std")})
            if (preprocess.contains(from))
                flat[to] = preprocess.at(from);
        return ProcessorReader{flat, where}.read(ImageProcessor::Kind::OpenClip, "open_clip");
    }
};

namespace {

Result<json> readConfig(const Path& path)
{
    FULCRUM_TRY(const std::string text, readFile(path, 1 << 20));
    json config = json::parse(text, nullptr, false);
    if (!config.is_object())
        return fail(ErrorCode::Malformed, "cannot read image processor", path.string(), "it is not a JSON object");
    return config;
}

} // namespace

Result<ImageProcessor> ImageProcessor::load(const Path& folder)
{
    std::error_code ignored;
    const Path plain = folder / "preprocessor_config.json", openClip = folder / "open_clip_config.json";
    const bool useOpenClip = !std::filesystem::exists(plain, ignored) && std::filesystem::exists(openClip, ignored);
    const Path path = useOpenClip ? openClip : plain;
    FULCRUM_TRY(const json config, readConfig(path));
    const ProcessorReader reader{config, path.string()};
    try {
        if (useOpenClip)
            return reader.readOpenClip();
        // "image_processor_type" in newer files, "feature_extractor_type" in older ones.
        for (const char* key : {"image_processor_type", "feature_extractor_type"}) {
            if (!reader.has(key) || !config.at(key).is_string())
                continue;
            const auto type = config.at(key).get<std::string>();
            if (type == "CLIPImageProcessor" || type == "CLIPFeatureExtractor")
                return reader.read(Kind::Clip, type);
            if (type == "IdeficsImageProcessor")
                return reader.read(Kind::Idefics, type);
            if (type == "Idefics2ImageProcessor")
                return reader.read(Kind::Idefics2, type);
            return fail(ErrorCode::Unsupported, "cannot read image processor", path.string(), "unknown type \"" + type + "\"");
        }
        return fail(ErrorCode::Malformed, "cannot read image processor", path.string(), "it names no image_processor_type");
    } catch (const json::exception& error) {
        return fail(ErrorCode::Malformed, "cannot read image processor", path.string(), error.what());
    }
}

Result<PaddedBatch> padded(const std::vector<std::vector<model::Pixels>>& samples)
{
    PaddedBatch batch;
    batch.shape = {static_cast<std::int64_t>(samples.size()), 0, 3, 0, 0};
    for (const auto& sample : samples) {
        batch.shape[1] = std::max(batch.shape[1], static_cast<std::int64_t>(sample.size()));
        for (const model::Pixels& pixels : sample) {
            batch.shape[3] = std::max(batch.shape[3], pixels.height);
            batch.shape[4] = std::max(batch.shape[4], pixels.width);
        }
    }
    const std::int64_t images = batch.shape[0] * batch.shape[1], plane = batch.shape[3] * batch.shape[4];
    if (images > 4096 || images * plane > 4 * kMostPixels)
        return fail(ErrorCode::OutOfRange, "cannot pad images", fmt::format("{} images", images), "the batch is too large");
    batch.values.resize(static_cast<std::size_t>(images * 3 * plane));
    batch.mask.resize(static_cast<std::size_t>(images * plane));
    for (std::size_t s = 0; s < samples.size(); ++s)
        for (std::size_t i = 0; i < samples[s].size(); ++i) {
            const model::Pixels& pixels = samples[s][i];
            const std::int64_t index = static_cast<std::int64_t>(s) * batch.shape[1] + static_cast<std::int64_t>(i);
            for (std::int64_t row = 0; row < 3 * pixels.height; ++row) {
                const std::int64_t channel = row / pixels.height, y = row % pixels.height;
                std::copy_n(pixels.values.begin() + row * pixels.width, pixels.width,
                    batch.values.begin() + (index * 3 + channel) * plane + y * batch.shape[4]);
                if (channel == 0)
                    std::fill_n(batch.mask.begin() + index * plane + y * batch.shape[4], pixels.width, std::uint8_t{1});
            }
        }
    return batch;
}

} // namespace fulcrum::image
