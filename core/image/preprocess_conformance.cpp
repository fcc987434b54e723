// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/preprocess_conformance.h"

#include "core/base/safetensors.h"
#include "core/image/image_processor.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

namespace fulcrum::image {

namespace {

using nlohmann::json;

constexpr double kFloatTolerance = 1e-6;

Result<json> readJson(const Path& path)
{
    FULCRUM_TRY(const std::string text, readFile(path));
    json value = json::parse(text, nullptr, false);
    if (!value.is_object())
        return fail(ErrorCode::Malformed, "cannot read golden data", path.string(), "it is not a JSON object");
    return value;
}

/// Largest difference of two lists of numbers; infinity where the lengths differ, NaN where either holds one.
template <class A, class B>
double largestDifference(const A& got, const B& wanted)
{
    if (got.size() != wanted.size())
        return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double difference = std::abs(static_cast<double>(got[i]) - static_cast<double>(wanted[i]));
        if (std::isnan(difference))
            return difference;
        largest = std::max(largest, difference);
    }
    return largest;
}

class PreprocessCases
{
public:
    PreprocessCases(Path folder, std::string label, SafetensorsFile tensors)
        : m_folder(std::move(folder)), m_label(std::move(label)), m_tensors(std::move(tensors))
    {
    }
    ConformanceReport report;

    Result<void> runImage(const std::string& name, const json& golden)
    {
        FULCRUM_TRY(const SourceImage source, readSource(m_folder / golden.at("file").get<std::string>()));
        std::string stem = name;
        std::replace(stem.begin(), stem.end(), '.', '_');
        report.add(m_label + " " + name + " mode", golden.at("pil_mode").get<std::string>() == modeName(source.mode) ? 0 : 1, 0);
        for (const auto& [pipeline, wanted] : golden.items()) {
            if (!wanted.is_object())
                continue;
            const std::string caseName = m_label + " " + name + " " + pipeline;
            if (pipeline == "rgb") {
                FULCRUM_CHECK(compareBytes(caseName, toRgb(source), wanted));
            } else if (pipeline == "rgb_on_white") {
                FULCRUM_CHECK(compareBytes(caseName, toRgbOnWhite(source), wanted));
            } else if (pipeline == "rgb_exif_transposed") {
                FULCRUM_CHECK(compareBytes(caseName, oriented(toRgb(source), source.orientation), wanted));
            } else if (pipeline == "idefics2" || pipeline == "idefics2_split") {
                FULCRUM_CHECK(runIdefics2(caseName, stem + "." + pipeline, source, wanted, pipeline == "idefics2_split"));
            } else {
                FULCRUM_CHECK(runSquare(caseName, stem + "." + pipeline, pipeline, source, wanted));
            }
        }
        return {};
    }

    Result<void> runTables()
    {
        for (const char* pipeline : {"clip_hf", "clip_openai", "idefics", "idefics2"}) {
            FULCRUM_TRY(const std::vector<float> wanted, m_tensors.floats(std::string("lut.") + pipeline));
            FULCRUM_TRY(const ImageProcessor processor, processorOf(pipeline));
            std::vector<float> got;
            for (int channel = 0; channel < 3; ++channel)
                for (int byte = 0; byte < 256; ++byte)
                    got.push_back(processor.value(channel, static_cast<std::uint8_t>(byte)));
            report.add(m_label + " lut." + pipeline, largestDifference(got, wanted), kFloatTolerance);
        }
        return {};
    }

    Result<void> runBatch(const json& golden, const json& images)
    {
        ImageProcessor processor = ImageProcessor::standard(ImageProcessor::Kind::Idefics2);
        std::vector<std::vector<model::Pixels>> samples;
        for (const json& sample : golden.at("samples")) {
            samples.emplace_back();
            for (const json& name : sample) {
                const auto file = images.at(name.get<std::string>()).at("file").get<std::string>();
                FULCRUM_TRY(model::Pixels pixels, processor.processFile(m_folder / file));
                samples.back().push_back(std::move(pixels));
            }
        }
        FULCRUM_TRY(const PaddedBatch batch, padded(samples));
        const std::string name = m_label + " idefics2_batch";
        report.add(name + " shape",
            batch.shape == golden.at("pixel_values_shape").get<std::array<std::int64_t, 5>>() ? 0 : 1, 0);
        FULCRUM_CHECK(compareStrided(name + " pixel_values", "idefics2_batch.pv_s32", batch));
        FULCRUM_TRY(const auto mask, m_tensors.integers("idefics2_batch.mask_s32"));
        std::vector<int> strided;
        const auto [count, height, width] = std::tuple(batch.shape[0] * batch.shape[1], batch.shape[3], batch.shape[4]);
        for (std::int64_t i = 0; i < count; ++i)
            for (std::int64_t y = 0; y < height; y += 32)
                for (std::int64_t x = 0; x < width; x += 32)
                    strided.push_back(batch.mask[static_cast<std::size_t>((i * height + y) * width + x)]);
        report.add(name + " mask", largestDifference(strided, mask), 0);
        std::vector<std::int64_t> sums(static_cast<std::size_t>(count)), wantedSums;
        for (std::size_t i = 0; i < batch.mask.size(); ++i)
            sums[i / static_cast<std::size_t>(height * width)] += batch.mask[i];
        for (const json& row : golden.at("mask_sum"))
            for (const json& sum : row)
                wantedSums.push_back(sum.get<std::int64_t>());
        report.add(name + " mask_sum", largestDifference(sums, wantedSums), 0);
        return {};
    }

private:
    static Result<ImageProcessor> processorOf(const std::string& pipeline)
    {
        using Kind = ImageProcessor::Kind;
        if (pipeline == "clip_hf")
            return ImageProcessor::standard(Kind::Clip);
        if (pipeline == "clip_openai" || pipeline == "clip_openai_rgb_first")
            return ImageProcessor::standard(Kind::OpenClip);
        if (pipeline == "idefics")
            return ImageProcessor::standard(Kind::Idefics);
        if (pipeline == "idefics2" || pipeline == "idefics2_split")
            return ImageProcessor::standard(Kind::Idefics2);
        return fail(ErrorCode::Unsupported, "cannot run preprocess conformance", pipeline, "unknown pipeline");
    }

    /// By hash; where that differs, the size of the error comes from the stored image.
    Result<void> compareBytes(const std::string& name, const Image& got, const json& wanted)
    {
        const std::string_view bytes(reinterpret_cast<const char*>(got.rgb.data()), got.rgb.size());
        if (sha256(bytes) == wanted.at("sha256").get<std::string>()) {
            report.add(name, 0, 0);
            return {};
        }
        double error = std::numeric_limits<double>::infinity();
        if (wanted.contains("u8")) {
            FULCRUM_TRY(const Image stored, readImage(m_folder / wanted.at("u8").get<std::string>()));
            error = std::max(1.0, largestDifference(got.rgb, stored.rgb)); // the hash decides
        }
        report.add(name, error, 0, "the bytes have another SHA-256 than the reference's");
        return {};
    }

    Result<void> compareStrided(const std::string& name, const std::string& tensor, const PaddedBatch& batch)
    {
        FULCRUM_TRY(const std::vector<float> wanted, m_tensors.floats(tensor));
        std::vector<float> got;
        const auto [planes, height, width] = std::tuple(batch.shape[0] * batch.shape[1] * 3, batch.shape[3], batch.shape[4]);
        for (std::int64_t plane = 0; plane < planes; ++plane)
            for (std::int64_t y = 0; y < height; y += 32)
                for (std::int64_t x = 0; x < width; x += 32)
                    got.push_back(batch.values[static_cast<std::size_t>((plane * height + y) * width + x)]);
        report.add(name, largestDifference(got, wanted), kFloatTolerance);
        return {};
    }

    /// clip_hf, clip_openai and idefics: one 8-bit image and its floats, sampled every 8 pixels.
    Result<void> runSquare(const std::string& name, const std::string& tensor, const std::string& pipeline,
        const SourceImage& source, const json& wanted)
    {
        FULCRUM_TRY(const ImageProcessor processor, processorOf(pipeline));
        SourceImage input = source;
        if (pipeline == "clip_openai_rgb_first") {
            Image rgb = toRgb(source);
            input = {};
            input.width = rgb.width;
            input.height = rgb.height;
            input.bytes = std::move(rgb.rgb);
        }
        FULCRUM_TRY(const std::vector<Image> images, processor.prepare(input));
        FULCRUM_CHECK(compareBytes(name, images.at(0), wanted));
        if (pipeline == "clip_openai_rgb_first")
            return {};
        const model::Pixels pixels = processor.normalized(images.at(0));
        for (const int stride : {8, 1}) {
            const std::string key = stride == 8 ? tensor : tensor + ".full";
            if (!m_tensors.find(key)) {
                if (stride == 8)
                    report.add(name + " floats", std::numeric_limits<double>::infinity(), kFloatTolerance, "no tensor " + key);
                continue;
            }
            FULCRUM_TRY(const std::vector<float> floats, m_tensors.floats(key));
            std::vector<float> got;
            for (std::int64_t c = 0; c < 3; ++c)
                for (std::int64_t y = 0; y < pixels.height; y += stride)
                    for (std::int64_t x = 0; x < pixels.width; x += stride)
                        got.push_back(pixels.values[static_cast<std::size_t>((c * pixels.height + y) * pixels.width + x)]);
            report.add(name + (stride == 8 ? " floats" : " floats.full"), largestDifference(got, floats), kFloatTolerance);
        }
        return {};
    }

    Result<void> runIdefics2(
        const std::string& name, const std::string& tensor, const SourceImage& source, const json& wanted, bool split)
    {
        ImageProcessor processor = ImageProcessor::standard(ImageProcessor::Kind::Idefics2);
        processor.setImageSplitting(split);
        FULCRUM_TRY(const std::vector<Image> images, processor.prepare(source));
        const json& list = wanted.at("images");
        report.add(name + " images", images.size() == list.size() ? 0 : 1, 0);
        std::vector<model::Pixels> pixels;
        for (std::size_t i = 0; i < std::min(images.size(), list.size()); ++i) {
            FULCRUM_CHECK(compareBytes(name + "." + std::to_string(i), images[i], list[i]));
            pixels.push_back(processor.normalized(images[i]));
        }
        FULCRUM_TRY(const PaddedBatch batch, padded({pixels}));
        return compareStrided(name + " floats", tensor + ".pv_s32", batch);
    }

    const Path m_folder;
    const std::string m_label;
    const SafetensorsFile m_tensors;
};

/// resize_cases.json: small arrays through Pillow's filters.
Result<void> runResizeCases(const Path& folder, const std::string& label, ConformanceReport& report)
{
    FULCRUM_TRY(const json golden, readJson(folder / "resize_cases.json"));
    FULCRUM_TRY(const SafetensorsFile tensors, SafetensorsFile::open(folder / "resize_cases.safetensors"));
    for (const json& one : golden.at("cases")) {
        const auto input = one.at("in").get<std::string>(), output = one.at("out").get<std::string>();
        const TensorView *from = tensors.find(input), *to = tensors.find(output);
        const auto filter = filterFromName(one.at("filter").get<std::string>());
        const auto usable = [](const TensorView* view) {
            return view && view->type == DType::U8 && view->shape.size() == 3 && view->numel() > 0 && view->shape[2] <= 4;
        };
        if (!filter || !usable(from) || !usable(to))
            return fail(ErrorCode::Malformed, "cannot run resize cases", (folder / "resize_cases.json").string(),
                "the case " + output + " is not complete");
        const auto bytesOf = [](const TensorView& view) {
            return std::span(reinterpret_cast<const std::uint8_t*>(view.bytes.data()), view.bytes.size());
        };
        const auto size = [](const TensorView& view, std::size_t axis) { return static_cast<int>(view.shape[axis]); };
        const auto got = resizeSamples(
            bytesOf(*from), size(*from, 1), size(*from, 0), size(*from, 2), size(*to, 1), size(*to, 0), *filter);
        report.add(label + " resize " + output, largestDifference(got, bytesOf(*to)), 0);
    }
    return {};
}

} // namespace

Result<ConformanceReport> preprocessConformance(const Path& folder, const std::string& label)
{
    try {
        FULCRUM_TRY(const json golden, readJson(folder / "golden.json"));
        FULCRUM_TRY(SafetensorsFile tensors, SafetensorsFile::open(folder / "golden.safetensors"));
        PreprocessCases cases(folder, label, std::move(tensors));
        for (const auto& [name, image] : golden.at("images").items())
            FULCRUM_CHECK(cases.runImage(name, image));
        FULCRUM_CHECK(cases.runTables());
        if (golden.contains("idefics2_batch"))
            FULCRUM_CHECK(cases.runBatch(golden.at("idefics2_batch"), golden.at("images")));
        std::error_code ignored;
        if (std::filesystem::exists(folder / "resize_cases.json", ignored))
            FULCRUM_CHECK(runResizeCases(folder, label, cases.report));
        return std::move(cases.report);
    } catch (const json::exception& error) {
        return fail(ErrorCode::Malformed, "cannot run preprocess conformance", folder.string(), error.what());
    }
}

Result<ConformanceReport> clipPixelsConformance(const Path& folder, const std::string& label)
{
    try {
        FULCRUM_TRY(const json golden, readJson(folder / "e2e_images.json"));
        FULCRUM_TRY(const SafetensorsFile tensors, SafetensorsFile::open(folder / "e2e_images.safetensors"));
        FULCRUM_TRY(const std::vector<float> wanted, tensors.floats("pixel_values"));
        FULCRUM_TRY(const ImageProcessor processor, ImageProcessor::load(folder));
        std::vector<float> got;
        for (const json& file : golden.at("images")) {
            FULCRUM_TRY(const model::Pixels pixels, processor.processFile(folder / file.get<std::string>()));
            got.insert(got.end(), pixels.values.begin(), pixels.values.end());
        }
        ConformanceReport report;
        report.add(label + " e2e pixel_values", largestDifference(got, wanted), kFloatTolerance);
        return report;
    } catch (const json::exception& error) {
        return fail(ErrorCode::Malformed, "cannot run CLIP image conformance", folder.string(), error.what());
    }
}

} // namespace fulcrum::image
